#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A leak on a screen that a real browser shares: the tray's window comes by itself on the other monitor, without the
keyboard and without the data, and is answered by keyboard; on a shared monitor it raises nothing itself; tray and agent
may die.  tray_alert_test.py BUILD-FOLDER"""

import sys
import time

from harness.agent import log_step
from harness.hands import Keyboard, check, geometry
from harness.processes import wait_until
from harness.screen_reader import check_names
from harness.share import OTHER, TITLE, ShareScene

CANARIES = ["Callum", "Ashgrove", "postroom.example", "900867", "JT 59", "27705316", "17 Larkhill", "1986"]


def check_comes_by_itself(scene):
    before = scene.active()
    alert = scene.leak()
    window = scene.wait_for_window()
    x, _, width, _ = geometry(scene.desktop, window)
    check(x >= OTHER[2] and x + width <= OTHER[2] + OTHER[0], f"which monitor is shared is not known: the window is on the one where nothing was found: {x}+{width}")
    check(scene.active() == before, "it has not taken the keyboard")
    heard = scene.reader.window(TITLE)
    heard.wait_to_say("Third party A")
    said = " ".join(f"{h.name} {h.text} {h.description}" for h in heard.inside())
    check("National Insurance" in said and "Chromium" in said, "it says what kind, and where")
    check(not [c for c in CANARIES if c.lower() in said.lower()], "it says nothing of what was found")
    check(not check_names(heard), f"a screen reader has a name for everything: {check_names(heard)}")
    return alert, window


def check_outline(scene, hands, alert, window):
    scene.desktop.activate(window)
    check(not scene.bars(), "no frame comes unasked")
    hands.press("alt+w")
    wait_until(scene.bars, "the frame", 3)
    time.sleep(1.5)
    scene.agent.wait_until_read()
    now = scene.agent.json("alerts", "show", alert["id"])
    check(now["state"] == "open" and now["third_parties"] == alert["third_parties"], "the frame hides and adds nobody")
    wait_until(lambda: not scene.bars(), "the frame to go by itself", 8)
    log_step("ok: the frame goes by itself")


def check_answer(scene, hands):
    alert = scene.leak()
    window = scene.wait_for_window()
    scene.desktop.activate(window)
    hands.press("alt+f")
    hands.press("Down", "Return")
    kept = wait_until(lambda: (a := scene.agent.json("alerts", "show", alert["id"]))["answer"] == "false_alarm" and a,
                      "the answer", 10, 0.2)
    check(kept["why"] != "" and kept["on_record"], f"the answer and its reason are on record: {kept['why']}")
    check(scene.agent.json("ledger", "verify")["ok"], "the ledger verifies")
    scene.desktop.activate(window)
    hands.press("Escape")
    wait_until(lambda: not scene.alert_windows(), "the window to close", 5)


def check_closed_stays_closed(scene, hands, window):
    scene.desktop.activate(window)
    hands.press("Escape")
    wait_until(lambda: not scene.alert_windows(), "the window to close", 5)
    time.sleep(2)
    check(not scene.alert_windows() and scene.tray.state() == "alert", "a closed window does not come back for the same alert")
    scene.show("list")
    scene.wait_for_window()
    check(len(scene.alert_windows()) == 1, "it comes back, once, when it got worse")
    scene.end_leak()


def check_on_a_shared_monitor(scene):
    scene.agent.cli("share", "start")
    wait_until(lambda: len(scene.agent.status()["shares"]) == 1, "the share", 10)
    alert = scene.leak()
    window = scene.wait_for_window()
    scene.desktop.activate(window)
    time.sleep(2)
    scene.agent.wait_until_read()
    now = scene.agent.json("alerts", "show", alert["id"])
    check(len(scene.open_alerts()) == 1 and now["kinds"] == alert["kinds"] and now["third_parties"] == alert["third_parties"],
          f"the window, on a shared monitor, is no finding itself: {now['kinds']}")
    scene.end_leak()
    check(scene.alert_windows() and not scene.open_alerts(), "the window alone keeps no alert open")


def check_deaths(scene):
    pid, started = scene.agent.pid, scene.agent.status()["pid"]
    scene.tray.running.signal(9)
    scene.tray.running.process.wait()
    alert = scene.leak()
    check(scene.agent.pid == pid and scene.agent.status()["pid"] == started and alert["state"] == "open",
          "the agent goes on without the tray")
    scene.tray.start("--theme", "light")
    check(scene.wait_for_window(), "a tray that starts during a leak says so")
    scene.agent.kill()
    took = scene.tray.wait_for_state("no-agent", 5)
    check(took <= 2, f"the tray tells within 2 s that the agent is gone: {took:.2f} s")
    scene.agent.start()
    scene.tray.wait_for_state("idle", 15)
    log_step("ok: it finds the agent again by itself")


def run(build):
    with ShareScene(build) as scene:
        hands = Keyboard(scene.desktop, scene.tray, scene.reader)
        scene.share()
        scene.agent.cli("share", "audience", "external")
        alert, window = check_comes_by_itself(scene)
        check_outline(scene, hands, alert, window)
        check_closed_stays_closed(scene, hands, window)
        check_answer(scene, hands)
        scene.show("blank")
        scene.stop_sharing()
        check_on_a_shared_monitor(scene)
        check_deaths(scene)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A leak on a screen that a real browser shares: the tray's window comes by itself on the other monitor, without the
keyboard and without the data, and is answered by keyboard; on a shared monitor it raises nothing itself; tray and agent
may die.  tray_alert_test.py BUILD-FOLDER"""

import os
import re
import sys
import time

from harness.agent import ROOT, Agent, MailServer, fail, log_step
from harness.chromium import Chromium
from harness.desktop import Desktop
from harness.pages import Pages
from harness.processes import program, wait_until
from harness.screen_reader import ScreenReader, check_names
from harness.tray import Tray

CANARIES = ["Callum", "Ashgrove", "postroom.example", "900867", "JT 59", "27705316", "17 Larkhill", "1986"]
TITLE = "Your shared screen"
SHARED = (1200, 1000, 0, 0)
OTHER = (700, 1000, 1200, 0)


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


class Scene:
    def __init__(self, desktop, agent, tray, reader, page):
        self.desktop, self.agent, self.tray, self.reader, self.page = desktop, agent, tray, reader, page

    def press(self, *keys):
        self.desktop.run([program("xdotool"), "key", "--clearmodifiers", "--delay", "80", *keys])
        time.sleep(0.2)

    def show(self, which):
        self.page.evaluate(f"show('{which}')")

    def open_alerts(self):
        return [a for a in self.agent.alerts() if a["state"] == "open"]

    def leak(self):
        """Another customer's record comes up: the alert that it opens."""
        self.show("ashgrove")
        alert = wait_until(self.open_alerts, "an alert", 20, 0.05)[0]
        self.agent.wait_until_read()
        return self.agent.json("alerts", "show", alert["id"])

    def end_leak(self):
        self.show("blank")
        wait_until(lambda: not self.open_alerts(), "the alert to close", 20, 0.2)

    def alert_windows(self):
        return [w for w, title in self.tray.windows().items() if title.startswith(TITLE)]

    def wait_for_window(self):
        return wait_until(self.alert_windows, "the alert window", 10, 0.05)[0]

    def region(self, window):
        said = self.desktop.run([program("xwininfo"), "-id", str(window)])
        return [int(re.search(rf"{key}:\s+(-?\d+)", said)[1])
                for key in ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")]

    def active(self):
        return self.desktop.run([program("xprop"), "-root", "_NET_ACTIVE_WINDOW"]).split()[-1]

    def bars(self):
        """The outline: bars without a name that are as thin as a line."""
        top = self.desktop.run([program("xwininfo"), "-root", "-children"])
        sizes = re.findall(r"\(has no name\): \(\)\s+(\d+)x(\d+)\+", top)
        return [(w, h) for w, h in ((int(w), int(h)) for w, h in sizes) if min(w, h) == 1 and max(w, h) > 10]


def check_comes_by_itself(scene):
    before = scene.active()
    alert = scene.leak()
    window = scene.wait_for_window()
    x, _, width, _ = scene.region(window)
    check(x >= OTHER[2] and x + width <= OTHER[2] + OTHER[0], f"which monitor is shared is not known: the window is on the one where nothing was found: {x}+{width}")
    check(scene.active() == before, "it has not taken the keyboard")
    heard = scene.reader.window(TITLE)
    heard.wait_to_say("Third party A")
    said = " ".join(f"{h.name} {h.text} {h.description}" for h in heard.inside())
    check("National Insurance" in said and "Chromium" in said, "it says what kind, and where")
    check(not [c for c in CANARIES if c.lower() in said.lower()], "it says nothing of what was found")
    check(not check_names(heard), f"a screen reader has a name for everything: {check_names(heard)}")
    return alert, window


def check_outline(scene, alert, window):
    scene.desktop.activate(window)
    check(not scene.bars(), "no frame comes unasked")
    scene.press("alt+w")
    wait_until(scene.bars, "the frame", 3)
    time.sleep(1.5)
    scene.agent.wait_until_read()
    now = scene.agent.json("alerts", "show", alert["id"])
    check(now["state"] == "open" and now["third_parties"] == alert["third_parties"], "the frame hides and adds nobody")
    wait_until(lambda: not scene.bars(), "the frame to go by itself", 8)
    log_step("ok: the frame goes by itself")


def check_answer(scene):
    alert = scene.leak()
    window = scene.wait_for_window()
    scene.desktop.activate(window)
    scene.press("alt+f")
    scene.press("Down", "Return")
    kept = wait_until(lambda: (a := scene.agent.json("alerts", "show", alert["id"]))["answer"] == "false_alarm" and a,
                      "the answer", 10, 0.2)
    check(kept["why"] != "" and kept["on_record"], f"the answer and its reason are on record: {kept['why']}")
    check(scene.agent.json("ledger", "verify")["ok"], "the ledger verifies")
    scene.desktop.activate(window)
    scene.press("Escape")
    wait_until(lambda: not scene.alert_windows(), "the window to close", 5)


def check_closed_stays_closed(scene, window):
    scene.desktop.activate(window)
    scene.press("Escape")
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
    with Desktop(width=SHARED[0] + OTHER[0], height=1000) as desktop, \
            Pages(os.path.join(ROOT, "samples", "screens")) as crm, \
            Pages(os.path.join(ROOT, "tests", "real", "pages")) as meeting, ScreenReader(desktop) as reader:
        desktop.split_into_monitors(SHARED, OTHER)
        mail = MailServer(desktop)
        agent = Agent(desktop, build, mail, extra_policy="\n[alerts]\ncloses_after_ms = 1000\n")
        agent.start()
        tray = Tray(desktop, build)
        ScreenReader.environment(tray.env)
        tray.start("--theme", "light")
        with Chromium(desktop, share="Screen 1", position=(0, 0), size=(1180, 960)) as browser:
            page = browser.open(crm.url("crm.html"))
            call = browser.open_window(meeting.url("share.html"), left=1240, top=560, width=420, height=400)
            call.bring_to_front()
            call.click("#start")
            call.wait_for("share.state === 'sharing'", "the share to start")
            wait_until(lambda: agent.status()["shares"], "the agent to see the share", 10)
            agent.cli("share", "audience", "external")
            scene = Scene(desktop, agent, tray, reader, page)
            desktop.activate(desktop.wait_for_window("Ledgerline CRM"))
            alert, window = check_comes_by_itself(scene)
            check_outline(scene, alert, window)
            check_closed_stays_closed(scene, window)
            check_answer(scene)
            scene.show("blank")
            call.evaluate("stopShare()")
            wait_until(lambda: not agent.status()["shares"], "the end of the share", 10)
            check_on_a_shared_monitor(scene)
            check_deaths(scene)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The glass box and the check before a share, by keyboard, with a real agent that has something to tell.
tray_glass_box_test.py BUILD-FOLDER [CASE …]"""

import json
import os
import stat
import sys
import time

from harness.agent import ROOT, log_step
from harness.hands import Keyboard, check
from harness.processes import program, wait_until
from harness.screen_reader import ScreenReader, check_names
from harness.tray import Tray
from tray_icon_test import scene, start_trayer

# Each page of the glass box and something that stands on it, in order.
PAGES = {"What left this computer": "an alert on your shared screen",
         "Who looked": "Who looked, or changed something",
         "What was not watched": "What was shared and not watched",
         "The rules in force": "policy.toml",
         "Proof": "The digest of the newest"}


def open_record(desktop):
    record = desktop.start([program("display"), "-geometry", "+40+40", "-title", "Customer record",
                            os.path.join(ROOT, "samples", "screens", "record.png")])
    return desktop.wait_for_window("Customer record"), record


def leak_once(desktop, agent):
    agent.cli("share", "start")
    agent.cli("share", "audience", "external")
    _, record = open_record(desktop)
    alert = agent.wait_for_alerts(1, 60)[0]
    agent.cli("alerts", "resolve", alert["id"], "--as", "hidden")
    agent.cli("share", "stop")
    record.stop()


def save(hands, key, path):
    """Works the save dialog by keyboard."""
    hands.press(key)
    hands.reader.window("Save what is kept about me")
    hands.press("ctrl+a")
    hands.type_words(path)
    hands.press("Return")
    wait_until(lambda: os.path.exists(path) and os.path.getsize(path), path)


def glass_box(build):
    with scene(build) as (desktop, agent), ScreenReader(desktop) as reader:
        start_trayer(desktop)
        leak_once(desktop, agent)
        tray = Tray(desktop, build)
        reader.environment(tray.env)
        tray.start()
        hands = Keyboard(desktop, tray, reader)
        window = hands.window("glass-box", "Glass box")
        window.wait_to_say("Alerts about shared screens")
        check(window.all("table", "Alerts about shared screens") and window.says("I have hidden it"),
              "the alert is kept, with what was said of it, in a table with a name")
        check(window.says("No recording is kept."), "what is not there is said in a sentence")
        check(not window.says("(s)"), "numbers have their plural, in a desktop without a language, too")
        check(not check_names(window), f"all that can be reached has a name: {check_names(window)}")
        for page, words in PAGES.items():
            hands.press("Down")
            window.wait_to_say(words)
            log_step(f"ok: {page}")
        hands.press("alt+c")
        window.wait_to_say("none changed, none missing", 30)
        check(True, "the record is checked from there")
        path = desktop.folder.file("home", "mine.json")
        save(hands, "alt+j", path)
        with open(path, encoding="utf-8") as f:
            data = json.load(f)
        check(len(data["alerts"]) == 1 and data["ledger"]["entries"] > 0 and data["policy"]["files"],
              "the JSON has the alert, the record's head and the rules")
        check(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "it is for its owner's eyes")
        path = desktop.folder.file("home", "mine.pdf")
        save(hands, "alt+p", path)
        with open(path, "rb") as f:
            pdf = f.read()
        check(pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF"), "the same as a PDF")
        hands.to_front("Glass box")
        hands.go_to(window, "list", "Pages")
        hands.press("Home", "Down", "Down")
        window.wait_to_say("took a copy of")
        check(True, "that copies were taken stands under who looked")
        agent.kill()
        hands.press("F5")
        window.wait_to_say("The agent does not answer.")
        check(tray.running.alive(), "without an agent it says so")
        hands.press("Escape")
        wait_until(lambda: not tray.windows(), "the window to close")


def check_my_screen(build):
    with scene(build) as (desktop, agent), ScreenReader(desktop) as reader:
        start_trayer(desktop)
        wanted, record = open_record(desktop)
        plain, _ = desktop.open_plain_window("Timesheet", left=500, top=300, width=300, height=200)
        tray = Tray(desktop, build)
        reader.environment(tray.env)
        tray.start()
        hands = Keyboard(desktop, tray, reader)
        begin = time.monotonic()
        window = hands.window("check", "Check my screen")
        window.wait_to_say("other people's data: close or hide", 60)
        check(True, f"the check tells of the window with other people's data ({time.monotonic() - begin:.1f} s)")
        rows = [h.name for h in window.inside() if "Customer record" in h.name or "Timesheet" in h.name]
        check(len(rows) >= 2 and "Customer record" in rows[0], "the riskiest stands first, each with its own title")
        check(not check_names(window), f"all that can be reached has a name: {check_names(window)}")
        hands.press("alt+s")
        wait_until(lambda: int(desktop.run([program("xdotool"), "getactivewindow"])) == wanted, "the window to be raised")
        check(True, "“show me” brings it to the front")
        record.stop()
        window = hands.window("check", "Check my screen")
        hands.press("alt+a")
        window.wait_to_say("Nothing of other people's was found", 60)
        check(plain in desktop.windows(), "once it is closed, a new check finds nothing in what is left")
        for path in (agent.log, tray.running.log_path):
            with open(path, encoding="utf-8", errors="replace") as f:
                check("Customer record" not in f.read(), "no title is in a log")


CASES = {"glass-box": glass_box, "check": check_my_screen}

if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(CASES):
        print(__doc__, f"Cases: {', '.join(CASES)}", file=sys.stderr)
        sys.exit(2)
    for case in sys.argv[2:] or CASES:
        CASES[case](sys.argv[1])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Pictures of the tray's windows in both themes and both languages, with invented people only.
tray_pictures.py BUILD-FOLDER OUTPUT-FOLDER [SCALE]"""

import os
import sys
import time

from harness.agent import ROOT, Agent, MailServer, log_step
from harness.desktop import Desktop
from harness.processes import program, wait_until
from harness.tray import Tray
from tray_icon_test import start_trayer

POLICY = """
[alerts]
closes_after_ms = 500

[recording]
jurisdiction = "uk"
language = "en"
special_category_conditions = ["explicit_consent"]

[[recording.purposes]]
name = "complaints"
title = "handling complaints"
basis = "legitimate_interests"
reference = "LIA-7"

[[recording.purposes]]
name = "agreements"
title = "agreements by telephone"
basis = "consent"

[[recording.assessments]]
reference = "LIA-7"
version = "2"
review_by = 2036-06-30
purposes = ["complaints"]
"""
PAGES = ("kept", "left", "looked", "gaps", "rules", "proof")  # of the glass box, from the top


class Album:
    """The tray's windows, one after the other."""

    def __init__(self, desktop, tray, folder, ending):
        self._desktop, self._tray, self._folder, self._ending = desktop, tray, folder, ending
        self.taken = 0

    def open(self, name):
        self._tray.show(name)
        self.window = wait_until(lambda: max(self._tray.windows(), default=None), f"the window {name}")
        self._desktop.activate(self.window)

    def press(self, *keys):
        self._desktop.run([program("xdotool"), "key", "--delay", "60", *keys])

    def take(self, name, settle=1.2):
        time.sleep(settle)
        self._desktop.picture(os.path.join(self._folder, f"{name}-{self._ending}.png"), self.window)
        self.taken += 1

    def close(self):
        self.press("Escape")
        wait_until(lambda: self.window not in self._tray.windows(), "the window to close")

    def take_alone(self, window, name=None, settle=1.2):
        self.open(window)
        self.take(name or window, settle)
        self.close()


def leak_once(desktop, agent):
    record = desktop.start([program("display"), "-geometry", "+1180+760", "-title", "Customer record",
                            os.path.join(ROOT, "samples", "screens", "record.png")])
    desktop.wait_for_window("Customer record")
    desktop.open_plain_window("Timesheet", left=1200, top=40)
    agent.cli("share", "start")
    agent.cli("share", "audience", "external")
    alert = agent.wait_for_alerts(1, 60)[0]
    agent.cli("alerts", "resolve", alert["id"], "--as", "hidden")
    agent.cli("share", "stop")
    return record


def glass_box(album):
    album.open("glass-box")
    album.take("glass-box-" + PAGES[0])
    for page in PAGES[1:]:
        album.press("Down")
        album.take("glass-box-" + page)
    album.close()


def call(album, agent):
    album.take_alone("call", "call-new")
    agent.cli("call", "start", "--customer", "-", "--confirmed", "security_questions", stdin="Rosalind Ashcombe\n")
    agent.cli("basis", "set", "--purpose", "agreements")
    album.take_alone("call", "call-open")
    album.take_alone("recording")
    album.take_alone("status", "status-gate-closed")
    agent.cli("call", "end")


def pictures(build, folder, scale, theme, language):
    with Desktop(width=1920, height=1200) as desktop:
        agent = Agent(desktop, build, MailServer(desktop), extra_policy=POLICY)
        agent.start()
        leak_once(desktop, agent)
        start_trayer(desktop)
        tray = Tray(desktop, build, "--theme", theme, "--language", language, scale=scale).start()
        album = Album(desktop, tray, folder, f"{theme}-{language}")
        album.take_alone("status")
        album.take_alone("welcome")
        glass_box(album)
        album.take_alone("check", settle=8)
        call(album, agent)
        tray.stop()
    log_step(f"{theme}, {language}: {album.taken} pictures")


def main(build, folder, scale=None):
    os.makedirs(folder, exist_ok=True)
    for theme in ("light", "dark"):
        for language in ("en", "de"):
            pictures(build, folder, scale, theme, language)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])

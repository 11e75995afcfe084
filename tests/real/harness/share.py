# SPDX-License-Identifier: Apache-2.0
"""A desk whose screen a real browser shares: a customer system in front, the meeting beside it, the agent and the tray.

    with ShareScene(build) as scene:
        alert = scene.leak()
"""

import contextlib
import os
import re

from .agent import ROOT, Agent, MailServer
from .chromium import Chromium
from .desktop import Desktop
from .pages import Pages
from .processes import program, wait_until
from .screen_reader import ScreenReader
from .tray import Tray

TITLE = "Your shared screen"  # of the alert window
SHARED = (1200, 1000, 0, 0)  # width, height, left, top
OTHER = (700, 1000, 1200, 0)
SIZE = (SHARED[0] + OTHER[0], 1000)
POLICY = "\n[alerts]\ncloses_after_ms = 1000\n"


class ShareScene:
    """With two monitors, of which one is shared, which the agent cannot tell; or with one and a panel for the tray's icon."""

    def __init__(self, build, monitors=2):
        self._build, self._monitors = build, monitors

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        with self._stack:
            enter = self._stack.enter_context
            self.desktop = enter(Desktop(*SIZE))
            crm = enter(Pages(os.path.join(ROOT, "samples", "screens")))
            meeting = enter(Pages(os.path.join(ROOT, "tests", "real", "pages")))
            self.reader = enter(ScreenReader(self.desktop))
            if self._monitors == 2:
                self.desktop.split_into_monitors(SHARED, OTHER)
            else:
                self.desktop.start([program("trayer"), "--edge", "bottom", "--align", "right", "--widthtype", "request",
                                    "--height", "32"])
            self.mail = MailServer(self.desktop)
            self.agent = Agent(self.desktop, self._build, self.mail, extra_policy=POLICY)
            self.agent.start()
            self.tray = Tray(self.desktop, self._build, "--language", "en")
            ScreenReader.environment(self.tray.env)
            self.tray.start("--theme", "light")
            browser = enter(Chromium(self.desktop, share="Screen 1" if self._monitors == 2 else "Entire screen", position=(0, 0), size=(1180, 960)))
            self.page = browser.open(crm.url("crm.html"))
            self.meeting = browser.open_window(meeting.url("share.html"), left=1240, top=520, width=420, height=400)
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def share(self):
        """The browser shares the screen, and the agent has seen it; the customer system is in front."""
        self.meeting.bring_to_front()
        self.meeting.click("#start")
        self.meeting.wait_for("share.state === 'sharing'", "the share to start")
        wait_until(lambda: self.agent.status()["shares"], "the agent to see the share", 10)
        self.desktop.activate(self.desktop.wait_for_window("Ledgerline CRM"))

    def stop_sharing(self):
        self.meeting.evaluate("stopShare()")
        wait_until(lambda: not self.agent.status()["shares"], "the end of the share", 10)

    def show(self, which):
        self.page.evaluate(f"show('{which}')")

    def open_alerts(self):
        return [a for a in self.agent.alerts() if a["state"] == "open"]

    def kept(self, alert):
        """All that is kept about an alert."""
        return self.agent.json("alerts", "show", alert["id"])

    def leak(self, which="ashgrove"):
        """Another one's record comes up: the alert that it opens."""
        self.show(which)
        alert = wait_until(self.open_alerts, "an alert", 20, 0.05)[0]
        self.agent.wait_until_read()
        return self.kept(alert)

    def end_leak(self):
        self.show("blank")
        wait_until(lambda: not self.open_alerts(), "the alert to close", 20, 0.2)

    def alert_windows(self):
        return [w for w, title in self.tray.windows().items() if title.startswith(TITLE)]

    def wait_for_window(self):
        return wait_until(self.alert_windows, "the alert window", 10, 0.05)[0]

    def active(self):
        return self.desktop.run([program("xprop"), "-root", "_NET_ACTIVE_WINDOW"]).split()[-1]

    def bars(self):
        """The outline: bars without a name that are as thin as a line."""
        top = self.desktop.run([program("xwininfo"), "-root", "-children"])
        sizes = re.findall(r"\(has no name\): \(\)\s+(\d+)x(\d+)\+", top)
        return [(w, h) for w, h in ((int(w), int(h)) for w, h in sizes) if min(w, h) == 1 and max(w, h) > 10]

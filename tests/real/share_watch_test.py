#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Real browsers share a real screen and a real window; ShareWatch must see start, target and end."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness.chromium import Chromium  # noqa: E402
from harness.desktop import Desktop  # noqa: E402
from harness.firefox import Firefox  # noqa: E402
from harness.pages import Pages  # noqa: E402
from harness.processes import Running, wait_until  # noqa: E402

PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pages")
PROBE = None


class Watch:
    """The probe on a desktop; `state` is its newest line."""

    def __init__(self, desktop):
        self._running = Running([PROBE], env=desktop.env, stdout=subprocess.PIPE,
                                stdin=subprocess.PIPE, log=desktop.folder.file("log", "probe.log"))
        self._lines = queue.Queue()
        self.state = {"sharer_running": False, "shares": []}
        self.seen = []  # every set of shares that there has been
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._running.stop()

    @property
    def shares(self):
        while not self._lines.empty():
            self.state = self._lines.get()
            self.seen.append(self.state["shares"])
        return self.state["shares"]

    def wait_for(self, condition, what, seconds=5):
        def holds():
            self._running.check()
            return condition(self.shares)
        try:
            wait_until(holds, what, seconds)
        except TimeoutError as error:
            raise AssertionError(f"{error}; seen: {self.state}") from None

    def wait_for_share(self, **expected):
        def matches(shares):
            return any(all(s[k] == v for k, v in expected.items()) for s in shares)
        self.wait_for(matches, f"a share with {expected}")
        return next(s for s in self.state["shares"]
                    if all(s[k] == v for k, v in expected.items()))

    def wait_for_none(self):
        self.wait_for(lambda shares: not shares, "the end of every share")

    def stays_empty(self, polls=4):
        """No share for some polls: what there is none of can only be waited for."""
        end = time.monotonic() + polls * 0.25
        while time.monotonic() < end:
            if self.shares:
                raise AssertionError(f"a share is seen where there is none: {self.shares}")
            time.sleep(0.05)

    def _read(self):
        for line in self._running.process.stdout:
            self._lines.put(json.loads(line))


class WatchedDesktop(unittest.TestCase):
    def setUp(self):
        self.desktop = self.enterContext(Desktop(notifications=False))
        self.pages = self.enterContext(Pages(PAGES))
        self.watch = self.enterContext(Watch(self.desktop))

    def share(self, browser):
        page = browser.open(self.pages.url("share.html"))
        page.click("#start")
        return page


class NoShares(WatchedDesktop):
    def test_losing_the_display_is_told_and_no_crash(self):
        self.watch.stays_empty(polls=1)
        self.desktop.x_server.process.kill()
        probe = self.watch._running
        wait_until(lambda: not probe.alive(), "the probe to end")
        self.assertEqual(probe.process.returncode, 4)
        self.assertIn("display has gone away", probe.log_tail())


class ChromiumShares(WatchedDesktop):
    def test_the_screen(self):
        self.watch.stays_empty(polls=1)
        self.assertFalse(self.watch.state["sharer_running"])
        with Chromium(self.desktop, share="Entire screen") as browser:
            page = browser.open(self.pages.url("share.html"))
            self.watch.wait_for(lambda _: self.watch.state["sharer_running"], "Chromium to be seen")
            self.watch.stays_empty()
            page.click("#start")
            page.wait_for("share.frames > 0")
            share = self.watch.wait_for_share(application="Chromium", target="screen", bar=True)
            self.assertEqual(share["rule"], "chromium-screen")
            self.assertGreater(share["pid"], 0)
            page.click("#stop")
            self.watch.wait_for_none()

    def test_a_window(self):
        window, _ = self.desktop.open_plain_window("Case notes")
        self.desktop.open_plain_window("Of another size", width=500, height=300)
        with Chromium(self.desktop, share="Case notes", position=(300, 300)) as browser:
            page = self.share(browser)
            page.wait_for("share.frames > 0")
            share = self.watch.wait_for_share(application="Chromium", target="window",
                                              window=window, bar=True)
            self.assertEqual(share["rule"], "chromium-window")
            page.click("#stop")
            self.watch.wait_for_none()

    def test_a_window_among_twins_is_still_told_apart(self):
        self.desktop.open_plain_window("Twin one")
        window, _ = self.desktop.open_plain_window("Case notes", left=300)
        self.desktop.open_plain_window("Twin two", left=200)
        with Chromium(self.desktop, share="Case notes") as browser:
            page = self.share(browser)
            page.wait_for("share.frames > 0")
            self.watch.wait_for_share(target="window", window=window)

    def test_the_shared_window_stays_known_while_it_is_minimised_and_resized(self):
        window, _ = self.desktop.open_plain_window("Case notes")
        with Chromium(self.desktop, share="Case notes") as browser:
            page = self.share(browser)
            page.wait_for("share.frames > 0")
            self.watch.wait_for_share(target="window", window=window)
            self.desktop.run(["xdotool", "windowminimize", "--sync", str(window)])
            time.sleep(0.6)
            self.watch.wait_for_share(target="window", window=window)
            self.desktop.activate(window)
            self.desktop.run(["xdotool", "windowsize", "--sync", str(window), "420", "320"])
            time.sleep(0.6)
            self.watch.wait_for_share(target="window", window=window)
            self.assertFalse(any(s["target"] == "unknown" for shares in self.watch.seen
                                 for s in shares), self.watch.seen)

    def test_closing_the_browser_ends_the_share(self):
        with Chromium(self.desktop, share="Entire screen") as browser:
            self.share(browser).wait_for("share.frames > 0")
            self.watch.wait_for_share(target="screen")
        self.watch.wait_for_none()
        self.watch.wait_for(lambda _: not self.watch.state["sharer_running"], "no browser")

    def test_a_picker_alone_is_no_share(self):
        self.desktop.open_plain_window("Case notes")
        with Chromium(self.desktop) as browser:
            page = self.share(browser)
            self.watch.stays_empty()
            # That it can be cancelled shows that the picker was there.
            self.assertEqual(page.evaluate("share.state"), "asking")
            self.desktop.activate(self.desktop.wait_for_window("Meeting"))
            self.desktop.run(["xdotool", "key", "Escape"])
            page.wait_for("share.error.includes('NotAllowedError')")

    def test_one_of_two_monitors_is_unknown(self):
        self.desktop.split_into_monitors((640, 800, 0, 0), (640, 800, 640, 0))
        with Chromium(self.desktop, share="Screen 2") as browser:
            self.share(browser).wait_for("share.state === 'sharing'")
            share = self.watch.wait_for_share(application="Chromium", target="unknown")
            self.assertEqual(share["rule"], "chromium-screen")


class FirefoxShares(WatchedDesktop):
    def test_the_screen(self):
        with Firefox(self.desktop) as browser:
            page = self.share(browser)
            browser.wait_for_picker()
            self.watch.stays_empty()
            browser.choose()
            browser.allow()
            page.wait_for("share.frames > 0")
            share = self.watch.wait_for_share(application="Firefox", target="screen", bar=True)
            self.assertEqual(share["rule"], "firefox-screen")
            page.click("#stop")
            self.watch.wait_for_none()

    def test_a_window(self):
        window, _ = self.desktop.open_plain_window("Case notes")
        with Firefox(self.desktop) as browser:
            page = self.share(browser)
            browser.wait_for_picker()
            browser.choose("Case notes")
            browser.allow()
            page.wait_for("share.frames > 0")
            self.watch.wait_for_share(application="Firefox", target="window", window=window,
                                      bar=True)
            page.click("#stop")
            self.watch.wait_for_none()


if __name__ == "__main__":
    PROBE = sys.argv.pop(1)
    unittest.main(verbosity=2)

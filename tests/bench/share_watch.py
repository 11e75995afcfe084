#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What looking for shares costs beside a real Chromium, idle and sharing a screen, at 250 ms.

Usage: tests/bench/share_watch.py BUILD/bin/share_watch_probe [SECONDS]
"""

import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "real"))
from harness.chromium import Chromium  # noqa: E402
from harness.desktop import Desktop  # noqa: E402
from harness.pages import Pages  # noqa: E402
from harness.processes import Running  # noqa: E402


def used(pid):
    """CPU milliseconds and times that the process went to sleep."""
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as f:
        cpu = int(f.read().split()[0]) / 1e6
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        sleeps = next(int(line.split()[1]) for line in f if line.startswith("voluntary_ctxt"))
    return cpu, sleeps


def measure(name, probe, server, seconds):
    before, server_before = used(probe.pid), used(server.pid)
    time.sleep(seconds)
    after, server_after = used(probe.pid), used(server.pid)
    cpu = (after[0] - before[0]) / seconds
    print(f"{name}: {cpu:.2f} ms of CPU a second ({cpu / 4:.2f} a poll), "
          f"{(after[1] - before[1]) / seconds:.1f} sleeps a second; "
          f"X server {(server_after[0] - server_before[0]) / seconds:.1f} ms a second")


def main():
    probe_path = sys.argv[1]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10
    with Desktop(1920, 1080, notifications=False) as desktop, \
            Pages(os.path.join(HERE, "..", "real", "pages")) as pages:
        probe = Running([probe_path], env=desktop.env, stdin=subprocess.PIPE)
        try:
            time.sleep(0.5)
            measure("no browser", probe, desktop.x_server, seconds)
            with Chromium(desktop, share="Entire screen") as browser:
                page = browser.open(pages.url("share.html"))
                time.sleep(1)
                measure("Chromium, nothing shared", probe, desktop.x_server, seconds)
                page.click("#start")
                page.wait_for("share.frames > 0")
                time.sleep(1)
                measure("Chromium shares the screen", probe, desktop.x_server, seconds)
        finally:
            probe.stop()


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the tray costs beside a real agent and panel: from its start to the icon, memory, wake-ups when nothing happens.
tests/bench/tray_bench.py BUILD-FOLDER [PANEL …]   (xfce4-panel, trayer)"""

import os
import statistics
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "real"))

from harness.agent import Agent, MailServer  # noqa: E402
from harness.desktop import Desktop  # noqa: E402
from harness.processes import program, wait_until  # noqa: E402
from harness.tray import WATCHER, Tray, embedded_icon, has_owner, notifier_items  # noqa: E402
from system_bench import cpu_ms, line, memory_mb, rate  # noqa: E402

STARTS = 7
IDLE_SECONDS = 30
WINDOWS = ("status", "welcome", "call", "glass-box", "check")


def wake_ups_by_thread(pid):
    counts = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status", encoding="ascii") as f:
            counts[task] = sum(int(line.split()[1]) for line in f if line.startswith("voluntary_ctxt"))
    return counts


def wake_ups_a_second(tray, seconds=IDLE_SECONDS):
    """All threads together; one that ends meanwhile is not counted backwards."""
    before = wake_ups_by_thread(tray.pid)
    time.sleep(seconds)
    after = wake_ups_by_thread(tray.pid)
    return sum(n - before.get(task, 0) for task, n in after.items()) / seconds


def start_panel(desktop, panel):
    if panel == "trayer":
        desktop.start([program(panel), "--edge", "bottom", "--widthtype", "request", "--height", "32"])
        return lambda: embedded_icon(desktop)
    desktop.start([program(panel), "--disable-wm-check"])
    wait_until(lambda: has_owner(desktop, WATCHER), "the panel")
    return lambda: notifier_items(desktop)


def measure_start(desktop, build, shown):
    walls, costs = [], []
    for _ in range(STARTS):
        tray = Tray(desktop, build)
        begin = time.monotonic()
        tray.start()
        wait_until(shown, "the icon", every=0.005)
        walls.append((time.monotonic() - begin) * 1000)
        costs.append(cpu_ms([tray.pid]))
        tray.stop()
        wait_until(lambda: not shown(), "the icon to go")
    line("start to icon, wall (asking included): median / worst", f"{statistics.median(walls):.0f} / {max(walls):.0f} ms",
         "<= 300 ms")
    line("start to icon, CPU: median / worst", f"{statistics.median(costs):.0f} / {max(costs):.0f} ms", "<= 300 ms")


def run(build, panel):
    print(f"beside {panel}")
    with Desktop(width=1280, height=800) as desktop:
        Agent(desktop, build, MailServer(desktop)).start()
        shown = start_panel(desktop, panel)
        measure_start(desktop, build, shown)
        tray = Tray(desktop, build).start()
        wait_until(shown, "the icon")
        time.sleep(3)
        line("idle: wake-ups a second, all threads", f"{wake_ups_a_second(tray):.2f}", "<= 1")
        line("idle: CPU of a core", f"{rate(cpu_ms, [tray.pid], 5) / 10:.3f} %", "-")
        line("idle: resident", memory(tray), "<= 80 MB")
        for window in WINDOWS:
            tray.show(window)
        time.sleep(3)
        line(f"with {len(WINDOWS)} windows open: resident", memory(tray), "<= 80 MB")
        line("with windows open: wake-ups a second", f"{wake_ups_a_second(tray):.2f}", "<= 1")


def memory(tray):
    return f"{memory_mb(tray.pid):.1f} MB (own {memory_mb(tray.pid, 'Pss'):.1f})"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    for one in sys.argv[2:] or ("xfce4-panel", "trayer"):
        run(sys.argv[1], one)

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tray's icon in real panels of both kinds, late ones and none, through the states that a real agent brings it to.
tray_icon_test.py BUILD-FOLDER [CASE …]"""

import contextlib
import os
import signal
import sys
import time

from harness.agent import ROOT, Agent, MailServer, fail, log_step
from harness.desktop import Desktop
from harness.processes import program, wait_until
from harness.tray import WATCHER, Tray, embedded_icon, has_owner, notifier_items, notifier_property

EXTRA_POLICY = """
[alerts]
closes_after_ms = 500

[recording]
jurisdiction = "uk"

[[recording.purposes]]
name = "complaints"
title = "handling complaints"
basis = "legitimate_interests"
"""


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


@contextlib.contextmanager
def scene(build):
    with Desktop(width=1000, height=700) as desktop:
        agent = Agent(desktop, build, MailServer(desktop), extra_policy=EXTRA_POLICY)
        agent.start()
        yield desktop, agent


def start_xfce(desktop):
    panel = desktop.start([program("xfce4-panel"), "--disable-wm-check"])
    wait_until(lambda: panel.check() and has_owner(desktop, WATCHER), "xfce4-panel to take icons")
    return panel


def start_trayer(desktop):
    return desktop.start([program("trayer"), "--edge", "bottom", "--widthtype", "request", "--height", "32"])


def start_notifier_host(desktop):
    host = desktop.start([os.path.join(ROOT, "tests", "fakes", "notifier_host.py")])
    wait_until(lambda: host.check() and has_owner(desktop, WATCHER), "the host")
    return host


def through_states(desktop, agent, tray, seen):
    """Brings it to each state that needs no sound; `seen()` is what the panel shows. {state: that}"""
    shown = {}

    def note(state):
        tray.wait_for_state(state)
        # The picture goes to the panel after the state has changed.
        shown[state] = wait_until(lambda: (s := seen()) not in shown.values() and s, f"a picture of {state!r} of its own")

    note("idle")
    agent.cli("call", "start", "--customer", "-", "--confirmed", "security_questions", stdin="Somebody Else\n")
    note("in-call")
    agent.cli("basis", "set", "--purpose", "complaints")
    note("gate-closed")
    agent.cli("call", "end")
    tray.wait_for_state("idle")
    agent.cli("share", "start")
    note("sharing")
    agent.cli("share", "audience", "external")
    record = desktop.start([program("display"), "-geometry", "+40+40", "-title", "a record",
                            os.path.join(ROOT, "samples", "screens", "record.png")])
    tray.wait_for_state("alert", 60)
    note("alert")
    record.stop()
    agent.cli("share", "stop")
    window, plain = desktop.open_plain_window("a window to share")
    agent.cli("share", "start", "--window", hex(window))
    plain.stop()
    for alert in agent.alerts():
        if alert["state"] == "open":
            agent.cli("alerts", "resolve", alert["id"], "--as", "hidden")
    tray.wait_for_state("coverage-gap", 30)
    note("coverage-gap")
    agent.kill()
    waited = tray.wait_for_state("no-agent", 5)
    check(waited < 2, f"an agent that is killed is told of within 2 s ({waited:.2f} s)")
    note("no-agent")
    agent.start()
    waited = tray.wait_for_state("idle", 5)
    check(True, f"the agent that is back is found by itself ({waited:.2f} s after it answered)")
    return shown


def notifier(build):
    with scene(build) as (desktop, agent):
        start_xfce(desktop)
        tray = Tray(desktop, build).start()
        item = wait_until(lambda: notifier_items(desktop), "the icon in xfce4-panel")[0]
        check(tray.in_panel() and not tray.windows(), "in a panel, no window is opened without being asked for")
        shown = through_states(desktop, agent, tray, lambda: (
            notifier_property(desktop, item, "IconPixmap"), notifier_property(desktop, item, "ToolTip")))
        pictures = {state: picture for state, (picture, _) in shown.items()}
        check(len(set(pictures.values())) == len(pictures) == 7, f"each state has a picture of its own: {', '.join(pictures)}")
        check("does not run" in shown["no-agent"][1] and "Missing:" in shown["gate-closed"][1],
              "the tooltip says what the state is, and what is missing")


def embedded(build):
    with scene(build) as (desktop, agent):
        start_trayer(desktop)
        tray = Tray(desktop, build).start()
        icon = wait_until(lambda: embedded_icon(desktop), "the icon in trayer")
        path = desktop.folder.file("icon.png")

        def picture():
            desktop.picture(path, icon)
            return desktop.run([program("convert"), path, "-format", "%#", "info:"])

        shown = through_states(desktop, agent, tray, picture)
        check(len(set(shown.values())) == 7, "each state has a picture of its own in the panel's window")
        check(tray.in_panel(), "it knows that it stands in a panel")


def without_a_panel(build):
    with scene(build) as (desktop, _):
        tray = Tray(desktop, build).start()
        window = wait_until(tray.windows, "the window in the icon's place", 20)
        check(not tray.in_panel() and list(window.values()) == ["Chaperone"], "without a panel a window stands in")
        (window,) = window
        desktop.run([program("xdotool"), "windowactivate", "--sync", str(window)])
        desktop.run([program("xdotool"), "key", "--window", str(window), "alt+F4"])
        wait_until(lambda: "IsUnMapped" in desktop.run([program("xwininfo"), "-id", str(window)]) or
                   "Iconic" in desktop.run([program("xprop"), "-id", str(window), "WM_STATE"]), "it to be small")
        check(window in tray.windows(), "closing it only makes it small")
        begin = time.monotonic()
        trayer = start_trayer(desktop)
        wait_until(lambda: embedded_icon(desktop), "the icon in the panel that came late", 40)
        check(True, f"a late panel that embeds icons gets it ({time.monotonic() - begin:.1f} s)")
        wait_until(lambda: not tray.windows(), "the window in its place to go", 3)
        check(tray.in_panel(), "and the window that stood in its place goes at once")
        trayer.stop()
        wait_until(tray.windows, "the window to stand in again", 15)
        check(not tray.in_panel(), "once that panel is gone, a window stands in again")


def late(build):
    """Panels that start after the tray: both kinds, in one, and one that knows only StatusNotifierItem."""
    with scene(build) as (desktop, _):
        tray = Tray(desktop, build).start()
        start_xfce(desktop)
        wait_until(lambda: tray.in_panel(), "the icon in a late xfce4-panel", 40)
        check(embedded_icon(desktop) or notifier_items(desktop), "a late xfce4-panel shows it")
    with scene(build) as (desktop, _):
        tray = Tray(desktop, build).start("--show", "welcome")
        pid = tray.pid
        host = start_notifier_host(desktop)
        time.sleep(3)
        check(not notifier_items(desktop) and "Welcome to Chaperone" in tray.windows().values(),
              "while a window is open, the tray does not start again")
        (window,) = tray.windows()
        desktop.activate(window)
        desktop.run([program("xdotool"), "key", "Return"])
        wait_until(lambda: notifier_items(desktop), "the icon at a late host", 40)
        wait_until(lambda: has_owner(desktop, "org.chaperone.Tray1") and tray.in_panel(), "the tray to be itself again")
        check(tray.pid == pid and tray.running.alive() and not tray.windows(),
              "a late host for StatusNotifierItems alone gets it too: the same process, without the window it was started with")
        host.stop()
        wait_until(lambda: not tray.in_panel() and tray.windows(), "the window to stand in", 20)
        check(True, "once the host is gone, the window stands in")
        start_notifier_host(desktop)
        wait_until(lambda: notifier_items(desktop) and tray.in_panel(), "the icon at the new host")
        check(True, "a host that comes again gets it again")


def starts(build):
    with scene(build) as (desktop, _):
        start_trayer(desktop)
        tray = Tray(desktop, build, welcome=True).start()
        wait_until(lambda: list(tray.windows().values()) == ["Welcome to Chaperone"], "the welcome of the first start")
        code, _ = tray.once("--show", "status")
        check(code == 0, "a second start ends at once")
        wait_until(lambda: "Chaperone" in tray.windows().values(), "the first one to open the second's window")
        check(True, "and the first one opens the window that it asked for")
        tray.running.signal(signal.SIGKILL)
        tray.running.process.wait()
        tray.start()
        time.sleep(1)
        check(not tray.windows(), "the welcome is shown once")
        bare = {k: v for k, v in tray.env.items() if k not in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
        code, said = tray.once("--help", env=bare)
        check(code == 0 and "--show" in said and "Example: chaperone-tray" in said, "--help needs no display")
        check(tray.once("--version", env=bare)[0] == 0, "nor does --version")
        for wrong in (["--nonsense"], ["--show", "nothing"], ["extra"], ["--theme", "pink"], ["--panel", "pink"]):
            code, said = tray.once(*wrong, env=bare)
            check(code == 2 and "--help" in said, f"{' '.join(wrong)} is refused with a sentence")
        code, said = tray.once(env=bare)
        check(code == 4 and "display" in said, "without a display it says so")
        with open(f"/proc/{tray.pid}/limits", encoding="ascii") as f:
            limit = next(line for line in f if line.startswith("Max core file size"))
        check(limit.split()[4:6] == ["0", "0"], "it leaves no core file behind")


CASES = {"notifier": notifier, "embedded": embedded, "without-a-panel": without_a_panel, "late": late, "starts": starts}

if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(CASES):
        print(__doc__, f"Cases: {', '.join(CASES)}", file=sys.stderr)
        sys.exit(2)
    for case in sys.argv[2:] or CASES:
        CASES[case](sys.argv[1])

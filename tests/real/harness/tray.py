# SPDX-License-Identifier: Apache-2.0
"""The tray as staff have it, on a Desktop: started, asked over the bus, and looked at in the panel."""

import ast
import os
import re
import subprocess
import time

from .processes import program, wait_until

NAME = "org.chaperone.Tray1"
WATCHER = "org.kde.StatusNotifierWatcher"


class Tray:
    """`build` is the folder with bin/chaperone-tray; `options` are the command line's. Its first start shows no welcome
    unless `welcome`."""

    def __init__(self, desktop, build, *options, welcome=False, scale=None, locale=None):
        self.binary = os.path.join(build, "bin", "chaperone-tray")
        if not os.access(self.binary, os.X_OK):
            raise RuntimeError(f"{self.binary} is not built")
        self._desktop = desktop
        self._options = options
        self.env = dict(desktop.env)
        if scale:
            self.env["QT_SCALE_FACTOR"] = str(scale)
        if locale:
            self.env.update(LANG=locale, LC_ALL=locale)
        if not welcome:
            with open(desktop.folder.file("home", ".config", "chaperone", "tray.conf"), "w", encoding="ascii") as f:
                f.write("[General]\nwelcomed=true\n")
        self.running = None

    @property
    def pid(self):
        return self.running.pid

    def start(self, *more):
        """Starts it and waits until it answers on the bus."""
        self.running = self._desktop.start([self.binary, *self._options, *more], env=self.env, log_name="tray")
        wait_until(lambda: self.running.check() and has_owner(self._desktop, NAME), "the tray on the bus", every=0.01)
        return self

    def stop(self):
        self.running.stop()

    def once(self, *args, env=None):
        """Runs a second one to its end: (exit code, what it said)."""
        done = subprocess.run([self.binary, *args], env=env or self.env, capture_output=True, text=True, timeout=20)
        return done.returncode, done.stdout + done.stderr

    def ask(self, method, *arguments):
        """What a method of org.chaperone.Tray1 answers."""
        return call(self._desktop, NAME, "/org/chaperone/Tray1", f"{NAME}.{method}", *arguments)

    def state(self):
        return self.ask("State")

    def in_panel(self):
        return self.ask("InPanel")

    def show(self, window):
        if not self.ask("Show", window):
            raise RuntimeError(f"the tray has no window {window!r}")

    def wait_for_state(self, state, seconds=10):
        """Seconds until the icon showed it."""
        begin = time.monotonic()
        wait_until(lambda: self.state() == state, f"the icon to show {state!r}", seconds)
        return time.monotonic() - begin

    def windows(self):
        """{X window id: title} of its own managed windows."""
        own = {}
        for window, title in self._desktop.windows().items():
            pid = self._desktop.run([program("xprop"), "-id", str(window), "-notype", "_NET_WM_PID"])
            if pid.strip().endswith(f"= {self.pid}"):
                own[window] = title
        return own


def call(desktop, name, path, method, *arguments):
    """The first value of a bus method's answer."""
    said = desktop.run([program("gdbus"), "call", "--session", "--dest", name, "--object-path", path, "--method", method,
                        *arguments])
    said = re.sub(r"\btrue\b", "True", re.sub(r"\bfalse\b", "False", said.strip()))
    return ast.literal_eval(said)[0]


def has_owner(desktop, name):
    return call(desktop, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", name)


def notifier_items(desktop):
    """The StatusNotifierItems that the panel knows, each as (bus name, object path)."""
    said = desktop.run([program("gdbus"), "call", "--session", "--dest", WATCHER, "--object-path", "/StatusNotifierWatcher",
                        "--method", "org.freedesktop.DBus.Properties.Get", WATCHER, "RegisteredStatusNotifierItems"])
    return [(one.partition("/")[0], "/" + (one.partition("/")[2] or "StatusNotifierItem"))
            for one in re.findall(r"'([^']+)'", said)]


def notifier_property(desktop, item, name):
    """A property of a StatusNotifierItem, in GVariant's text."""
    return desktop.run([program("gdbus"), "call", "--session", "--dest", item[0], "--object-path", item[1], "--method",
                        "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierItem", name])


def embedded_icon(desktop):
    """The X window of the tray's icon inside an XEmbed panel; None where there is none."""
    for window, width, height in re.findall(r'(0x[0-9a-f]+) "[^"]*": \("chaperone-tray"[^)]*\)\s+(\d+)x(\d+)', listed(desktop, "-tree")):
        if 8 <= int(width) <= 64 and 8 <= int(height) <= 64 and is_viewable(desktop, window):
            return window
    return None


def listed(desktop, how):
    """What xwininfo says of the root window; nothing where a window went while they were listed."""
    try:
        return desktop.run([program("xwininfo"), "-root", how])
    except RuntimeError:
        return ""


def is_viewable(desktop, window):
    try:
        return "IsViewable" in desktop.run([program("xwininfo"), "-id", window])
    except RuntimeError:  # gone
        return False

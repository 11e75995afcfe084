# SPDX-License-Identifier: Apache-2.0
"""A private desktop: Xvfb, openbox, a D-Bus session bus and a notification daemon, without hardware."""

import contextlib
import os
import subprocess

from .processes import Folder, Running, program, wait_until


class Desktop:
    """with Desktop() as desktop: Running([...], env=desktop.env)

    `env` is the whole environment for programs on it: own DISPLAY, HOME, XDG folders and bus;
    nothing of the caller's session is in it.
    """

    def __init__(self, width=1280, height=800, window_manager=True, notifications=True):
        self.size = (width, height)
        self._window_manager = window_manager
        self._notifications = notifications
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        with self._stack:
            self.folder = Folder()
            self._stack.callback(self.folder.remove)
            self.env = {
                "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC",
                "HOME": self.folder.make("home"),
                "TMPDIR": self.folder.make("tmp"),
                "XDG_RUNTIME_DIR": self.folder.make("run"),
                "XDG_CONFIG_HOME": self.folder.make("home", ".config"),
                "XDG_STATE_HOME": self.folder.make("home", ".local", "state"),
                "XDG_DATA_HOME": self.folder.make("home", ".local", "share"),
                "XDG_CACHE_HOME": self.folder.make("home", ".cache"),
                "XDG_SESSION_TYPE": "x11",
                # GTK and Chromium would else wait for an accessibility bus that is not there.
                "NO_AT_BRIDGE": "1",
            }
            self._start_display()
            self._start_bus()
            if self._window_manager:
                self._start_window_manager()
            if self._notifications:
                self._start_notifications()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def start(self, args, log_name=None, **options):
        """Starts a program on this desktop; it is stopped with the desktop at the latest."""
        log = self.folder.file("log", (log_name or os.path.basename(args[0])) + ".log")
        running = Running(args, env=options.pop("env", self.env), log=log, **options)
        self._stack.callback(running.stop)
        return running

    def run(self, args, seconds=20):
        """Runs a short program on this desktop and gives its output."""
        done = subprocess.run(args, env=self.env, timeout=seconds, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(args)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def picture(self, path, window="root"):
        """Keeps a picture of the screen, or of one window, as PNG. For invented content only."""
        self.run([program("import"), "-silent", "-window", str(window), path])

    def windows(self):
        """The managed client windows as {X window id: title}."""
        ids = self.run([program("xprop"), "-root", "_NET_CLIENT_LIST"]).partition("#")[2]
        found = {}
        for one in filter(None, (i.strip() for i in ids.split(","))):
            with contextlib.suppress(RuntimeError):
                titles = self.run([program("xprop"), "-id", one, "-notype", "_NET_WM_NAME", "WM_NAME"])
                # The older name is all that simple programs have.
                found[int(one, 16)] = next(
                    (line.partition(" = ")[2].strip('"') for line in titles.splitlines()
                     if " = " in line), "")
        return found

    def wait_for_window(self, title, seconds=20):
        """The id of the first window whose title holds `title`."""
        return wait_until(
            lambda: next((i for i, t in self.windows().items() if title in t), None),
            f"a window titled {title!r}", seconds, every=0.1)

    def activate(self, window):
        """Raises a window and gives it the focus, as a click on it would."""
        self.run([program("xdotool"), "windowactivate", "--sync", str(window)])

    def open_plain_window(self, title, width=600, height=400, left=80, top=80):
        """A window of another program than a browser: (its X window id, its process)."""
        running = self.start([program("xev"), "-name", title, "-event", "mouse",
                              "-geometry", f"{width}x{height}+{left}+{top}"],
                             log_name=f"xev-{title}")
        return self.wait_for_window(title), running

    def split_into_monitors(self, *regions):
        """Makes RandR monitors of the one screen: (width, height, x, y) each."""
        for n, (width, height, x, y) in enumerate(regions):
            self.run([program("xrandr"), "--setmonitor", f"M{n}",
                      f"{width}/{width * 254 // 960}x{height}/{height * 254 // 960}+{x}+{y}",
                      "screen" if n == 0 else "none"])

    def _start_display(self):
        width, height = self.size
        read_end, write_end = os.pipe()
        self.x_server = self.start(
            [program("Xvfb"), "-displayfd", str(write_end), "-screen", "0",
             f"{width}x{height}x24", "-nolisten", "tcp", "-noreset", "-ac"],
            pass_fds=(write_end,))
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        if not number:
            self.x_server.process.wait()
            self.x_server.check()
        self.display = self.env["DISPLAY"] = f":{number}"

    def _start_bus(self):
        read_end, write_end = os.pipe()
        self.bus = self.start(
            [program("dbus-daemon"), "--session", "--nofork", "--nopidfile",
             f"--address=unix:path={self.env['XDG_RUNTIME_DIR']}/bus",
             f"--print-address={write_end}"], pass_fds=(write_end,))
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            address = pipe.readline().strip()
        if not address:
            self.bus.process.wait()
            self.bus.check()
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address

    def _start_window_manager(self):
        # Its start-up command runs once it manages windows; one that is opened earlier may be missed.
        xprop = program("xprop")
        ready = f"{xprop} -root -f WINDOW_MANAGER_READY 8s -set WINDOW_MANAGER_READY yes"
        openbox = self.start([program("openbox"), "--sm-disable", "--startup", ready])
        wait_until(lambda: openbox.check() and
                   "yes" in self.run([xprop, "-root", "WINDOW_MANAGER_READY"]),
                   "openbox to manage the screen")

    def _start_notifications(self):
        dunst = self.start([program("dunst")])
        gdbus = program("gdbus")
        wait_until(lambda: dunst.check() and "true" in self.run(
            [gdbus, "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path",
             "/org/freedesktop/DBus", "--method", "org.freedesktop.DBus.NameHasOwner",
             "org.freedesktop.Notifications"]), "dunst to own org.freedesktop.Notifications")

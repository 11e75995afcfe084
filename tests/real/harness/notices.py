# SPDX-License-Identifier: Apache-2.0
"""The notices that programs show on a Desktop, with the time at which they were asked for."""

import collections
import re
import subprocess
import threading

from .processes import Running, program, wait_until

Notice = collections.namedtuple("Notice", "at application summary body actions")


class Notices:
    """Listens by dbus-monitor. `seen` is a list of Notice, oldest first."""

    def __init__(self, desktop):
        self.seen = []
        self._running = Running(
            [program("stdbuf"), "-oL", program("dbus-monitor"), "--session",
             "type='method_call',interface='org.freedesktop.Notifications',member='Notify'"],
            env=desktop.env, stdout=subprocess.PIPE, log=desktop.folder.file("log", "notices.log"))
        self._ready = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        wait_until(self._ready.is_set, "dbus-monitor to listen")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._running.stop()

    def with_text(self, text, since=0.0):
        """Those that say something like it, after that time."""
        return [n for n in self.seen if n.at >= since and text.lower() in (n.summary + "\n" + n.body).lower()]

    def wait_for(self, text, since=0.0, seconds=10):
        """The first of those."""
        return wait_until(lambda: self.with_text(text, since), f"a notice that says {text!r}", seconds)[0]

    def _read(self):
        call = []
        for raw in self._running.process.stdout:
            line = raw.decode(errors="replace")
            self._ready.set()  # it speaks first of its own connection
            if re.match(r"(method call|method return|signal|error) time=", line):
                call = [line] if "member=Notify" in line else []
            elif call:
                call.append(line)
                if re.match(r"   int32 ", line):  # the time-out, the last argument
                    self._take("".join(call))
                    call = []

    def _take(self, text):
        at = float(re.search(r"time=([0-9.]+)", text)[1])
        strings = re.findall(r'^   string "(.*?)"$', text, re.S | re.M)
        actions = re.search(r"^   array \[\n(.*?)^   \]$", text, re.S | re.M)
        names = re.findall(r'^      string "(.*?)"$', actions[1], re.S | re.M) if actions else []
        # application, icon, summary, body
        if len(strings) >= 4:
            self.seen.append(Notice(at, strings[0], strings[2], strings[3], names))

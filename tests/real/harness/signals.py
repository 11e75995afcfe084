# SPDX-License-Identifier: Apache-2.0
"""What the agent says on the bus of its own accord, with the time at which the bus passed it on."""

import re
import subprocess
import threading

from .processes import Running, program, wait_until


_WITH_TEXT = ("AlertOpened", "AlertClosed", "RecordingChanged")


class AgentSignals:
    """Listens by dbus-monitor, across restarts of the agent. `seen` is a list of (seconds since 1970, member, the alert or
    the phase)."""

    def __init__(self, desktop):
        self.seen = []
        self._running = Running(
            [program("stdbuf"), "-oL", program("dbus-monitor"), "--session",
             "type='signal',interface='org.chaperone.Agent1'"],
            env=desktop.env, stdout=subprocess.PIPE, log=desktop.folder.file("log", "dbus-monitor.log"))
        self._ready = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        wait_until(self._ready.is_set, "dbus-monitor to listen")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._running.stop()

    def of(self, member):
        return [s for s in self.seen if s[1] == member]

    def _read(self):
        head = None
        for raw in self._running.process.stdout:
            line = raw.decode()
            self._ready.set()  # it speaks first of its own connection
            found = re.match(r"signal time=([0-9.]+) .* member=(\w+)", line)
            if found:
                head = (float(found[1]), found[2])
            elif head and head[1] in _WITH_TEXT and '"' in line:
                self.seen.append((*head, line.split('"')[1]))
                head = None

# SPDX-License-Identifier: Apache-2.0
"""Programs that are started and stopped by pid, their folders, ports and waiting for what they do."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time


class Missing(Exception):
    """A component of the desktop is not there: the test fails, and says what to install."""


def program(name):
    """The path of an installed program; Missing where there is none."""
    path = shutil.which(name)
    if path is None:
        raise Missing(f"{name} is not installed: run installer/setup-dev")
    return path


def free_port():
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(condition, what, seconds=15.0, every=0.02):
    """The first true value of condition(); an error that names `what` when none came in time."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(every)


_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _end_with_the_test():
    """A test that is killed (a time-out) leaves nothing behind."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Running:
    """One program in a session of its own, so that its children end with it."""

    def __init__(self, args, env=None, log=None, stdout=None, stdin=None, pass_fds=()):
        self.name = os.path.basename(args[0])
        self.log_path = log
        self._log = open(log, "wb") if log else subprocess.DEVNULL
        self.process = subprocess.Popen(
            args, env=env, stdin=stdin or subprocess.DEVNULL, stdout=stdout or self._log,
            stderr=self._log, pass_fds=pass_fds, start_new_session=True,
            preexec_fn=_end_with_the_test)

    @property
    def pid(self):
        return self.process.pid

    def alive(self):
        return self.process.poll() is None

    def log_tail(self, lines=15):
        if not self.log_path:
            return ""
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return "".join(f.readlines()[-lines:])

    def check(self):
        """An error with the log's end when the program has ended by itself."""
        if not self.alive():
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.log_tail()}")
        return True

    def signal(self, number):
        if self.alive():
            self.process.send_signal(number)

    def stop(self, seconds=5.0):
        """Asks the program to end, then makes it and what it started end. Twice does no harm."""
        self.signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        if self._log is not subprocess.DEVNULL:
            self._log.close()


class Folder:
    """A private temporary folder; gone afterwards with everything in it."""

    def __init__(self, prefix="chaperone-"):
        self.path = tempfile.mkdtemp(prefix=prefix)

    def make(self, *parts):
        """A folder below (0700), made where it is not there."""
        path = os.path.join(self.path, *parts)
        os.makedirs(path, mode=0o700, exist_ok=True)
        return path

    def file(self, *parts):
        """The path of a file below; its folder is there."""
        self.make(*parts[:-1])
        return os.path.join(self.path, *parts)

    def remove(self):
        # A program that was just killed can still have a child writing for a moment.
        for _ in range(5):
            shutil.rmtree(self.path, ignore_errors=True)
            if not os.path.exists(self.path):
                return
            time.sleep(0.1)

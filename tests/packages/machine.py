# SPDX-License-Identifier: Apache-2.0
"""A clean root, booted with its own systemd."""

import json
import os
import signal
import subprocess
import time

from clean_root import fail

UNIT = "chaperone-agent.service"
PATIENCE_S = 600  # with a command that hangs


def wait_until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            fail(f"waited {seconds} s in vain for {what}")
        time.sleep(0.1)
    return value


class Machine:
    """`with Machine(root) as machine:` the root, booted; ended by pid."""

    def __init__(self, root):
        self._root, self._started = root, []

    def __enter__(self):
        self._nspawn = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", "--private-network", "--console=pipe",
             "--directory", self._root.path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._leader = wait_until(self._find_leader, "the machine's first process")
        wait_until(lambda: self.run("systemctl", "is-system-running", ok=False).stdout.strip() in ("running", "degraded"),
                   "the machine to boot", 300)
        return self

    def __exit__(self, *_):
        self._nspawn.send_signal(signal.SIGTERM)
        try:
            self._nspawn.wait(30)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()
        # systemd stops all processes before it ends them, and nsenter stops itself when its child was stopped: nobody would
        # let it go on.
        for process in self._started:
            process.kill()
            process.wait()

    def _find_leader(self):
        with open(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children", encoding="ascii") as f:
            children = f.read().split()
        # Before its init there is a child that only prepares.
        for child in children:
            with open(f"/proc/{child}/comm", encoding="ascii") as f:
                if f.read().strip() == "systemd":
                    return child
        return None

    def inside(self, *args):
        """The command line that runs `args` in the machine."""
        return ["nsenter", "--target", self._leader, "--all", *args]

    def start(self, *args):
        """Runs until the machine ends, or until it is ended."""
        self._started.append(subprocess.Popen(self.inside(*args), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                              env={"PATH": os.environ["PATH"]}))
        return self._started[-1]

    def run(self, *args, ok=True):
        try:
            done = subprocess.run(self.inside(*args), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=PATIENCE_S,
                                  env={"PATH": os.environ["PATH"], "DEBIAN_FRONTEND": "noninteractive"})
        except subprocess.TimeoutExpired:
            fail(f"{' '.join(args)}: no end after {PATIENCE_S} s")
        if ok and done.returncode != 0:
            fail(f"{' '.join(args)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def run_as(self, user, *args, ok=True):
        uid = self.run("id", "-u", user).stdout.strip()
        runtime = f"/run/user/{uid}"
        return self.run("runuser", "-u", user, "--", "env", f"HOME=/home/{user}", f"XDG_RUNTIME_DIR={runtime}",
                        f"DBUS_SESSION_BUS_ADDRESS=unix:path={runtime}/bus", *args, ok=ok)

    def shows(self, user, *names):
        said = self.run_as(user, "systemctl", "--user", "show", UNIT, *[f"--property={n}" for n in names]).stdout
        return dict(line.split("=", 1) for line in said.splitlines())

    def status(self, user):
        return json.loads(self.run_as(user, "chaperone", "status", "--json").stdout)

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A clean Debian 12 in a folder of the test's own, in which commands run as on a machine without a human.
clean_root.py CACHE FOLDER puts a bare one, just debootstrap's smallest, into a folder; all other roots of tests are made here, too."""

import contextlib
import glob
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

INCLUDED = "systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,ca-certificates"


def fail(what):
    raise AssertionError(what)


def check(condition, what):
    if not condition:
        fail(what)
    print(f"ok: {what}", flush=True)


def _mirror():
    targets = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)|$(CODENAME)"],
                             capture_output=True, text=True, check=True).stdout
    for line in targets.splitlines():
        uri, _, codename = line.partition("|")
        if codename == "bookworm":
            return uri
    fail("this machine has no Debian 12 mirror configured")


def _base(cache, bare=False):
    """Made once, copied for each test: a minimal Debian with this machine's own package sources. `bare`: with nothing added."""
    base = os.path.join(cache, "debian-12-bare" if bare else "debian-12")
    if os.path.isdir(base):
        return base
    os.makedirs(cache, exist_ok=True)
    growing = tempfile.mkdtemp(dir=cache)
    subprocess.run(["debootstrap", "--variant=minbase", *([] if bare else ["--include=" + INCLUDED]), "bookworm", growing, _mirror()],
                   check=True, stdout=subprocess.DEVNULL)
    os.chmod(growing, 0o755)
    shutil.rmtree(os.path.join(growing, "etc", "apt"))
    shutil.copytree("/etc/apt", os.path.join(growing, "etc", "apt"), symlinks=True)
    os.rename(growing, base)
    return base


def _copy(base, folder):
    subprocess.run(["cp", "-a", "--reflink=auto", base + "/.", folder], check=True)


def _base_for(cache, packages):
    """The base with all that the packages need, and without them: what waits for apt is not measured twice."""
    needs = subprocess.run(["dpkg-deb", "-f", packages[0], "Depends", "Recommends"], capture_output=True, check=True).stdout
    needs += subprocess.run(["dpkg-deb", "-f", packages[1], "Depends", "Recommends"], capture_output=True, check=True).stdout
    base = os.path.join(cache, "debian-12-for-" + hashlib.sha256(needs).hexdigest()[:12])
    if os.path.isdir(base):
        return base
    for older in glob.glob(os.path.join(cache, "debian-12-for-*")):
        shutil.rmtree(older)
    with CleanRoot(cache) as root:
        root.run("apt-get", "install", "--yes", *root.put(*packages))
        root.run("dpkg", "--purge", "chaperone-agent", "chaperone-tray")
        root.run("apt-get", "clean")
        shutil.rmtree(root.path + "/packages")
        os.rename(root.path, base)
    return base


def _root_of(pid):
    try:
        root = os.stat(f"/proc/{pid}/root")
    except OSError:
        return None
    return root.st_dev, root.st_ino


class CleanRoot:
    """`with CleanRoot(cache) as root:` a copy of the base; gone afterwards. `ready_for`: packages whose dependencies are there already."""

    def __init__(self, cache, ready_for=None):
        self._base = _base_for(cache, ready_for) if ready_for else _base(cache)
        self.path = tempfile.mkdtemp(prefix="root-", dir=cache)

    def __enter__(self):
        _copy(self._base, self.path)
        self.run("apt-get", "update", "-q")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def inside(self, *args, user=None):
        """The command line that runs `args` in the root."""
        command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--as-pid2", "--pipe", "--resolv-conf=replace-host",
                   "--directory", self.path, "--setenv=DEBIAN_FRONTEND=noninteractive", "--setenv=LC_ALL=C.UTF-8"]
        if user:
            command += ["--user", user]
        return [*command, *args]

    def run(self, *args, user=None, ok=True):
        """Runs a command in the root with standard input closed; its result, or AssertionError with its last lines."""
        done = subprocess.run(self.inside(*args, user=user), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if ok and done.returncode != 0:
            fail(f"{' '.join(args)}: exit code {done.returncode}\n" + "\n".join((done.stdout + done.stderr).splitlines()[-15:]))
        return done

    def cut_power(self):
        """Kills every process in the root at once: systemd-nspawn's own death would let them finish."""
        for _ in range(100):
            here = os.stat(self.path)
            running = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _root_of(pid) == (here.st_dev, here.st_ino)]
            if not running:
                return
            for pid in running:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        fail("processes go on in the root after they were killed")

    def put(self, *files):
        """Copies files into /packages; their names there."""
        folder = os.path.join(self.path, "packages")
        os.makedirs(folder, exist_ok=True)
        return ["/packages/" + os.path.basename(shutil.copy(f, folder)) for f in files]

    def write(self, path, text, mode=0o644):
        full = self.path + path
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(full, mode)

    def read(self, path):
        with open(self.path + path, encoding="utf-8") as f:
            return f.read()

    def exists(self, path):
        return os.path.lexists(self.path + path)


def packages_of(folder):
    """The two packages of a build, in the order of their dependency."""
    found = [sorted(glob.glob(os.path.join(folder, f"chaperone-{name}_*.deb"))) for name in ("agent", "tray")]
    if not all(len(f) == 1 for f in found):
        fail(f"{folder} does not hold one package of each: run installer/build-packages")
    return [f[0] for f in found]


def as_version(deb, version, folder):
    """The same package under another version: what an upgrade looks like to dpkg."""
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["dpkg-deb", "-R", deb, work], check=True)
        control = os.path.join(work, "DEBIAN", "control")
        with open(control, encoding="utf-8") as f:
            text = f.read()
        old = next(line.split(": ")[1] for line in text.splitlines() if line.startswith("Version: "))
        with open(control, "w", encoding="utf-8") as f:
            f.write(text.replace(f"Version: {old}", f"Version: {version}").replace(f"(= {old})", f"(= {version})"))
        out = os.path.join(folder, os.path.basename(deb).replace(f"_{old}_", f"_{version}_"))
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "-b", work, out], check=True, stdout=subprocess.DEVNULL)
        return out


def install_signed(run, *files):
    """Signs policy files of a machine with a new key and installs them there, by `run`; what the installation said."""
    key = json.loads(run("chaperone", "policy", "new-key", "/root/firm.key", "--json").stdout)["policy_key"]
    run("chaperone", "policy", "sign", "--key", "/root/firm.key", "--out", "/root/firm.json", *files)
    return json.loads(run("chaperone", "policy", "install", "--trust", key, "/root/firm.json", "--json").stdout)


def seconds(work):
    begin = time.monotonic()
    work()
    return time.monotonic() - begin


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    _copy(_base(os.path.abspath(sys.argv[1]), bare=True), sys.argv[2])

# SPDX-License-Identifier: Apache-2.0
"""A clean Debian 12 in a folder of the test's own, in which commands run as on a machine without a human."""

import glob
import os
import shutil
import subprocess
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


def _base(cache):
    """Made once, copied for each test: a minimal Debian with this machine's own package sources."""
    base = os.path.join(cache, "debian-12")
    if os.path.isdir(base):
        return base
    os.makedirs(cache, exist_ok=True)
    growing = tempfile.mkdtemp(dir=cache)
    subprocess.run(["debootstrap", "--variant=minbase", "--include=" + INCLUDED, "bookworm", growing, _mirror()],
                   check=True, stdout=subprocess.DEVNULL)
    os.chmod(growing, 0o755)
    shutil.rmtree(os.path.join(growing, "etc", "apt"))
    shutil.copytree("/etc/apt", os.path.join(growing, "etc", "apt"), symlinks=True)
    os.rename(growing, base)
    return base


class CleanRoot:
    """`with CleanRoot(cache) as root:` a copy of the base; gone afterwards."""

    def __init__(self, cache):
        self._base = _base(cache)
        self.path = tempfile.mkdtemp(prefix="root-", dir=cache)

    def __enter__(self):
        subprocess.run(["cp", "-a", "--reflink=auto", self._base + "/.", self.path], check=True)
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
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", work, out], check=True, stdout=subprocess.DEVNULL)
        return out


def seconds(work):
    begin = time.monotonic()
    work()
    return time.monotonic() - begin

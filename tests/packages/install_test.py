#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What an administrator does with the packages, in a clean Debian 12, without a human: standard input is closed.
install_test.py PACKAGES CACHE [CASE…]   CASE: tree install lifecycle interrupted"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from clean_root import CleanRoot, as_version, check, packages_of, seconds

FIRM = 'organisation = "Example Lending Ltd"\n\n[alerts]\nmax_mails_per_hour = 7\n'
# What an employee's home holds, and nothing of ours may touch.
EVIDENCE = "/home/alice/.local/state/chaperone/chaperone.db"


def install(root, debs, *options):
    return root.run("apt-get", "install", "--yes", "--allow-downgrades", *options, *root.put(*debs))


def tree(packages, _cache):
    """The files themselves: nothing that others may write is run, nothing is secret, nothing has a setuid bit."""
    for deb in packages:
        listing = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True).stdout
        for line in listing.splitlines():
            mode, owner, _size, _date, _time, path = line.split(maxsplit=5)
            if owner != "root/root" or (mode[0] != "l" and (mode[8] == "w" or mode[5] == "w" or "s" in mode.lower())):
                check(False, f"{path} belongs to root and only root may write it, not {mode} {owner}")
        check(True, f"{os.path.basename(deb)}: every file is root's, and only root may write it")
    subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", *packages], check=True)
    check(True, "lintian finds no error and no warning")


def plain_install(packages, cache):
    with CleanRoot(cache) as root:
        needs = root.put(*packages)
        root.run("apt-get", "install", "--yes", "--download-only", *needs)  # a warm cache, as on the second machine
        took = seconds(lambda: root.run("apt-get", "install", "--yes", *needs))
        print(f"both packages with all that they need: {took:.0f} s", flush=True)
        check(root.run("chaperone", "--version").stdout.startswith("chaperone "), "the command line runs")
        check(root.run("chaperone", "policy", "check").returncode == 0, "the vendor's defaults are right")
        report = root.run("chaperone", "doctor", "--json", ok=False)
        check('"subject"' in report.stdout.replace(" ", "") or '"subject"' in report.stdout, "doctor answers on a machine without a desktop")
        check("not found" not in root.run("ldd", "/usr/bin/chaperone", "/usr/bin/chaperone-tray", "/usr/libexec/chaperone/chaperone-reader",
                                          "/usr/libexec/chaperone/chaperone-recorder").stdout, "every library is there")
        check(root.exists("/etc/xdg/autostart/chaperone-tray.desktop"), "the tray starts with the session")
        picture = root.put(os.path.join(os.path.dirname(__file__), "..", "..", "samples", "screens", "record.png"))[0]
        read = root.run("chaperone", "scan", picture, ok=False)
        check(read.returncode in (0, 1) and "email" in read.stdout, "the reader has its model and reads a picture")
        own = root.run("dpkg-query", "-W", "-f", "${Installed-Size}\n", "chaperone-agent", "chaperone-tray").stdout.split()
        print(f"installed: {sum(map(int, own)) / 1024:.1f} MB", flush=True)
        check(sum(map(int, own)) < 60 * 1024, "both packages take less than 60 MB")


def lifecycle(packages, cache):
    with CleanRoot(cache) as root, tempfile.TemporaryDirectory() as work:
        root.run("useradd", "--create-home", "alice")
        install(root, packages)
        root.write("/etc/chaperone/managed.d/10-firm.toml", FIRM)
        root.write(EVIDENCE, "evidence")
        root.run("rm", "/etc/xdg/autostart/chaperone-agent.desktop")
        newer = [as_version(p, "0.9.0", work) for p in packages]

        def as_it_was(after):
            check(root.read("/etc/chaperone/managed.d/10-firm.toml") == FIRM, f"{after}: the firm's policy is as it was")
            check(root.read(EVIDENCE) == "evidence", f"{after}: what employees keep is as it was")

        said = install(root, newer)
        check("onffile" not in said.stdout + said.stderr, "an upgrade asks about no configuration file")
        as_it_was("after an upgrade")
        check(not root.exists("/etc/xdg/autostart/chaperone-agent.desktop"), "what the administrator took away stays away")
        check("max_mails_per_hour" in root.run("chaperone", "policy", "show").stdout, "the policy is read")
        install(root, packages)
        as_it_was("after a downgrade")
        root.run("apt-get", "remove", "--yes", "chaperone-agent", "chaperone-tray")
        check(not root.exists("/usr/bin/chaperone") and not root.exists("/etc/xdg/autostart/chaperone-tray.desktop"), "removed is gone")
        as_it_was("after a removal")
        root.run("apt-get", "purge", "--yes", "chaperone-agent", "chaperone-tray")
        check(not root.exists("/var/lib/chaperone") and not root.exists("/usr/share/chaperone"), "nothing of the package is left after a purge")
        as_it_was("after a purge")


def interrupted(packages, cache):
    """dpkg is killed at random points of an upgrade, as a power cut would; the seed is printed."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    dice = random.Random(seed)
    with CleanRoot(cache) as root, tempfile.TemporaryDirectory() as work:
        install(root, packages)
        root.write("/etc/chaperone/managed.d/10-firm.toml", FIRM)
        root.write(EVIDENCE, "evidence")
        whole = seconds(lambda: install(root, [as_version(p, "0.8.0", work) for p in packages]))
        killed = 0
        for round_ in range(10):
            debs = root.put(*[as_version(p, f"0.9.{round_}", work) for p in packages])
            upgrade = subprocess.Popen(root.inside("dpkg", "--install", *debs), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, start_new_session=True)
            time.sleep(dice.uniform(0.1, whole))
            killed += upgrade.poll() is None
            os.killpg(upgrade.pid, signal.SIGKILL)
            upgrade.wait()
            root.run("dpkg", "--configure", "-a")
            root.run("dpkg", "--install", *debs)
            state = root.run("dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}\n", "chaperone-agent", "chaperone-tray").stdout
            if state != f"installed 0.9.{round_}\n" * 2:
                check(False, f"round {round_}: both packages are installed, not {state!r}")
            root.run("chaperone", "--version")
        check(killed >= 5, f"{killed} of 10 upgrades were killed on their way; dpkg recovered from each")
        check(root.read(EVIDENCE) == "evidence" and root.read("/etc/chaperone/managed.d/10-firm.toml") == FIRM, "store and policy are intact")


CASES = {"tree": tree, "install": plain_install, "lifecycle": lifecycle, "interrupted": interrupted}


def main(folder, cache, *cases):
    packages = packages_of(folder)
    for case in cases or CASES:
        print(f"== {case}", flush=True)
        CASES[case](packages, os.path.abspath(cache))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What an administrator does with the packages, in a clean Debian 12, without a human: standard input is closed.
install_test.py PACKAGES CACHE [CASE…]   CASE: install tree lifecycle interrupted piuparts"""

import datetime
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from clean_root import CleanRoot, as_version, check, fail, install_signed, packages_of, seconds
from employee import POLICY, Employee

FIRM = "/etc/chaperone/managed.d/10-firm.toml"
OWN_AUTOSTART = "[Desktop Entry]\nType=Application\nName=The firm's own start\nExec=/bin/true\n"


def install(root, debs, *options):
    return root.run("apt-get", "install", "--yes", "--allow-downgrades", *options, *root.put(*debs))


def tree(packages, cache):
    """What an installation leaves on the machine: no file of ours is secret, written by others, or run with another's rights."""
    with CleanRoot(cache, packages) as root:
        def everything():
            found = root.run("find", "/", "-xdev", "(", "-path", "/proc", "-o", "-path", "/sys", "-o", "-path", "/run", "-o", "-path", "/dev",
                             "-o", "-path", "/tmp", "-o", "-path", "/packages", ")", "-prune", "-o", "-printf", "%p\\t%y\\t%m\\t%U:%G\\n").stdout
            return {line.split("\t")[0]: line.split("\t")[1:] for line in found.splitlines()}

        before = everything()
        install(root, packages)
        new = {path: what for path, what in everything().items() if path not in before}
        ours = {path: what for path, what in new.items() if "chaperone" in path.lower() and not path.startswith(("/var/lib/dpkg", "/var/cache", "/var/log"))}
        check(len(ours) > 40, f"{len(ours)} files and folders are ours")
        for path, (kind, mode, owner) in ours.items():
            if owner != "0:0" or kind not in "fdl" or (kind != "l" and int(mode, 8) & 0o7022):
                fail(f"{path} ({kind}) belongs to {owner} and has the mode {mode}")
            if kind != "l" and not int(mode, 8) & 0o004:
                fail(f"{path} has the mode {mode}: a secret came with the package")
        check(True, "they are root's, only root may write them, none has a setuid bit, and none is a secret")
        strays = [p for p, (kind, *_) in new.items() if kind != "d" and p not in ours and not p.startswith(("/var/lib/dpkg", "/var/lib/apt", "/var/cache", "/var/log", "/usr/share/mime"))]
        check(not strays, f"nothing else is new on the machine{': ' + ', '.join(strays[:9]) if strays else ''}")
        started = [line for path, (kind, *_) in ours.items() if kind == "f" and path.endswith((".desktop", ".service"))
                   for line in root.read(path).splitlines() if re.match(r"Exec(Start|StopPost)?=", line)]
        programs = {os.path.join("/usr/bin", line.split("=", 1)[1].split()[0]) for line in started} - {"/usr/bin/systemctl"}
        check(programs <= set(ours), f"what is started by itself is one of them: {', '.join(sorted(programs))}")
        files = [path for path, (kind, *_) in ours.items() if kind == "f"]
        secrets = root.run("grep", "--files-with-matches", "--extended-regexp", 'BEGIN [A-Z ]*PRIVATE KEY|^ *password *= *"', *files, ok=False).stdout
        check(not secrets, f"no key and no password is in them{': ' + secrets if secrets else ''}")


def where_time_went(log):
    """From dpkg's own log, which counts in seconds: how long it unpacked, configured and worked off triggers, for how many packages."""
    spent, packages, last, action = {"install": 0, "configure": 0, "trigproc": 0}, set(), None, None
    for line in log.splitlines():
        date, time_, what, *rest = line.split()
        now = datetime.datetime.fromisoformat(f"{date} {time_}")
        if action:
            spent[action] += (now - last).total_seconds()
        if what in spent:
            action = what
            packages.add(rest[0])
        last = now
    return (f"{spent['install']:.0f} s unpacking, {spent['configure']:.0f} s configuring, {spent['trigproc']:.0f} s in triggers; "
            f"{len(packages) - 2} packages that ours need or recommend")


def plain_install(packages, cache):
    with CleanRoot(cache) as root:
        needs = root.put(*packages)
        root.run("apt-get", "install", "--yes", "--download-only", *needs)  # a warm cache, as on the second machine
        root.run("truncate", "--size=0", "/var/log/dpkg.log")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = seconds(lambda: root.run("apt-get", "install", "--yes", *needs))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"both packages with all that they need, from a warm cache: {took:.0f} s, {used:.0f} s of processor time (target <= 60 s)", flush=True)
        print("of it: " + where_time_went(root.read("/var/log/dpkg.log")), flush=True)
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
    with CleanRoot(cache, packages) as root, tempfile.TemporaryDirectory() as work:
        install(root, packages)
        root.write(FIRM, POLICY)
        alice = Employee(root)
        alice.has_a_call()
        alice.store_is_whole("after the first call")
        # What administrators do: an entry of ours taken away, another replaced by their own.
        root.run("rm", "/etc/xdg/autostart/chaperone-agent.desktop", "/etc/xdg/autostart/chaperone-tray.desktop")
        root.write("/etc/xdg/autostart/chaperone-tray.desktop", OWN_AUTOSTART)
        newer = [as_version(p, "0.9.0", work) for p in packages]
        alice.keep_program()

        def as_it_was(after):
            check(root.read(FIRM) == POLICY and root.read("/etc/xdg/autostart/chaperone-tray.desktop") == OWN_AUTOSTART,
                  f"{after}: what the administrator wrote is as it was")
            alice.store_is_whole(after)

        for after, debs in (("after an upgrade", newer), ("after a downgrade", packages)):
            said = install(root, debs)
            check("onffile" not in said.stdout + said.stderr, f"{after}: nobody was asked about a configuration file")
            check(not root.exists("/etc/xdg/autostart/chaperone-agent.desktop"), f"{after}: what the administrator took away stays away")
            check(json.loads(root.run("chaperone", "policy", "show", "--json").stdout)["alerts"]["max_mails_per_hour"] == 7, f"{after}: the policy is read")
            as_it_was(after)
        install_signed(root.run, FIRM)
        for after, command in (("after a removal", "remove"), ("after a purge", "purge")):
            root.run("apt-get", command, "--yes", "chaperone-agent", "chaperone-tray")
            check(not root.exists("/usr/bin/chaperone") and not root.exists("/usr/share/chaperone"), f"{after}: removed is gone")
            check(root.exists("/var/lib/chaperone") == (command == "remove"), f"{after}: the version that policies may not go below "
                  + ("stays" if command == "remove" else "is gone"))
            as_it_was(after)
        install(root, packages)
        as_it_was("after a new installation")
        agents = "/etc/xdg/autostart/chaperone-agent.desktop"
        check(root.exists(agents), "a new beginning has the agent's entry again")
        root.run("apt-get", "remove", "--yes", "chaperone-agent", "chaperone-tray")
        install(root, packages)
        check(root.run("test", "-f", agents, ok=False).returncode == 0, "who removes it and installs it again has the agent's entry, too")
        root.run("rm", agents)
        root.run("apt-get", "remove", "--yes", "chaperone-agent", "chaperone-tray")
        install(root, packages)
        check(not root.exists(agents), "but not who had taken it away before")
        root.run("apt-get", "purge", "--yes", "chaperone-agent", "chaperone-tray")
        check(not root.exists(agents), "a purge leaves no entry")


def begun(root, debs):
    """An upgrade that dpkg has just begun, which its log says."""
    log = root.path + "/var/log/dpkg.log"
    size = os.path.getsize(log)
    upgrade = subprocess.Popen(root.inside("dpkg", "--install", *debs), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while os.path.getsize(log) == size and upgrade.poll() is None:
        time.sleep(0.001)
    return upgrade


def interrupted(packages, cache):
    """dpkg is killed at ten random points of an upgrade, as a power cut would; the seed is printed."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    dice = random.Random(seed)
    with CleanRoot(cache, packages) as root, tempfile.TemporaryDirectory() as work:
        install(root, packages)
        root.write(FIRM, POLICY)
        alice = Employee(root)
        alice.has_a_call()
        upgrade = begun(root, root.put(*[as_version(p, "0.8.0", work) for p in packages]))
        begin = time.monotonic()
        while upgrade.poll() is None and not re.search(r"status installed chaperone-tray:\w+ 0\.8\.0", root.read("/var/log/dpkg.log")):
            time.sleep(0.001)
        whole = time.monotonic() - begin
        upgrade.wait()
        killed = recovered = 0
        for attempt in range(30):
            if killed == 10:
                break
            version = f"0.9.{attempt}"
            debs = root.put(*[as_version(p, version, work) for p in packages])
            upgrade = begun(root, debs)
            time.sleep(dice.uniform(0, whole))
            root.cut_power()
            upgrade.wait()
            left = root.run("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status} ${Version}, ", "chaperone-agent", "chaperone-tray").stdout
            if left.count(f" installed {version},") == 2:
                continue  # it was done before
            killed += 1
            recovered += bool(root.run("dpkg", "--audit").stdout)
            said = root.run("dpkg", "--configure", "-a", ok=False)
            if said.returncode != 0:  # killed in the middle of a package's own files, dpkg asks for that package again
                check("reinstall it before" in said.stderr, "dpkg --configure -a asks for the package again, and says so")
            alice.store_is_whole(f"killed at {left}then dpkg --configure -a")
            root.run("dpkg", "--install", *debs)
            state = root.run("dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}\n", "chaperone-agent", "chaperone-tray").stdout
            if state != f"installed {version}\n" * 2:
                check(False, f"both packages are installed, not {state!r}")
        check(killed == 10, "10 upgrades were killed on their way, and each could be done again")
        check(recovered >= 1, f"{recovered} of them left something for dpkg to recover")
        check(root.read(FIRM) == POLICY, "the firm's policy is intact")


def piuparts(packages, cache):
    """Debian's own test of installing and purging, without a network: the root has what the packages need, and no archive."""
    with CleanRoot(cache, packages) as root, tempfile.TemporaryDirectory(dir=cache) as work:
        shutil.rmtree(root.path + "/etc/apt/sources.list.d")
        root.write("/etc/apt/sources.list", "")
        done = subprocess.run(["piuparts", "--existing-chroot", root.path, "--hard-link", "--keep-sources-list", "--no-eatmydata",
                               "--no-upgrade-test", "--tmpdir", work, "--distribution", "bookworm", "--log-level", "info", *packages],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            fail("piuparts:\n" + "\n".join((done.stdout + done.stderr).splitlines()[-40:]))
        check(True, "piuparts finds nothing to say")


CASES = {"install": plain_install, "tree": tree, "lifecycle": lifecycle, "interrupted": interrupted, "piuparts": piuparts}


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

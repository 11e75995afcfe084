#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The packages on a machine that boots: a clean Debian 12 with its own systemd, two users with a manager each.
boot_test.py PACKAGES CACHE"""

import json
import os
import sys
import tempfile
import time

from clean_root import CleanRoot, as_version, check, fail, install_signed, packages_of
from machine import UNIT, Machine, wait_until

POLICY = '[vault]\nallow_file = true\n'
# So that nobody waits a minute and a half for the watchdog.
IMPATIENT = "[Service]\\nWatchdogSec=3\\n"


def starts_and_answers(machine):
    for user in ("alice", "bob"):
        machine.run_as(user, "systemctl", "--user", "start", UNIT)
        show = machine.shows(user, "ActiveState", "ActiveEnterTimestampMonotonic", "ExecMainStartTimestampMonotonic", "MainPID")
        took = (int(show["ActiveEnterTimestampMonotonic"]) - int(show["ExecMainStartTimestampMonotonic"])) / 1000
        check(show["ActiveState"] == "active", f"{user}'s agent says itself that it is ready")
        measured("start to ready", took, "ms", 300, timed=True)
        machine.status(user)
    pids = {machine.shows(u, "MainPID")["MainPID"] for u in ("alice", "bob")}
    check(len(pids) == 2, "two users have an agent each")
    for user in ("alice", "bob"):
        store = f"/home/{user}/.local/state/chaperone"
        mode = machine.run("stat", "--format=%U %a", store).stdout.split()
        check(mode == [user, "700"], f"{user}'s store is {user}'s alone")
    refused = machine.run_as("bob", "ls", "/home/alice/.local/state/chaperone", ok=False)
    check(refused.returncode != 0, "one user does not see the other's store")


def measured(what, value, unit, target, timed=False):
    """A figure beside its target. What the clock says of a machine that is busy with other things decides nothing."""
    missed = value > target
    print(f"{what}: {value:.1f} {unit} (target <= {target}{', missed' if missed else ''})", flush=True)
    if missed and not timed:
        fail(f"{what}: {value:.1f} {unit}, expected at most {target}")


def wake_ups(machine, pid):
    """How often the threads of a process have gone on after waiting."""
    return sum(int(line.split()[1]) for line in machine.run("sh", "-c", f"grep -h ^voluntary /proc/{pid}/task/*/status").stdout.splitlines())


def idles(machine):
    """With a display and nothing on it: hardly a wake-up, no helper, no picture of the screen."""
    display = machine.start("runuser", "-u", "alice", "--", "Xvfb", ":9", "-nolisten", "tcp")
    wait_until(lambda: machine.run("test", "-S", "/tmp/.X11-unix/X9", ok=False).returncode == 0, "the display")
    machine.run_as("alice", "systemctl", "--user", "set-environment", "DISPLAY=:9")
    machine.run_as("alice", "systemctl", "--user", "restart", UNIT)
    pid = machine.shows("alice", "MainPID")["MainPID"]

    def a_second():
        time.sleep(5)
        before, begin = wake_ups(machine, pid), time.monotonic()
        time.sleep(30)
        return (wake_ups(machine, pid) - before) / (time.monotonic() - begin)

    measured("idle, no browser: wake-ups", a_second(), "a second", 2)
    # The name is what the watch goes by; a real Chromium beside the agent is in tests/bench/system_bench.py.
    machine.run("cp", "/bin/sleep", "/usr/local/bin/chromium")
    browser = machine.start("runuser", "-u", "alice", "--", "/usr/local/bin/chromium", "600")
    measured("idle, a process with a browser's name: wake-ups", a_second(), "a second", 5)
    threads = machine.run("sh", "-c", f"cat /proc/{pid}/task/*/comm").stdout.split()
    check("screen" not in threads and "SYSV" not in machine.run("cat", f"/proc/{pid}/maps").stdout,
          "it takes no picture of the screen: it has no thread and no memory for one")
    check(not machine.run("cat", f"/proc/{pid}/task/{pid}/children").stdout.split(), "it has no helper process")
    resident = machine.run("grep", "VmRSS", f"/proc/{pid}/status").stdout.split()[1]
    measured("idle: resident memory", int(resident) / 1024, "MB", 30)
    machine.run("killall", "/usr/local/bin/chromium")
    browser.wait()
    machine.run_as("alice", "systemctl", "--user", "unset-environment", "DISPLAY")
    machine.run_as("alice", "systemctl", "--user", "restart", UNIT)
    machine.run("killall", "Xvfb")
    display.wait()


def etc_is_read_only(machine):
    machine.run("mount", "--bind", "/etc", "/etc")
    machine.run("mount", "-o", "remount,bind,ro", "/etc")
    check(machine.run("touch", "/etc/chaperone/managed.d/20-late.toml", ok=False).returncode != 0, "/etc is read-only")
    machine.run_as("alice", "systemctl", "--user", "restart", UNIT)
    machine.status("alice")
    check(machine.run_as("alice", "chaperone", "policy", "check").returncode == 0, "the agent runs, and the policy is read")
    machine.run("umount", "--lazy", "/etc")  # somebody may be reading it


def call_on_record(machine, user):
    return machine.run_as(user, "sh", "-c", "echo Rosalind Ashcombe | chaperone call start --customer - && chaperone call end", ok=False)


def disk_is_full(machine):
    """Nothing that was on record is lost, the agent says what fails, and goes on by itself once there is room."""
    store = "/home/bob/.local/state/chaperone"
    machine.run_as("bob", "systemctl", "--user", "stop", UNIT)
    machine.run("mount", "-t", "tmpfs", "-o", "size=8m,mode=0700,uid=bob,gid=bob", "tmpfs", store)
    machine.run_as("bob", "systemctl", "--user", "start", UNIT)
    check(call_on_record(machine, "bob").returncode == 0, "a call is on record while there is room")
    before = machine.run_as("bob", "chaperone", "ledger", "export").stdout.splitlines()
    machine.run_as("bob", "dd", "if=/dev/zero", f"of={store}/filler", "bs=4k", ok=False)

    def failing():
        call_on_record(machine, "bob")
        return machine.status("bob")["ledger"]["failing"]
    wait_until(failing, "the ledger to fail", 60)
    check(True, "on a full disk the agent goes on, and says that nothing goes on record")
    machine.run("rm", store + "/filler")
    wait_until(lambda: not machine.status("bob")["ledger"]["failing"], "the agent to go on by itself", 60)
    machine.run_as("bob", "chaperone", "ledger", "verify")
    after = machine.run_as("bob", "chaperone", "ledger", "export").stdout.splitlines()
    check(len(after) > len(before) and after[:len(before)] == before,
          "once there is room it goes on by itself: the ledger verifies and begins with what it held before")
    machine.run_as("bob", "systemctl", "--user", "stop", UNIT)
    machine.run("umount", store)
    machine.run_as("bob", "systemctl", "--user", "start", UNIT)


def in_force(machine, user):
    return json.loads(machine.run_as(user, "chaperone", "policy", "show", "--in-force", "--json").stdout)


def policy_is_read_again(machine):
    """What a roll-out puts there reaches the agents that run."""
    machine.run("sh", "-c", "echo 'organisation = \"Example Lending Ltd\"' > /etc/chaperone/managed.d/20-late.toml")
    done = json.loads(machine.run("chaperone", "policy", "reload", "--json").stdout)
    check(done["agents"] == 2, "root's reload is told to both users' agents")
    for user in ("alice", "bob"):
        wait_until(lambda user=user: "Example Lending Ltd" in json.dumps(in_force(machine, user)), f"{user}'s agent to read it")
    check(True, "and both have the new file in force")


def policy_is_signed(machine):
    """A signed policy reaches the agents that run."""
    done = install_signed(machine.run, "/etc/chaperone/managed.d/10-test.toml")
    check(done["agents"] == 2, "a signed policy is told to both users' agents")

    for user in ("alice", "bob"):
        wait_until(lambda user=user: "/var/lib/chaperone/policy/bundle.json" in [f["path"] for f in in_force(machine, user)["files"]],
                   f"{user}'s agent to read it")
    check(True, "and is in force in both")


def impatient(machine):
    machine.run("sh", "-c", f"mkdir -p /etc/systemd/user/{UNIT}.d && printf '{IMPATIENT}' > /etc/systemd/user/{UNIT}.d/impatient.conf")
    for user in ("alice", "bob"):
        machine.run_as(user, "systemctl", "--user", "daemon-reload")
        machine.run_as(user, "systemctl", "--user", "restart", UNIT)


def hangs_and_crashes(machine):
    impatient(machine)
    before = machine.shows("alice", "MainPID")["MainPID"]
    machine.run("kill", "-STOP", before)
    wait_until(lambda: machine.shows("alice", "MainPID", "ActiveState")["MainPID"] not in (before, "0") and
               machine.shows("alice", "ActiveState")["ActiveState"] == "active", "the watchdog to start the agent anew")
    check(True, "an agent that hangs is noticed and started anew")
    before = machine.shows("alice", "MainPID")["MainPID"]
    machine.run("kill", "-KILL", before)
    wait_until(lambda: machine.shows("alice", "MainPID")["MainPID"] not in (before, "0"), "the agent to be started anew")
    check(True, "an agent that was killed is started anew")
    machine.run_as("alice", "systemctl", "--user", "stop", UNIT)
    machine.status("alice")
    check(machine.shows("alice", "ActiveState")["ActiveState"] == "active", "who asks on the bus starts the agent, as its service")


def hardened(machine):
    pid = machine.shows("alice", "MainPID")["MainPID"]
    status = machine.run("cat", f"/proc/{pid}/status").stdout
    check("NoNewPrivs:\t1" in status and "Seccomp:\t2" in status, "the agent cannot gain rights and has a system call filter")
    check(machine.run("readlink", f"/proc/{pid}/ns/user").stdout == machine.run("readlink", "/proc/1/ns/user").stdout,
          "the agent is in no user namespace of its own, so that it sees other programs' names")


def upgrades(machine, newer):
    machine.run_as("bob", "sh", "-c", "echo Rosalind Ashcombe | chaperone call start --customer -")
    before = {user: machine.shows(user, "MainPID")["MainPID"] for user in ("alice", "bob")}
    machine.run("dpkg", "--install", *newer)
    def program(user):
        return machine.run("readlink", f"/proc/{before[user]}/exe").stdout.strip()
    wait_until(lambda: program("alice") == "/usr/bin/chaperone", "the idle agent to become the new version")
    machine.status("alice")
    check(machine.shows("alice", "MainPID")["MainPID"] == before["alice"], "an idle agent becomes the new version in its place")
    check(program("bob") == "/usr/bin/chaperone (deleted)" and machine.status("bob")["call"], "one with an open call goes on")
    machine.run_as("bob", "chaperone", "call", "end")
    wait_until(lambda: program("bob") == "/usr/bin/chaperone", "the agent to become the new version after the call")
    check(True, "and becomes the new version once the call has ended")


def removed(machine):
    machine.run("apt-get", "remove", "--yes", "chaperone-agent")
    check(machine.run("pgrep", "-x", "chaperone", ok=False).returncode == 1, "no agent runs any more")
    check(machine.run("test", "-e", "/home/alice/.local/state/chaperone/chaperone.db", ok=False).returncode == 0, "the stores stay")


def main(folder, cache):
    packages = packages_of(folder)
    with CleanRoot(os.path.abspath(cache)) as root, tempfile.TemporaryDirectory() as work:
        root.run("apt-get", "install", "--yes", "procps", "psmisc", "xvfb", *root.put(*packages))
        newer = root.put(*[as_version(p, "0.9.0", work) for p in packages])
        root.write("/etc/chaperone/managed.d/10-test.toml", POLICY)
        for user in ("alice", "bob"):
            root.run("useradd", "--create-home", "--shell", "/bin/bash", user)
            root.write(f"/var/lib/systemd/linger/{user}", "")
        with Machine(root) as machine:
            starts_and_answers(machine)
            idles(machine)
            hardened(machine)
            etc_is_read_only(machine)
            disk_is_full(machine)
            policy_is_read_again(machine)
            policy_is_signed(machine)
            hangs_and_crashes(machine)
            upgrades(machine, newer)
            removed(machine)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])

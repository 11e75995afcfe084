#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The README's pilot, as an administrator who has never seen it does it: its own commands, on a Debian desktop that boots, then an
employee logs in.  pilot_test.py PACKAGES CACHE"""

import os
import re
import shutil
import sys
import time

from clean_root import CleanRoot, check, fail, packages_of
from machine import Machine, wait_until

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "installer", "README.md")
DESKTOP = ["xfce4-session", "xfce4-panel", "xfwm4", "xfce4-notifyd", "gnome-keyring", "pulseaudio", "x11-common", "xvfb", "xterm"]
# The administrator's editor: puts the firm's own values in the place of the example's.
EDITOR = r"""#!/bin/sh
exec sed -i -e 's/mail\.lending\.example/127.0.0.1/' -e 's/^port = .*/port = 2525/' -e 's/^security = "starttls"/security = "none"/' "$1"
"""
LIMIT_S = 300


def commands_of_readme():
    """The commands of "A pilot in five minutes", without their comments."""
    with open(README, encoding="utf-8") as f:
        section = re.search(r"^## A pilot in five minutes$(.*?)^## ", f.read(), re.M | re.S).group(1)
    found = [line.split("  #")[0].strip() for line in re.search(r"^```\n(.*?)^```$", section, re.M | re.S).group(1).splitlines()]
    return [line for line in found if line]


class Administrator:
    def __init__(self, machine):
        self._machine, self.spent = machine, 0.0

    def does(self, line):
        begin = time.monotonic()
        done = self._machine.run_as("admin", "sh", "-ec", "cd ~; " + line, ok=False)
        took = time.monotonic() - begin
        self.spent += took
        print(f"{took:6.1f} s  {line}", flush=True)
        if done.returncode != 0:
            fail(f"{line}: exit code {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout


def log_in(machine, user):
    """As a display manager does, onto a screen without a monitor, which is kept in a file of the X Window System's own form."""
    machine.run("install", "-d", "-o", user, "/srv/screen")
    screen = ("exec Xvfb :7 -screen 0 1280x800x24 -fbdir /srv/screen -nolisten tcp >/dev/null 2>&1 & "
              "while [ ! -S /tmp/.X11-unix/X7 ]; do sleep 0.1; done; "
              # The login's password opens the keyring, and the first time makes it.
              "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
              "DISPLAY=:7 XFCE_PANEL_MIGRATE_DEFAULT=1 LANG=C.UTF-8 exec /etc/X11/Xsession xfce4-session >/dev/null 2>&1")
    uid = machine.run("id", "-u", user).stdout.strip()
    machine.start("runuser", "-u", user, "--", "env", f"HOME=/home/{user}", f"XDG_RUNTIME_DIR=/run/user/{uid}",
                  f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{uid}/bus", "sh", "-c", screen)


def works_for(machine, root, user):
    wait_until(lambda: machine.shows(user, "ActiveState")["ActiveState"] == "active", "the agent to run", 60)
    check(True, "after the login the agent runs, as its unit")

    def trays():
        return machine.run("pgrep", "-u", user, "-x", "chaperone-tray", ok=False).stdout.split()
    wait_until(trays, "the tray", 60)

    panel = f"{root.path}/home/{user}/.config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"

    def icon_in_panel():
        if not os.path.exists(panel):
            return False
        with open(panel, encoding="utf-8") as f:
            return '"chaperone"' in f.read()
    wait_until(icon_in_panel, "the panel to have the tray's icon", 60)
    time.sleep(3)
    check(len(trays()) == 1, "one tray shows its icon in the panel")


def is_managed(machine, admin, user):
    shown = machine.run_as(user, "chaperone", "policy", "show", "--origin").stdout
    check('organisation = "Example Lending Ltd" (/etc/chaperone/managed.d/10-firm.toml:' in shown, "the firm's policy holds for the employee")
    status = machine.status(user)
    check(status["monitoring"] is not None, "it is a pilot: leaks are counted")
    report = machine.run_as(user, "env", "DISPLAY=:7", "chaperone", "doctor", ok=False)
    if report.returncode != 0:
        fail("doctor:\n" + report.stdout)
    check(True, "doctor, in the session, finds nothing that fails")
    machine.run_as(user, "chaperone", "champion", "test")
    told = wait_until(lambda: machine.run("sh", "-c", "grep -h ^X-RcptTo: /srv/mails/new/*", ok=False).stdout, "the test mail")
    check("dana.whitlock@" in told and "omar.sayle@" in told, "the champion and the deputy have a test alert")


def main(folder, cache, *pictures):
    packages = packages_of(folder)
    with CleanRoot(os.path.abspath(cache)) as root:
        # What is there before Chaperone: a desktop, a mail server, an administrator, an employee; and what apt has fetched already.
        root.run("apt-get", "install", "--yes", "--no-install-recommends", "sudo", "procps", "python3-aiosmtpd", *DESKTOP)
        root.run("apt-get", "install", "--yes", "--download-only", *root.put(*packages))
        for user in ("admin", "alice"):
            root.run("useradd", "--create-home", "--shell", "/bin/bash", user)
            root.write(f"/var/lib/systemd/linger/{user}", "")
        for package in packages:
            shutil.copy(package, root.path + "/home/admin")
        root.write("/etc/sudoers.d/admin", "admin ALL=(ALL) NOPASSWD: ALL\n", mode=0o440)
        root.write("/usr/local/bin/editor", EDITOR, mode=0o755)
        with Machine(root) as machine:
            machine.start("python3", "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:2525", "-c", "aiosmtpd.handlers.Mailbox", "/srv/mails")
            admin = Administrator(machine)
            for line in commands_of_readme():
                admin.does(line)
            begin = time.monotonic()
            log_in(machine, "alice")
            works_for(machine, root, "alice")
            is_managed(machine, admin, "alice")
            admin.spent += time.monotonic() - begin
            print(f"from the packages to a managed, working agent: {admin.spent:.0f} s (target <= {LIMIT_S} s)", flush=True)
            for picture in pictures:
                shutil.copy(root.path + "/srv/screen/Xvfb_screen0", picture)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])

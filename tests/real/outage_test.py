#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What must go on when something is missing: the mail server, room on the disk, the reader, the screen's owner's patience.
outage_test.py BUILD-FOLDER"""

import os
import signal
import subprocess
import sys
import time

from harness.agent import ROOT, Agent, MailServer, children_of, fail, log_step
from harness.chromium import Chromium
from harness.desktop import Desktop
from harness.pages import Pages
from harness.processes import program, wait_until


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


class SmallDisk:
    """The agent's state on a file system of its own, so small that it can be filled."""

    def __init__(self, folder):
        self.folder = folder
        self.filler = os.path.join(folder, "filler")
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", folder], check=True)

    def fill(self):
        with open(self.filler, "wb", buffering=0) as f:
            try:
                while True:
                    f.write(b"\0" * 4096)
            except OSError:
                pass

    def make_room(self):
        os.remove(self.filler)

    def unmount(self):
        subprocess.run(["umount", "-l", self.folder], check=True)


def displayed(desktop):
    """How many notifications stand on the screen."""
    return int(desktop.run([program("dunstctl"), "count", "displayed"]))


def run(build):
    with Desktop(width=1280, height=800) as desktop, Pages(os.path.join(ROOT, "samples", "screens")) as crm, \
            Pages(os.path.join(ROOT, "tests", "real", "pages")) as meeting:
        mail = MailServer(desktop)
        agent = Agent(desktop, build, mail, extra_policy="\n[alerts]\ncloses_after_ms = 500\nmerge_within_ms = 1000\n")
        disk = SmallDisk(agent.state)
        try:
            agent.start()
            with Chromium(desktop, share="Entire screen", position=(0, 0), size=(850, 780)) as browser:
                page = browser.open(crm.url("crm.html"))
                call = browser.open_window(meeting.url("share.html"), left=860, top=300, width=400, height=420)
                call.bring_to_front()
                call.click("#start")
                call.wait_for("share.state === 'sharing'")
                wait_until(lambda: agent.status()["shares"], "the share", 10)
                agent.cli("share", "audience", "external")
                agent.wait_until_read()
                page.bring_to_front()
                mail_is_down(desktop, agent, mail, page)
                disk_is_full(desktop, agent, mail, page, disk)
                reader_dies(agent, page)
                call.evaluate("stopShare()")
            agent.stop()
        finally:
            disk.unmount()


def mail_is_down(desktop, agent, mail, page):
    mail.stop()
    for n, who in enumerate(("ashgrove", "fenwick"), 1):
        page.evaluate(f"show('{who}')")
        agent.wait_for_alerts(n)
        page.evaluate("show('blank')")
        wait_until(lambda: agent.status()["open_alerts"] == 0, "the alert to close")
    status = wait_until(lambda: (s := agent.status())["mail"]["waiting"] == 4 and s, "four mails to wait")
    check(status["mail"]["stuck"], "mail server down: the alerts wait in the outbox, and status says so")
    check(displayed(desktop) >= 1, "the employee was told that the champion could not be")
    agent.stop()
    agent.start()
    check(agent.status()["mail"]["waiting"] == 4, "they still wait after a restart")
    mail.start()
    wait_until(lambda: agent.status()["mail"]["waiting"] == 0, "the outbox to empty", 40, 0.2)
    reasons = [m["X-Chaperone-Reason"] for m in mail.mails()]
    check(reasons == ["opened", "closed", "opened", "closed"], f"on its return they go out, in order: {reasons}")
    wait_until(lambda: agent.status()["shares"], "the share to be seen again", 10)
    agent.cli("share", "audience", "external")
    agent.wait_until_read()


def disk_is_full(desktop, agent, mail, page, disk):
    before = len(mail.mails_about("opened"))
    warned = displayed(desktop)
    disk.fill()
    page.evaluate("show('list')")
    wait_until(lambda: agent.status()["open_alerts"] == 1, "an alert on a full disk", 15)
    status = wait_until(lambda: (s := agent.status())["ledger"]["failing"] and s, "the ledger to fail")
    check(status["open_alerts"] == 1, "full disk: the alert opens all the same")
    wait_until(lambda: displayed(desktop) > warned, "the warning on a full disk")
    check(True, "full disk: the employee is warned all the same")
    wait_until(lambda: len(mail.mails_about("opened")) > before, "the mail on a full disk", 15)
    check(mail.mails_about("opened")[-1]["X-Chaperone-On-Record"] == "no",
          "full disk: the champion is told all the same, \"not yet on record\"")
    shown = agent.json("alerts", "show", agent.alerts()[-1]["id"])
    check(not shown["on_record"], "the alert says that it is not yet on record")
    disk.make_room()
    wait_until(lambda: not agent.status()["ledger"]["failing"], "the ledger to recover", 20, 0.2)
    verified = agent.json("ledger", "verify")
    check(verified["ok"], f"with room again all of it is on record, and the ledger verifies ({verified['entries']} entries)")
    check(agent.json("alerts", "show", shown["id"])["on_record"], "the alert is on record now")
    page.evaluate("show('blank')")
    wait_until(lambda: agent.status()["open_alerts"] == 0, "the alert to close")


def reader_dies(agent, page):
    readers = children_of(agent.pid)
    check(len(readers) == 1, "one reader serves the share")
    os.kill(readers[0], signal.SIGKILL)
    wait_until(lambda: any(g["reason"] == "reader_failed" for g in agent.status()["coverage"]), "the gap", 5, 0.01)
    check(True, "a reader that dies is a coverage gap")
    wait_until(lambda: not agent.status()["coverage"], "the gap's end", 20)
    time.sleep(1.2)  # beyond merge_within: the same record is a new leak
    count = len(agent.alerts())
    page.evaluate("show('ashgrove')")
    agent.wait_for_alerts(count + 1)
    check(True, "and its successor reads on")


def in_own_mounts():
    """The small disk is mounted where nobody else sees it; without root, in a namespace where one may."""
    how = ["--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount"]
    os.execv(program("unshare"), [program("unshare"), *how, sys.executable, os.path.abspath(__file__), *sys.argv[1:], "inside"])


if __name__ == "__main__":
    if len(sys.argv) == 2:
        in_own_mounts()
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Pixels to alert, with everything real: a browser shares a screen, records come up, and who is told of what is
checked, as is that nothing of it is kept.  end_to_end_test.py BUILD-FOLDER [chromium|firefox]"""

import json
import os
import sys
import time

from harness.agent import (ROOT, Agent, MailServer, check_no_core_dumps, check_search_finds, fail, find_leaks,
                           log_step)
from harness.chromium import Chromium
from harness.desktop import Desktop
from harness.firefox import Firefox
from harness.pages import Pages
from harness.processes import program, wait_until

CANARIES = ["Orla Fenwick", "orla.fenwick@mailbox.example", "07700 900142", "CE 48 21 73 B", "63184920",
            "Callum Ashgrove", "callum.ashgrove@postroom.example", "07700 900867", "JT 59 30 64 C", "27705316",
            "4 Brindle Court", "2 November 1971", "17 Larkhill Terrace", "14 March 1986", "9 Copse Lane", "PW 61 74 22 A", "23 July 1979", "Priya Venkatesan", "Gareth Llewellyn",
            "beatriz.carvalho@postroom.example"]


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


class Screen:
    """The shared screen: shows a record and waits until the agent has read it."""

    def __init__(self, agent, page):
        self.agent = agent
        self.page = page

    def show(self, which, beside=""):
        self.page.evaluate(f"show({json.dumps(which)}, {json.dumps(beside)})")
        time.sleep(0.6)  # the change is on its way to the agent; only then "all is read" means something
        self.agent.wait_until_read()
        time.sleep(0.4)

    def alerts_after(self, which, beside=""):
        """The alerts that are open while this record stands on the screen, and nothing else did before."""
        self.show("blank")
        wait_until(lambda: self.agent.status()["open_alerts"] == 0, "earlier alerts to close", 15, 0.2)
        self.show(which, beside)
        return [a for a in self.agent.alerts() if a["state"] == "open"]


    def is_quiet(self, which):
        """The record raises nothing, although the screen is read: somebody else's address beside it is all that alerts."""
        if self.alerts_after(which):
            return False
        alerts = self.alerts_after(which, "Forwarded from rosalind.tulloch@elsewhere.example")
        return len(alerts) == 1 and alerts[0]["kinds"] == {"email": 1} and alerts[0]["third_parties"] == 1


def notifications_on_screen(desktop):
    return int(desktop.run([program("dunstctl"), "count", "displayed"]))


def notifications_so_far(desktop):
    """(programs, texts) of all that the notification daemon has taken down again."""
    shown = json.loads(desktop.run([program("dunstctl"), "history"]))["data"][0]
    return {n["appname"]["data"] for n in shown}, " ".join(n["message"]["data"] for n in shown)


def run(build, browser_name):
    with Desktop(width=1920, height=1080) as desktop, Pages(os.path.join(ROOT, "samples", "screens")) as crm, \
            Pages(os.path.join(ROOT, "tests", "real", "pages")) as meeting:
        mail = MailServer(desktop)
        agent = Agent(desktop, build, mail, extra_policy="\n[alerts]\ncloses_after_ms = 1000\n")
        agent.start()
        check("browser tab" in " ".join(agent.status()["not_watched"]), "status says what is not watched")
        # The sharing browser and the one with the records may be two programs, as with people.
        with Chromium(desktop, share="Entire screen", position=(0, 0), size=(1180, 1040)) as records:
            page = records.open(crm.url("crm.html"))
            if browser_name == "firefox":
                with Firefox(desktop, size=(700, 500)) as firefox:
                    call = firefox.open(meeting.url("share.html"))

                    def start():
                        call.click("#start")
                        firefox.wait_for_picker()
                        firefox.choose()
                        firefox.allow()
                    share_and_check(desktop, agent, mail, page, call, "Firefox", start)
            else:
                call = records.open_window(meeting.url("share.html"), left=1200, top=0, width=420, height=420)
                call.bring_to_front()
                share_and_check(desktop, agent, mail, page, call, "Chromium", lambda: call.click("#start"))
        verify = agent.json("ledger", "verify")
        check(verify["ok"], f"the ledger of {verify['entries']} entries verifies")
        agent.stop()
        check_search_finds(mail.folder, "Orla Fenwick of Larkhill")
        leaks = find_leaks(CANARIES, agent.state, agent.config, mail.folder, desktop.folder.make("log"),
                           desktop.env["XDG_RUNTIME_DIR"], desktop.env["TMPDIR"])
        leaks = [(f, s) for f, s in leaks if "chromium" not in f and "firefox" not in f]
        check(not leaks, f"nothing that was on the screen is in any file {leaks or ''}")


def share_and_check(desktop, agent, mail, page, call, application, start):
    # Before the call: nobody is known, so even the customer's record is a third party's.
    start()
    call.wait_for("share.state === 'sharing'", "the share to start")
    wait_until(lambda: agent.status()["shares"], "the agent to see the share", 10)
    share = agent.status()["shares"][0]
    check(share["application"] == application and share["origin"] == "watched" and share["target"] == "screen",
          f"the agent sees {application} share the screen by itself")
    screen = Screen(agent, page)
    agent.cli("share", "audience", "external")
    check(screen.alerts_after("fenwick"), "the customer's record before the call is a third party's")
    agent.cli("call", "start", "--customer", "-", stdin="Orla Fenwick\n")
    check(screen.alerts_after("fenwick"), "the customer's record before their identity is confirmed alerts")
    screen.show("blank")
    agent.cli("call", "identify", "p1", "--how", "security_questions")
    check(screen.is_quiet("fenwick"), "the customer's own record with identity confirmed is quiet")
    check(screen.is_quiet("colleague"), "a colleague's name, work e-mail and phone are quiet")
    private = screen.alerts_after("colleague_private")
    check(len(private) == 1 and set(private[0]["kinds"]) == {"uk_nino", "date_of_birth", "postcode"},
          f"a colleague's NINO, date of birth and home postcode alert, and nothing else of theirs: {[a['kinds'] for a in private]}")
    screen.show("blank")
    opened_before = len(mail.mails_about("opened"))
    other = screen.alerts_after("ashgrove")
    check(len(other) == 1 and other[0]["third_parties"] == 1 and other[0]["severity"] == "high",
          f"another customer's record is one alert about one person: {other}")
    check({"email", "phone", "uk_nino", "date_of_birth", "uk_bank_account", "postcode"} <= set(other[0]["kinds"]),
          f"all kinds on it are named: {sorted(other[0]['kinds'])}")
    wait_until(lambda: len(mail.mails_about("opened")) > opened_before, "the champion's mail", 15)
    message = mail.mails_about("opened")[-1]
    check("dana.whitlock@lending.example" in message["To"] and "deputy.champion@lending.example" in message["To"],
          "the champion and the deputy have the mail")
    check(agent.json("ledger", "head")["head"] and message["X-Chaperone-Ledger-Head"],
          "the mail carries the ledger's head")
    check(notifications_on_screen(desktop) >= 1, "the employee's warning stands on the screen")
    check_no_core_dumps(agent.pid)
    log_step("ok: neither agent nor reader can dump core")
    time.sleep(2.0)
    agent.wait_until_read()
    now = agent.json("alerts", "show", other[0]["id"])
    check(agent.status()["open_alerts"] == 1 and now["third_parties"] == 1,
          "Chaperone's own notification, on the shared screen all the time, adds nothing")
    listed = screen.alerts_after("list")
    check(listed and listed[0]["third_parties"] == 3, f"a list of three people is three people: {listed}")
    # The employee answers; the champion is told.
    corrections = len(mail.mails_about("correction"))
    agent.cli("alerts", "resolve", listed[0]["id"], "--as", "false-alarm")
    wait_until(lambda: len(mail.mails_about("correction")) > corrections, "the correction", 15)
    check(agent.json("alerts", "show", listed[0]["id"])["answer"] == "false_alarm", "the answer is kept")
    programs, texts = notifications_so_far(desktop)
    check("Chaperone" in programs, f"the warnings came from Chaperone: {programs}")
    check(not [c for c in CANARIES if c.lower() in texts.lower()], "no warning showed what it warned of")
    stop_share(call)
    wait_until(lambda: not agent.status()["shares"], "the end of the share", 10)
    check(agent.status()["open_alerts"] == 0, "the end of the share ends its alerts")


def stop_share(call):
    call.evaluate("stopShare()")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else "chromium")

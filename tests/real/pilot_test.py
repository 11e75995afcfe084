#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A firm's pilot with everything real: a browser shares a screen, records come up, and they are counted; nobody is told, and nothing but
numbers is kept. Then the firm enforces.  pilot_test.py BUILD-FOLDER"""

import json
import os
import sys
import time

from end_to_end_test import CANARIES, check, notifications_on_screen, notifications_so_far
from harness.agent import ROOT, Agent, MailServer, check_search_finds, find_leaks
from harness.chromium import Chromium
from harness.desktop import Desktop
from harness.machine import set_managed_policy, use_own_etc
from harness.pages import Pages
from harness.processes import program, wait_until


def manage(desktop, mode, agent=None):
    set_managed_policy(f'[alerts]\nmode = "{mode}"\ncloses_after_ms = 1000\n')
    if agent:
        desktop.run([program("gdbus"), "call", "--session", "--dest", "org.chaperone.Agent1", "--object-path",
                     "/org/chaperone/Agent1", "--method", "org.chaperone.Agent1.ReloadPolicy"])


def show(agent, page, which):
    """The record stands on the shared screen, and has been read."""
    page.evaluate(f"show({json.dumps(which)}, '')")
    time.sleep(0.6)
    agent.wait_until_read()
    time.sleep(0.4)


def counts(agent):
    return agent.json("alerts", "counts")


def number(agent, counted, kind=None):
    return sum(c["number"] for c in counts(agent)["alert_counts"] if c["counted"] == counted and c["kind"] == kind)


def pilot(desktop, agent, mail, page):
    agent.cli("share", "audience", "external")
    show(agent, page, "ashgrove")
    wait_until(lambda: counts(agent)["alerts"] == 1, "the leak to be counted", 10)
    for kind in ("email", "phone", "uk_nino", "date_of_birth", "uk_bank_account", "postcode"):
        check(number(agent, "kind", kind) == 1, f"{kind} is counted once")
    check(all(c["audience"] == "external" for c in counts(agent)["alert_counts"] if c["counted"] == "alert"), "the audience is counted with it")
    show(agent, page, "blank")
    wait_until(lambda: counts(agent)["mails"] == 2, "the mails at its beginning and end to be counted", 10)
    show(agent, page, "ashgrove")
    check(counts(agent)["alerts"] == 1 and counts(agent)["returned"] == 1, "the same record, soon after, is counted as that")
    show(agent, page, "blank")
    wait_until(lambda: counts(agent)["mails"] == 3, "its end", 10)
    show(agent, page, "list")
    wait_until(lambda: counts(agent)["alerts"] == 2, "another leak to be counted", 10)
    status = agent.status()
    check(status["monitoring"]["sentence"] == "monitoring only: 2 this week would have been alerts", "status says so")
    check("alerts.mode: monitor: leaks are only counted; nobody is told" in status["warnings"], "and warns of it")
    check("monitoring: monitoring only: 2 this week" in agent.cli("status"), "in a sentence for people")
    check(agent.json("policy", "show")["alerts"]["mode"] == "monitor", "so does the policy")


def nobody_was_told(desktop, agent, mail):
    time.sleep(2)
    check(notifications_on_screen(desktop) == 0 and notifications_so_far(desktop)[0] == set(), "nothing was ever notified")
    check(mail.mails() == [] and agent.json("status", "--mails")["mails"] == [], "nothing was mailed, and nothing waits")
    check(agent.alerts() == [] and agent.status()["open_alerts"] == 0, "there is no alert")
    whole = json.loads(agent.cli("status", "--export", "-"))
    check(whole["alerts"] == [] and whole["alert_counts"] == counts(agent)["alert_counts"], "the export holds the counts, and no alert")
    kinds = {json.loads(line)["type"] for line in agent.cli("ledger", "export", "-").splitlines()}
    check("alerts.mode" in kinds and not [k for k in kinds if k.startswith(("alert.", "shield.", "mail."))],
          f"the ledger has the mode, and no leak: {sorted(kinds)}")
    check_search_finds(mail.folder, "Orla Fenwick of Larkhill")
    leaks = find_leaks(CANARIES, agent.state, agent.config, mail.folder, desktop.folder.make("log"))
    check(not leaks, f"nothing that was on the screen is in any file {leaks or ''}")


def main(build):
    use_own_etc()
    manage(None, "monitor")
    with Desktop(width=1920, height=1080) as desktop, Pages(os.path.join(ROOT, "samples", "screens")) as crm, \
            Pages(os.path.join(ROOT, "tests", "real", "pages")) as meeting:
        mail = MailServer(desktop)
        agent = Agent(desktop, build, mail, extra_policy='\n[shield]\nmode = "cover"\n')
        agent.start()
        with Chromium(desktop, share="Entire screen", position=(0, 0), size=(1180, 1040)) as records:
            page = records.open(crm.url("crm.html"))
            call = records.open_window(meeting.url("share.html"), left=1200, top=0, width=420, height=420)
            call.bring_to_front()
            call.click("#start")
            call.wait_for("share.state === 'sharing'", "the share to start")
            wait_until(lambda: agent.status()["shares"], "the agent to see the share", 10)
            pilot(desktop, agent, mail, page)
            nobody_was_told(desktop, agent, mail)
            before = counts(agent)
            agent.kill()
            page.evaluate("show('blank', '')")
            agent.start()
            check(counts(agent) == before, "the counts are there after kill -9")
            wait_until(lambda: agent.status()["shares"], "the agent to see the share again", 10)

            agent.cli("share", "audience", "external")
            show(agent, page, "ashgrove")
            manage(desktop, "enforce", agent)
            wait_until(lambda: agent.status()["open_alerts"] == 1, "what stands there to alert at once", 5)
            wait_until(lambda: mail.mails_about("opened"), "the champion's mail", 15)
            check(agent.status()["shield"]["covered"], "and it is covered")
            wait_until(lambda: notifications_on_screen(desktop) >= 1, "the warning", 5)
            after = counts(agent)
            check(agent.status()["monitoring"] is None and after["mode"] == "enforce", "what was counted stays to be seen")

            manage(desktop, "monitor", agent)
            wait_until(lambda: agent.status()["open_alerts"] == 0, "the alert to end", 5)
            wait_until(lambda: notifications_on_screen(desktop) == 0, "the warning to go", 5)
            check(not agent.status()["shield"]["covered"], "the cover is lifted")
            wait_until(lambda: mail.mails_about("closed"), "the champion to hear of its end", 15)
            ends = [e for e in map(json.loads, agent.cli("ledger", "export", "-").splitlines()) if e["type"] == "alert.closed"]
            check([e["fields"]["reason"] for e in ends] == ["only_counted"], "it ended on record")
            wait_until(lambda: counts(agent)["alerts"] == after["alerts"] + 1, "what still stands there to be counted", 5)
        check(agent.json("ledger", "verify")["ok"], "the ledger verifies")
        agent.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(sys.argv[1])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the employee may know of the agent, and the look before a share, asked of a real agent on a real display: the policy in force, mails that
left, gaps, accesses, a purpose that is remembered and forgotten, windows by risk, all of it in one document.  glass_box_test.py BUILD-FOLDER"""

import json
import os
import re
import stat
import sys

from harness.agent import ROOT, Agent, MailServer, fail, log_step
from harness.desktop import Desktop
from harness.processes import program, wait_until

EXTRA = """
[alerts]
closes_after_ms = 500

[recording]
jurisdiction = "uk"

[[recording.purposes]]
name = "complaints"
title = "handling complaints"
basis = "legitimate_interests"

[[recording.purposes]]
name = "advice"
title = "giving advice"
basis = "contract"
"""
CUSTOMER = ("call", "start", "--customer", "-", "--confirmed", "security_questions", "--identifier")
NAME = "Wren Abernathy"


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def policy_in_force(agent):
    shown = agent.json("policy", "show", "--in-force")
    check(shown["files"] == [{"path": os.path.join(agent.config, "policy.toml"), "level": "user"}], "the policy says where it comes from")
    check([p["name"] for p in shown["purposes"]] == ["complaints", "advice"] and shown["jurisdiction"] == "uk", "and what calls may be for")
    check(shown["effective"] == agent.json("policy", "show"), "and is the one that the command line works out")


def mails_and_gaps(desktop, agent, mail):
    picture = os.path.join(ROOT, "samples", "screens", "record.png")
    window = desktop.start([program("display"), "-geometry", "+40+40", "-title", "a record", picture])
    wanted = desktop.wait_for_window("a record")
    agent.cli("share", "start", "--window", hex(wanted))
    agent.cli("share", "audience", "external")  # until it is known, mails are held back
    alert = agent.wait_for_alerts(1, 60)[0]
    window.stop()
    wait_until(lambda: agent.json("status", "--gaps")["gaps"], "the gap", 30)
    gap = agent.json("status", "--gaps")["gaps"][0]
    check(gap["reason"] == "target_covered" and gap["until"] is None, "a window that closed is a gap that goes on")
    agent.cli("share", "stop")
    check(agent.json("status", "--gaps")["gaps"][0]["until"] is not None, "and is over with the share")
    wait_until(lambda: agent.status()["mail"]["waiting"] == 0 and mail.mails_about("closed"), "the mails to go out", 30, 0.2)
    mails = agent.json("status", "--mails")["mails"]
    check([m["about"] for m in mails] == ["closed", "opened"], "what left the machine is listed, newest first")
    check(all(m["state"] == "sent" and m["sent_at"] and m["alerts"] == [alert["id"]] for m in mails), "each with its time and alert")
    check(mails[0]["recipients"] == ["dana.whitlock@lending.example", "deputy.champion@lending.example"], "and to whom it went")
    kinds = {i["kind"] for i in agent.json("retention", "list")["items"]}
    check(kinds == {"alert", "mail"}, "a mail is kept no longer than its class says")


def remembered_purpose(desktop, agent):
    def suggest():
        said = desktop.run([program("gdbus"), "call", "--session", "--dest", "org.chaperone.Agent1", "--object-path", "/org/chaperone/Agent1",
                            "--method", "org.chaperone.Agent1.SuggestBasis"])
        return json.loads(re.fullmatch(r"\('(.*)',\)\s*", said).group(1))

    agent.cli(*CUSTOMER, "07700 900123", stdin=NAME)
    check(suggest() == {"purpose": "", "because": ""}, "nothing is proposed at first")
    agent.cli("basis", "set", "--purpose", "complaints", "--reference", "LIA-7")
    agent.cli("call", "end")
    agent.cli(*CUSTOMER, "+44 7700 900123", stdin=NAME)
    check(suggest() == {"purpose": "complaints", "because": "same_number"}, "the same number has the same purpose")
    agent.cli("call", "end")
    agent.cli(*CUSTOMER, "07700 900456", stdin="Ana Okoro")
    check(suggest() == {"purpose": "complaints", "because": "same_class"}, "another customer of the place the customers' last one")
    agent.cli("call", "end")
    with open(os.path.join(agent.state, "chaperone.db"), "rb") as f:
        check(b"900123" not in f.read(), "whose purpose it was is not in the database")
    check(len(agent.json("status", "--remembered")["remembered"]) == 2, "what is remembered is shown")


def windows_by_risk(desktop, agent):
    shown = [("a record", "record.png", "+10+10"), ("nothing", None, "+900+500")]
    running = []
    for title, picture, place in shown:
        source = os.path.join(ROOT, "samples", "screens", picture) if picture else "xc:white"
        running.append(desktop.start([program("display"), "-size", "300x200", "-geometry", place, "-title", title, source]))
        desktop.wait_for_window(title)
    before = agent.status()["ledger"]["entries"]
    result = agent.json("share", "check")
    check(result["state"] == "done" and result["done"] == result["of"], "every window is looked at")
    worst = result["windows"][0]
    check(worst["risk"] == "high" and worst["readable"] and worst["third_parties"] > 0, "the one with somebody's record stands first")
    check(result["windows"][-1]["risk"] == "none", "and the one with nothing last")
    check("a record" not in json.dumps(result), "no title is told")
    check("high" in agent.cli("share", "check"), "people see it as a table")
    entries = [json.loads(line) for line in agent.cli("ledger", "export").splitlines()]
    checked = [e for e in entries[before:] if e["type"] == "screen.checked"]
    check(len(checked) == 2 and checked[0]["fields"]["high"] == 1, "that a check was made is on record, by counts")
    check(len(agent.json("alerts", "list")["alerts"]) == 1, "and no alert came of it")
    for window in running:
        window.stop()


def everything_about_me(agent):
    path = os.path.join(agent.state, "about-me.json")
    agent.cli("status", "--export", path)
    check(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "the export is its owner's alone")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    whole = json.loads(text)
    check(whole["alerts"][0]["region"] and len(whole["mails"]) == 2 and len(whole["remembered"]) == 2 and whole["retention"], "it holds what is kept")
    check("Abernathy" not in text and "900123" not in text, "and nobody's name or number")
    access = agent.json("status", "--access")["accesses"][0]
    check(access["what"] == "exported" and access["of"] == "own_data" and access["who"], "that it was exported is on record")
    check(json.loads(agent.cli("status", "--export", "-"))["ledger"]["entries"] > whole["ledger"]["entries"], "it goes to standard output too")
    check(agent.json("call", "forget")["forgotten"] == 2 and not agent.json("status", "--remembered")["remembered"], "purposes are forgotten when told so")
    check(agent.json("ledger", "verify")["ok"], "the ledger is in order")


def run(build):
    with Desktop(width=1920, height=1080) as desktop:
        mail = MailServer(desktop)
        agent = Agent(desktop, build, mail, extra_policy=EXTRA)
        agent.start()
        policy_in_force(agent)
        mails_and_gaps(desktop, agent, mail)
        remembered_purpose(desktop, agent)
        windows_by_risk(desktop, agent)
        everything_about_me(agent)
        check(agent.end() == 0, "the agent ends well")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The support file of `chaperone doctor --bundle`, made on a machine whose every name, address and path is a canary: a managed policy, a call,
a leak on the screen, mails, a question, a ruling.  support_file_test.py BUILD-FOLDER"""

import ctypes
import json
import os
import socket
import stat
import sys
import time
import urllib.parse

from harness.agent import ROOT, Agent, MailServer, check_search_finds, fail, find_leaks, log_step
from harness.desktop import Desktop
from harness.keys import Key
from harness.machine import set_managed_policy, use_own_etc
from harness.processes import program, wait_until

LOGIN, HOST, HOME = "juniper-ashdown", "desk-quillfeather", "home-of-ashdown"
ORGANISATION, CHAMPION, ADDRESS, DEPUTY = "Harrowgate Pensions Ltd", "Beatrix Thornbury", "beatrix.thornbury@harrowgate.example", "deputy.osei@harrowgate.example"
STAFF, STAFF_ID, CUSTOMER, CUSTOMER_ID = "Imogen Hartwell", "01632 960418", "Orla Fenwick", "orla.fenwick@mailbox.example"
PURPOSE, CLASS, FILE = "pension-complaints", "pension-records", "77-harrowgate-branch.toml"
ASKED = "May the matter of Kestrel House be recorded?"
CANARIES = [LOGIN, HOST, HOME, ORGANISATION, "Harrowgate", CHAMPION, ADDRESS, DEPUTY, STAFF, STAFF_ID, CUSTOMER, CUSTOMER_ID, "Fenwick", PURPOSE,
            "handling pension complaints", CLASS, FILE, "harrowgate-branch", ASKED, "Kestrel House", "smtp-relay-quokka", "/srv/harrowgate",
            "not-a-real-password", "127.0.0.1", "quokka-meetings", "A note of the champion"]

MANAGED = f"""
organisation = "{ORGANISATION}"

[[champions]]
name = "{CHAMPION}"
email = "{ADDRESS}"
deputies = ["{DEPUTY}"]
ruling_key = "%(ruling_key)s"

[mail]
host = "127.0.0.1"
port = %(port)d
security = "starttls"
ca_file = "%(ca)s"
username = "smtp-relay-quokka"
password_file = "%(password_file)s"
from = "chaperone@harrowgate.example"

[people]
own_domains = ["harrowgate.example"]
staff = [{{name = "{STAFF}", identifiers = ["{STAFF_ID}"]}}]

[vault]
allow_file = true

[shield]
mode = "off"

[[retention]]
name = "{CLASS}"
keep_days = 77

[[share_rules]]
name = "quokka"
application = "Quokka"
processes = ["quokka-meetings"]
at_least = {{ PIXMAP = 1 }}
target = "screen"

[recording]
jurisdiction = "uk"
archive_folder = "/srv/harrowgate"

[[recording.purposes]]
name = "{PURPOSE}"
title = "handling pension complaints"
basis = "legitimate_interests"
retention_class = "{CLASS}"
"""


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def rename_machine(name):
    """Only for this process and what it starts."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x04000000) == 0:  # CLONE_NEWUTS
        socket.sethostname(name)


def utc(seconds_from_now):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds_from_now))


def fill(desktop, agent, mail, champion):
    """Something of everything that the agent keeps."""
    agent.cli("call", "start", "--customer", "-", "--identifier", "-", "--confirmed", "security_questions", stdin=f"{CUSTOMER}\n{CUSTOMER_ID}\n")
    agent.cli("basis", "set", "--purpose", PURPOSE, "--unsure")
    agent.cli("consult", "ask", "--text", ASKED)
    ruling = desktop.folder.file("ruling.json")
    with open(ruling, "w", encoding="utf-8") as f:
        f.write(champion.sign_ruling(
            id="r-canary", organisation=ORGANISATION, question="", allowed=True, purpose=PURPOSE, jurisdictions=["uk"], basis="legitimate_interests",
            reference="LIA-7", special_condition="", conditions=[], note="A note of the champion", champion=ADDRESS, valid_from=utc(-60),
            valid_until=utc(9000)))
    agent.cli("consult", "import", ruling)
    agent.cli("call", "end")
    picture = os.path.join(ROOT, "samples", "screens", "record.png")
    window = desktop.start([program("display"), "-geometry", "+40+40", "-title", "a record of Harrowgate", picture])
    wanted = desktop.wait_for_window("a record of Harrowgate")
    agent.cli("share", "start", "--window", hex(wanted))
    agent.cli("share", "audience", "external")
    agent.wait_for_alerts(1, 90)
    mail.stop()  # what is told of it from now on waits in the outbox
    window.stop()
    wait_until(lambda: agent.json("status", "--gaps")["gaps"], "the gap", 60)
    agent.cli("share", "stop")


def support_file(agent, name="support.json"):
    path = os.path.join(agent.state, name)
    said = agent.cli("doctor", "--bundle", path)
    check(path in said and stat.S_IMODE(os.stat(path).st_mode) == 0o600, "the support file is its owner's alone")
    with open(path, encoding="utf-8") as f:
        return path, f.read()


def search(desktop, text, name):
    """For every canary, however it may be spelled."""
    folder = desktop.folder.make("searched", name)
    with open(os.path.join(folder, "support.json"), "w", encoding="utf-8") as f:
        f.write(text + urllib.parse.unquote(text) + json.dumps(json.loads(text), ensure_ascii=False))
    leaks = find_leaks(CANARIES + [desktop.env["HOME"], desktop.folder.path], folder)
    check(not leaks, f"it names nobody and nothing ({len(text)} bytes, {len(CANARIES) + 2} canaries) {leaks or ''}")


def run(build):
    rename_machine(HOST)
    with Desktop(width=1920, height=1080) as desktop:
        home = desktop.folder.make(HOME)
        desktop.env.update(HOME=home, USER=LOGIN, LOGNAME=LOGIN)
        check_search_finds(desktop.folder.make("searched", "planted"), CUSTOMER_ID)
        mail = MailServer(desktop)
        champion = Key(desktop.folder, "champion.key", "ed25519")
        agent = Agent(desktop, build, mail, policy="[alerts]\ncloses_after_ms = 500\n")
        set_managed_policy(MANAGED % {"ruling_key": champion.public, "port": mail.port, "ca": mail.ca,
                                      "password_file": os.path.join(agent.config, "mail-password")}, FILE)
        _, text = support_file(agent, "before.json")
        before = json.loads(text)
        check(before["agent"]["running"] is False and before["counts"] is None, "without an agent there is one too, and it says so")
        search(desktop, text, "before")
        agent.start()
        fill(desktop, agent, mail, champion)
        path, text = support_file(agent)
        search(desktop, text, "after")

        told = json.loads(text)
        check(list(told)[0] == "about" and told["about"]["holds"] and told["about"]["left_out"], "it begins with what it holds and what not")
        counts = told["counts"]
        check(counts["alerts"]["all"] == 1 and counts["alerts"]["by_kind"] and counts["gaps"]["by_reason"]["target_covered"] == 1, "it counts alerts and gaps")
        check(counts["ledger"]["verified"] is True and counts["ledger"]["entries"] > 5 and counts["mails"]["all"] > 0, "and entries and mails")
        check(told["agent"]["answers"] and told["versions"]["agent"] == told["versions"]["program"] != "", "it says which versions run")
        keys = {k["key"]: k for k in told["policy"]["keys"] if k["level"] in ("managed", "user")}
        check(keys["mail.port"] == {"key": "mail.port", "level": "managed", "place": 1, "value": mail.port}, "a number of the policy is told")
        check(keys["shield.mode"]["value"] == "off" and keys["alerts.closes_after_ms"]["level"] == "user", "and a choice, and whose it is")
        check("value" not in keys["mail.host"] and "value" not in keys["organisation"], "of a text only that it is set")
        check(keys["champions"]["count"] == 1 and keys["retention"]["count"] == 1, "and of a list how long it is")
        check(agent.run("doctor", "--bundle", path, expect=None).returncode != 0, "a file that is there is no place for another")
        with open(path, encoding="utf-8") as f:
            check(f.read() == text, "no file is ever replaced")
        set_managed_policy(None, FILE)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1])

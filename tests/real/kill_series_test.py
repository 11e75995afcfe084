#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the agent at random moments while a real screen is read and mails go out to a real server: the ledger verifies
each time, and no alert that was decided is lost.  kill_series_test.py BUILD-FOLDER KILLS"""

import collections
import os
import random
import sys
import time

from harness.agent import ROOT, Agent, MailServer, fail, log_step
from harness.chromium import Chromium
from harness.desktop import Desktop
from harness.pages import Pages
from harness.processes import wait_until
from harness.signals import AgentSignals


def check_mails(agent, mail, decided):
    """Each alert has one opening or merged mail, or the closing one that a restart sends; none has two identities."""
    by_alert = collections.defaultdict(lambda: collections.defaultdict(set))
    wire = collections.Counter()
    for message in mail.mails():
        wire[message["Message-ID"]] += 1
        for alert in message.get_all("X-Chaperone-Alert", []):
            by_alert[alert][message["X-Chaperone-Reason"]].add(message["Message-ID"])
    alerts = {a["id"] for a in agent.alerts()}
    missing = decided - alerts
    if missing:
        fail(f"{len(missing)} alerts were shown and are not on record: {missing}")
    untold = [a for a in alerts if not by_alert[a]]
    if untold:
        fail(f"the champion was never told of {len(untold)} of {len(alerts)} alerts: {untold}")
    twice = {a: dict(r) for a, r in by_alert.items() if len(r["opened"]) > 1}
    if twice:
        fail(f"an alert's opening mail has more than one Message-ID: {twice}")
    repeats = sum(n - 1 for n in wire.values())
    counted = agent.status()["mail"]["possible_repeats"]
    if repeats > counted:
        fail(f"{repeats} mails came twice but only {counted} possible repeats were counted")
    return len(alerts), sum(wire.values()), repeats, counted


def run(build, kills):
    seed = int(os.environ.get("CHAPERONE_TEST_SEED", "1"))
    moments = random.Random(seed)
    with Desktop(width=1280, height=800) as desktop, Pages(os.path.join(ROOT, "tests", "bench")) as pages, \
            Pages(os.path.join(ROOT, "tests", "real", "pages")) as meeting, AgentSignals(desktop) as signals:
        mail = MailServer(desktop)
        agent = Agent(desktop, build, mail, extra_policy="\n[alerts]\ncloses_after_ms = 100\n"
                      "merge_within_ms = 1000\nmax_mails_per_hour = 1000\n")
        with Chromium(desktop, share="Entire screen", position=(0, 0), size=(820, 780)) as browser:
            page = browser.open(pages.url("lively.html"))
            call = browser.open_window(meeting.url("share.html"), left=830, top=0, width=420, height=420)
            call.bring_to_front()
            call.click("#start")
            call.wait_for("share.state === 'sharing'")
            # Somebody else's address, gone and another one's, for as long as the test lasts.
            page.evaluate("window.n = 0; setInterval(() => (++n % 2 ? change(n) : blank()), 350); 0")
            for kill in range(kills):
                agent.start()
                wait_until(lambda: agent.status()["shares"], "the share", 10)
                if moments.random() < 0.8:
                    agent.cli("share", "audience", "external")
                if kill % 3 == 2:
                    time.sleep(moments.random() * 1.5)  # also before there is an alert
                else:
                    # However slow the machine is: about an alert, which is what this test is about.
                    before = len(signals.of("AlertOpened"))
                    wait_until(lambda: len(signals.of("AlertOpened")) > before, "an alert", 20)
                    time.sleep(moments.random() * 0.6)
                agent.kill()
                if kill % 10 == 9:
                    log_step(f"{kill + 1} kills, {len(signals.of('AlertOpened'))} alerts decided")
            call.evaluate("stopShare()")
            agent.start()
            verified = agent.json("ledger", "verify")
            if not verified["ok"]:
                fail(f"the ledger does not verify: {verified['problem']}")
            wait_until(lambda: agent.status()["mail"]["waiting"] == 0 and
                       agent.status()["open_alerts"] == 0, "the outbox to empty", 60, 0.2)
            # The agent says that an alert opened after deciding it.
            decided = {alert for _, _, alert in signals.of("AlertOpened")}
            alerts, mails, repeats, counted = check_mails(agent, mail, decided)
            if alerts < kills // 2:
                fail(f"only {alerts} alerts in {kills} runs: the test tests nothing")
            log_step(f"ok: {kills} kills (seed {seed}), {verified['entries']} entries verify, {len(decided)} alerts seen "
                     f"decided, {alerts} on record and told of, {mails} mails, {repeats} repeats on the wire, "
                     f"{counted} counted as possible")
            agent.stop()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1], int(sys.argv[2]))

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The service with all its threads, without a browser: shares by hand, a policy that is read again, and an end that is asked for.
Runs in every build, the thread sanitizer's too: any report makes the agent's exit code differ.  service_test.py BUILD-FOLDER"""

import os
import signal
import sys
import time

from harness.agent import ROOT, Agent, MailServer, fail, log_step
from harness.desktop import Desktop
from harness.processes import program, wait_until


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def run(build):
    with Desktop(width=1920, height=1080) as desktop:
        mail = MailServer(desktop)
        agent = Agent(desktop, build, mail, extra_policy="\n[alerts]\ncloses_after_ms = 500\n")
        agent.start()
        picture = os.path.join(ROOT, "samples", "screens", "record.png")
        show = desktop.start([program("display"), "-window", "root", picture])
        window = desktop.start([program("display"), "-geometry", "+40+40", "-title", "a record", picture])
        wanted = desktop.wait_for_window("a record")
        agent.cli("call", "start", "--customer", "-", "--confirmed", "security_questions", stdin="Somebody Else\n")
        agent.cli("share", "start")
        alerts = agent.wait_for_alerts(1, 60)
        check(alerts[0]["application"] == "started by hand", "a share that was started by hand is read")
        agent.cli("share", "start", "--window", hex(wanted))
        agent.wait_for_alerts(2, 60)
        check(len(agent.status()["shares"]) == 2, "two shares at once are both read")
        with open(os.path.join(agent.config, "policy.toml"), "a", encoding="utf-8") as f:
            f.write("max_mails_per_hour = 7\n")
        os.kill(agent.pid, signal.SIGHUP)
        for _ in range(20):
            agent.status()
        window.stop()
        wait_until(lambda: any(g["reason"] == "target_covered" for g in agent.status()["coverage"]), "the gap", 20)
        check(True, "a shared window that closes is a coverage gap, not an end")
        agent.cli("share", "stop")
        wait_until(lambda: not agent.status()["shares"], "the end of the shares")
        agent.cli("call", "end")
        wait_until(lambda: agent.status()["mail"]["waiting"] == 0, "the mails to go out", 30, 0.2)
        check(len(mail.mails_about("opened")) == 2 and len(mail.mails_about("closed")) == 2, "each leak was mailed, twice")
        begin = time.monotonic()
        code = agent.end()
        check(code == 0, f"asked to end, the agent ends well (exit code {code}, {time.monotonic() - begin:.1f} s)")
        with open(agent.log, encoding="utf-8") as f:
            log = f.read()
        check("Sanitizer" not in log, "no sanitizer has a complaint")
        show.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1])

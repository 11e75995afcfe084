#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The story that samples/demo tells: python3 samples/demo.py BUILD-FOLDER REPORT-FOLDER"""

import json
import os
import shutil
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "real"))

from harness.agent import Agent, MailServer, find_leaks  # noqa: E402
from harness.chromium import Chromium  # noqa: E402
from harness.desktop import Desktop  # noqa: E402
from harness.pages import Pages  # noqa: E402
from harness.processes import program, wait_until  # noqa: E402

# What stands on the screen of the other customer: none of it may be found anywhere afterwards.
CANARIES = ["Callum Ashgrove", "callum.ashgrove@postroom.example", "07700 900867", "JT 59 30 64 C",
            "27705316", "4 Brindle Court", "2 November 1971", "Orla Fenwick", "CE 48 21 73 B"]


class Story:
    def __init__(self):
        self.begin = time.monotonic()
        self.lines = []

    def tell(self, text):
        line = f"{time.monotonic() - self.begin:6.1f} s  {text}"
        self.lines.append(line)
        print(line, flush=True)


def notification_window(desktop):
    """The notification daemon's window while it shows something."""
    try:
        ids = desktop.run([program("xdotool"), "search", "--onlyvisible", "--class", "dunst"]).split()
    except RuntimeError:
        return None
    return ids[0] if ids else None


def run(build, report):
    shutil.rmtree(report, ignore_errors=True)
    os.makedirs(report)
    story = Story()
    with Desktop(width=1920, height=1080) as desktop, Pages(os.path.join(ROOT, "samples", "screens")) as crm, \
            Pages(os.path.join(ROOT, "tests", "real", "pages")) as meeting:
        story.tell("A private desktop is up: Xvfb, openbox, D-Bus, dunst, a mail server with STARTTLS.")
        mail = MailServer(desktop)
        agent = Agent(desktop, build, mail)
        agent.start()
        story.tell(f"The agent runs (pid {agent.pid}).")
        with Chromium(desktop, share="Entire screen", position=(0, 0), size=(1200, 1060)) as browser:
            page = browser.open(crm.url("crm.html"))
            call = browser.open_window(meeting.url("share.html"), left=1220, top=0, width=420, height=420)
            agent.cli("call", "start", "--customer", "-", "--confirmed", "security_questions",
                      stdin="Orla Fenwick\n")
            story.tell("A call is open; the customer's identity is confirmed.")
            call.bring_to_front()
            call.click("#start")
            call.wait_for("share.state === 'sharing'", "the share to start")
            wait_until(lambda: agent.status()["shares"], "the agent to see the share")
            story.tell("Chromium shares the screen (getDisplayMedia); the agent saw it by itself.")
            agent.wait_until_read()

            page.bring_to_front()
            page.evaluate("show('fenwick')")
            time.sleep(0.5)
            agent.wait_until_read()
            time.sleep(1.0)
            quiet = len(agent.alerts())
            story.tell(f"The customer's own record is shown: {quiet} alerts.")

            shown = page.evaluate("show('ashgrove')") / 1000
            alert = agent.wait_for_alerts(quiet + 1)[-1]
            story.tell(f"Another customer's record comes up: ALERT {alert['id']}, {alert['severity']}, "
                       f"{alert['third_parties']} person, {', '.join(alert['kinds'])}.")
            window = wait_until(lambda: notification_window(desktop), "the notification")
            mails = wait_until(lambda: mail.mails_about("opened"), "the champion's mail", 20)
            arrived = os.path.getmtime(os.path.join(mail.folder, "0001.eml"))
            story.tell(f"The champion has the mail, {arrived - shown:.1f} s after the record came up.")
            time.sleep(0.4)
            desktop.picture(os.path.join(report, "notification.png"), window)
            agent.wait_until_read()

            page.evaluate("show('blank')")
            closed = wait_until(lambda: mail.mails_about("closed"), "the closing mail", 20)
            shown_for = agent.json("alerts", "show", alert["id"])["visible_ms"]
            story.tell(f"The record is hidden; the closing mail says how long it was visible "
                       f"({shown_for / 1000:.1f} s).")
            call.bring_to_front()
            call.click("#stop")
            wait_until(lambda: not agent.status()["shares"], "the end of the share")
            story.tell("The share ends; the agent saw that too.")
            agent.cli("call", "end")

        alerts = len(agent.alerts())
        verified = "; ".join(agent.cli("ledger", "verify").split("\n")).strip("; ")
        agent.cli("ledger", "export", os.path.abspath(os.path.join(report, "ledger.jsonl")))
        story.tell(f"Ledger: {verified}")
        agent.stop()
        places = [agent.state, agent.config, mail.folder, desktop.folder.make("log"),
                  desktop.env["XDG_RUNTIME_DIR"]]
        leaks = find_leaks(CANARIES, *places, report)
        story.tell("Nothing that was on the screen is in any file of the agent, its log or its mails."
                   if not leaks else f"LEAK: {sorted({os.path.basename(f) for f, _ in leaks})}")
        for name, message in (("mail-opened", mails[0]), ("mail-closed", closed[0])):
            with open(os.path.join(report, name + ".eml"), "wb") as f:
                f.write(message.as_bytes())
        write_report(report, story, mails[0], closed[0], verified)
    good = quiet == 0 and alerts == 1 and not leaks
    print(f"\nReport: {os.path.join(report, 'report.md')} "
          f"(notification.png, mail-opened.eml, mail-closed.eml, ledger.jsonl)")
    if not good:
        print("The demo did not go as it should: see above.", file=sys.stderr)
    return 0 if good else 1


def write_report(report, story, opened, closed, verified):
    def text(message):
        return message.get_body(("plain",)).get_content().strip()

    with open(os.path.join(report, "ledger.jsonl"), encoding="utf-8") as f:
        entries = [json.loads(line) for line in f]
    with open(os.path.join(report, "report.md"), "w", encoding="utf-8") as f:
        f.write("# What happened\n\n```\n" + "\n".join(story.lines) + "\n```\n\n"
                "## What the employee saw\n\n![the notification](notification.png)\n\n"
                f"## What the champion got\n\n**{opened['Subject']}**\n\n```\n{text(opened)}\n```\n\n"
                f"**{closed['Subject']}**\n\n```\n{text(closed)}\n```\n\n"
                f"## What is on record\n\n{verified}\n\n```\n")
        for entry in entries:
            f.write(json.dumps(entry, ensure_ascii=False) + "\n")
        f.write("```\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(run(sys.argv[1], sys.argv[2]))

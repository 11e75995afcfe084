#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The story of `samples/demo` in the tray, by keyboard alone or by mouse alone (but for words, which are typed): a call, a share
that a browser makes, the customer's record and others', and every answer to an alert, each as it arrives in the agent.
tray_share_test.py BUILD-FOLDER keyboard|mouse"""

import sys
import time

from harness.agent import log_step
from harness.hands import Keyboard, Mouse, check
from harness.processes import wait_until
from harness.screen_reader import check_names
from harness.share import TITLE, ShareScene

SNOOZES = 2  # in 1 minute, in 5 minutes
GAPS = {"frames_dropped": "changes too fast to be read whole", "reader_behind": "is behind with reading"}
QUESTION = "Was this shown for too long?"


def call_begins(scene, hands):
    window = hands.window("call", "Call")
    name = window.find("text", "Name of person 1")
    if isinstance(hands, Mouse):
        hands.click(name.place())
    hands.type_words("Orla Fenwick")
    hands.choose(window, "How the identity of person 1", "confirmed: security questions")
    hands.do(window, "push button", "Start the call", key="alt+s")
    call = wait_until(lambda: scene.agent.status()["call"], "the call", 8)
    check(call["participants"] == [{"id": "p1", "identity_confirmed": True, "role": "customer"}],
          "the call is open; the customer's identity is confirmed")
    window.wait_to_say("Orla Fenwick (p1)")
    hands.close("Call")


def watched(scene, hands):
    """What the window of shares says and does."""
    window = hands.window("sharing", "Sharing")
    scene.share()
    window.wait_to_say("One thing is shared and watched")
    share = scene.agent.status()["shares"][0]
    check(window.says(share["application"]) and window.says("The whole screen, since "), "it is said what is shared, by whom and since when")
    scene.agent.wait_until_read(30)
    # How well: what the machine leaves undone is said instead.
    gaps = {g["reason"] for g in scene.agent.status()["coverage"]}
    scene.tray.wait_for_state("coverage-gap" if gaps else "sharing")
    window.wait_to_say(GAPS[gaps.pop()] if gaps else "Watched; all that stands there has been read.")
    check(not window.all("push button", "Stop watching"), "policy does not let the employee stop it, so there is no button")
    check(not check_names(window), "everything in it has a name")
    hands.to_front("Sharing")
    for label, key, audience in (("Only colleagues", "alt+c", "internal"), ("People from outside", "alt+o", "external")):
        hands.do(window, "radio button", label, key=key)
        wait_until(lambda a=audience: scene.agent.status()["audience"] == a, f"the audience to be {audience}", 5)
    log_step("ok: who is watching arrives in the agent")
    hands.do(window, "push button", "Tell Chaperone", key="alt+t")
    wait_until(lambda: [s["origin"] for s in scene.agent.status()["shares"]].count("by_hand") == 1, "the share by hand", 5)
    window.wait_to_say("2 things are shared and watched")
    hands.do(window, "push button", "Stop watching", key="alt+s")
    wait_until(lambda: len(scene.agent.status()["shares"]) == 1, "its end", 5)
    log_step("ok: a share by hand is told of and ended again")
    hands.close("Sharing")


def own_record(scene):
    scene.show("fenwick")
    time.sleep(0.5)
    scene.agent.wait_until_read()
    time.sleep(1)
    check(not scene.agent.alerts(), "the customer's own record is shown: no alert")


class Leak:
    """Another one's record on the shared screen, and the window that came about it."""

    def __init__(self, scene, hands, which):
        self.scene, self.hands, self.which = scene, hands, which

    def __enter__(self):
        self.alert = self.scene.leak(self.which)
        self.scene.wait_for_window()
        self.window = self.hands.reader.window(TITLE)
        self.hands.to_front(TITLE)
        return self

    def __exit__(self, *failure):
        if failure[0] is None:
            self.scene.end_leak()
            self.hands.close(TITLE)

    def do(self, name, key):
        self.hands.do(self.window, "push button", name, key=key)

    def kept(self):
        return self.scene.kept(self.alert)

    def wait_for(self, what, value):
        kept = wait_until(lambda: (a := self.kept())[what] == value and a, f"{what} to be {value!r} in the agent", 8)
        check(kept["on_record"], f"{what}: {value} arrives in the agent and is on record")


def covered_and_hidden(scene, hands):
    with Leak(scene, hands, "ashgrove") as leak:
        check(not check_names(leak.window), "everything in the alert's window has a name")
        leak.do("Cover it", "alt+v")
        leak.wait_for("covered", True)
        leak.window.find("push button", "Uncover it")
        leak.do("Uncover it", "alt+v")
        leak.wait_for("covered", False)
        leak.do("Ask my champion", "alt+a")
        box = leak.window.find("text", "Your question to the champion")
        check("focused" in box.states, "the question can be typed at once")
        hands.type_words(QUESTION)
        leak.do("Send", "alt+s")
        mail = wait_until(lambda: scene.mail.mails_about("alert_question"), "the question to the champion", 20)[0]
        check(QUESTION in mail.get_body(("plain",)).get_content(), "the champion gets the question")
        leak.do("Hidden now", "alt+h")
        leak.wait_for("answer", "hidden")
        scene.tray.wait_for_state("alert")
    mails = wait_until(lambda: scene.mail.mails_about("closed"), "the mail that it is over", 20)
    check(scene.mail.mails_about("opened") and mails, "the champion was told of its beginning and its end")


def answered(scene, hands):
    with Leak(scene, hands, "list") as leak:
        hands.pick(leak.window, "push button", "False alarm", 3, of=5, key="alt+f")
        leak.wait_for("answer", "false_alarm")
        check(leak.kept()["why"] == "invented", "and why")
    with Leak(scene, hands, "ashgrove") as leak:
        leak.do("It is the customer", "alt+c")
        leak.wait_for("answer", "is_customer")
    # Last: what is put off calls nobody when it comes up again.
    with Leak(scene, hands, "colleague_private") as leak:
        hands.pick(leak.window, "push button", "Remind me later", 1, of=SNOOZES, key="alt+r")
        until = wait_until(lambda: leak.kept()["snoozed_until"], "the snooze in the agent", 5)
        leak.window.wait_to_say("You are reminded at")
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 70))
        check(until < soon, f"put off for a minute, until {until}")
        leak.do("A colleague", "alt+l")
        leak.wait_for("answer", "colleague")


def ends(scene, hands):
    scene.stop_sharing()
    scene.tray.wait_for_state("in-call")
    window = hands.window("sharing", "Sharing")
    window.wait_to_say("Nothing is shared now")
    hands.close("Sharing")
    window = hands.window("call", "Call")
    hands.do(window, "push button", "End the call", key="alt+c")
    wait_until(lambda: not scene.agent.status()["call"], "the end of the call", 5)
    scene.tray.wait_for_state("idle")
    check(scene.agent.json("ledger", "verify")["ok"], "the ledger verifies")


HANDS = {"keyboard": Keyboard, "mouse": Mouse}


def run(build, which):
    with ShareScene(build, monitors=1) as scene:
        scene.tray.wait_for_state("idle")
        hands = HANDS[which](scene.desktop, scene.tray, scene.reader)
        call_begins(scene, hands)
        watched(scene, hands)
        own_record(scene)
        covered_and_hidden(scene, hands)
        answered(scene, hands)
        ends(scene, hands)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[2] not in HANDS:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(*sys.argv[1:])

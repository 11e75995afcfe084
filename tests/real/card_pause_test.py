#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""While card data is said or shown nothing is kept: paused by command, by a dialler, by hotkey and by a card form in the
window that is worked in; it ends by the employee alone.  card_pause_test.py BUILD-FOLDER"""

import os
import sys
import time

from harness.agent import ROOT, fail, log_step
from harness.call import CallScene
from harness.chromium import Chromium
from harness.machine import set_managed_policy, use_own_etc
from harness.notices import Notices
from harness.pages import Pages
from harness.processes import program, wait_until
from harness.speech import hear, sound_of, speech_file


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def on_the_bus(scene, method, *args):
    scene.desktop.run([program("gdbus"), "call", "--session", "--dest", "org.chaperone.Agent1", "--object-path",
                       "/org/chaperone/Agent1", "--method", f"org.chaperone.Agent1.{method}", *args])


def is_quiet(scene, seconds):
    """Nothing more is sealed than what says that there is silence."""
    path = max(scene.sealed_files(), key=os.path.getmtime)
    before = os.path.getsize(path)
    time.sleep(seconds)
    return os.path.getsize(path) - before < 1000


def run(build):
    def policy(card_watch):
        return lambda text: text.replace('language = "en"\nsoft', 'language = "en"\nremind_paused_s = 10\n'
                                         f'card_watch = {card_watch}\nsoft')
    with CallScene(build, change=policy("false")) as scene, Notices(scene.desktop) as notices, \
            Pages(os.path.join(ROOT, "tests", "real", "pages")) as pages, \
            Chromium(scene.desktop, position=(0, 0), size=(1200, 760)) as browser:
        page = browser.open(pages.url("payment.html"))
        agent = scene.agent
        scene.begin()
        # A dialler of the firm's, as samples/dialler.py shows it: announces, records, pauses for a card, stops.
        said = scene.desktop.run(["/usr/bin/python3", os.path.join(ROOT, "samples", "dialler.py")], 60)
        first = scene.wait_until_closed(scene.recordings()[0]["id"])
        check("stopped" in said and first["state"] == "complete"
              and [e["fields"]["reason"] for e in scene.ledger("recording.paused")] == ["pause_card"],
              f"a dialler records over the bus and pauses for the card: {said.split()}")

        agent.cli("record", "start")
        agent.cli("record", "pause", "--card")
        check(scene.status()["phase"] == "paused", "paused by command")
        time.sleep(0.3)
        scene.sound.play(speech_file(scene.folder, "card"))
        check(is_quiet(scene, 1.0), "nothing is kept meanwhile")
        reminder = notices.wait_for("has been paused for", seconds=12)
        check("resume" in reminder.body, f"the employee is reminded: {reminder.body}")
        agent.cli("record", "resume")
        scene.wait_for_phase("recording", 5)

        time.sleep(1)
        scene.desktop.run([program("xdotool"), "key", "ctrl+alt+p"])
        scene.wait_for_phase("paused", 3)
        log_step("ok: paused by the hotkey, whatever window has the focus")
        time.sleep(0.5)
        scene.desktop.run([program("xdotool"), "key", "ctrl+alt+p"])
        scene.wait_for_phase("recording", 5)
        log_step("ok: and gone on with by it")

        # Not looked at without policy.
        scene.desktop.activate(scene.desktop.wait_for_window("Back office"))
        page.evaluate("show(true)")
        time.sleep(4)
        check(scene.status()["phase"] == "recording" and not notices.with_text("looks at the window"),
              "without the policy's word nobody looks at the screen")
        page.evaluate("show(false)")
        agent.cli("record", "stop")
        spoken = scene.recordings()[0]["id"]

        set_managed_policy(policy("true")(scene.firm.replace("card_watch = false\n", "").replace(
            "remind_paused_s = 10\n", "")))
        on_the_bus(scene, "ReloadPolicy")
        agent.cli("record", "start")
        scene.wait_for_phase("recording", 20)
        notices.wait_for("looks at the window", seconds=5)
        log_step("ok: with it the employee is told that the window is looked at")
        time.sleep(2)
        check(scene.status()["phase"] == "recording", "an ordinary page pauses nothing")
        page.evaluate("show(true)")
        scene.wait_for_phase("paused", 15)
        told = notices.wait_for("card details are on the screen", seconds=5)
        check("resume" in told.body, f"a card form in the window pauses it, and says so: {told.body}")
        page.evaluate("show(false)")
        time.sleep(3)
        check(scene.status()["phase"] == "paused", "it does not go on by itself when the form is gone")
        agent.cli("record", "resume")
        scene.wait_for_phase("recording", 5)
        time.sleep(1.5)
        agent.cli("record", "stop")
        check(not scene.status()["recording"], "the recording ends")
        wait_until(lambda: len(scene.recordings()) == 3, "all recordings")
        gaps = [[g["reason"] for g in scene.show(r["id"])["gaps"]] for r in scene.recordings()[:2]]
        check([g.count("pause_card") for g in gaps] == [1, 2], f"every pause is a gap on record: {gaps}")
        scene.wait_until_closed(spoken)
        exported = sound_of(scene.export(spoken), channels=2)
        card = sound_of(speech_file(scene.folder, "card"))
        check(not hear(card, exported[0]) and not hear(card, exported[1]), "the card's number is not in the recording")
        check(agent.json("ledger", "verify")["ok"], "the ledger verifies")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1])

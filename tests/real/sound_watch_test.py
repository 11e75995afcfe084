#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Who takes the microphone and who records what is played: an offer and an alert, never a recording.
sound_watch_test.py BUILD-FOLDER [pipewire]"""

import os
import sys
import time

from harness.agent import fail, log_step
from harness.call import CallScene, Vigil
from harness.machine import use_own_etc
from harness.notices import Notices
from harness.processes import program, wait_until
from harness.sound import PipeWireServer, SoundServer


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def run(build, server):
    with CallScene(build, server=server) as scene, Notices(scene.desktop) as notices:
        with Vigil(scene) as vigil:
            scene.phone.dial(scene.customer)
            offer = notices.wait_for("record", seconds=5)
            check(offer.application == "Chaperone" and offer.actions, f"a call raises the offer to record it: {offer.body}")
            time.sleep(1.5)
        check(not vigil.recorders and not scene.sealed_files(), "and no more than the offer")
        scene.phone.hang_up()
        scene.customer.wait_for("CALL_CLOSED")
        time.sleep(1.0)
        before = time.time()
        with scene.elsewhere.listen():
            # A browser's meter, a dictation program: no call program of the policy's.
            dictation = scene.desktop.start([program("parec"), "-d", scene.sound.microphone], env=scene.sound.env,
                                            stdout=open(os.devnull, "wb"))
            time.sleep(2)
            dictation.stop()
        check(not notices.with_text("record", before), "another program with the microphone is no call")

        name = os.path.realpath(program("parec"))  # a link to pacat: /proc tells what it is
        recorder = scene.desktop.start([program("parec"), "-d", scene.sound.far_end], env=scene.sound.env,
                                       stdout=open(os.devnull, "wb"))
        alert = notices.wait_for("another program is recording", before, 5)
        check(name in alert.body, f"a foreign recorder is named as /proc does: {alert.body}")
        mail = wait_until(lambda: scene.mail.mails_about("foreign_recorder"), "the champion's mail", 20)[0]
        check(name in mail.get_body(("plain",)).get_content(), "the champion has a mail that names it")
        recorder.stop()
        wait_until(lambda: scene.ledger("recorder.foreign_gone"), "its end on record", 5, every=0.2)
        seen = scene.ledger("recorder.foreign_seen")
        check(len(seen) == 1 and seen[0]["fields"]["executable"] == name, "it is on record once")

        before = time.time()
        scene.begin()
        scene.record()
        with scene.sound.listen():  # allowed by policy
            time.sleep(1.5)
        scene.agent.cli("record", "stop")
        check(not notices.with_text("another program", before) and len(scene.ledger("recorder.foreign_seen")) == 1,
              "neither our own recorder nor what policy allows raises it")
        check(scene.agent.json("ledger", "verify")["ok"], "the ledger verifies")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1], PipeWireServer if sys.argv[2:] == ["pipewire"] else SoundServer)

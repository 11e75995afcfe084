#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Microphone and loudspeaker vanish in mid-call: a gap, the employee is told, it goes on when they are back, and neither
side is ever taken for the other.  device_lost_test.py BUILD-FOLDER [pipewire]"""

import sys
import time

from harness.agent import fail, log_step
from harness.call import CallScene
from harness.machine import use_own_etc
from harness.notices import Notices
from harness.processes import wait_until
from harness.sound import PipeWireServer, SoundServer
from harness.speech import hear, level_db, sound_of, speech_file

LOST = ("device_lost", "stream_moved")


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def lose(scene, notices, what, remove, add, said):
    """The device goes while both speak, and comes back."""
    before = time.time()
    players = [scene.sound.start_playing(speech_file(scene.folder, "employee")),
               scene.elsewhere.start_playing(speech_file(scene.folder, "customer"))]
    time.sleep(1.0)
    remove()
    told = notices.wait_for(said, before, 5)
    log_step(f"ok: the employee is told that the {what} is gone: {told.body}")
    check(scene.status()["recording"], "the recording stays open")
    for player in players:
        player.wait(60)
    add()
    scene.sound.put_back(scene.phone.pid)
    notices.wait_for("recorded again", before, 15)
    log_step(f"ok: and that it is back, {time.time() - before:.1f} s later")
    scene.wait_for_phase("recording", 10)


def run(build, server):
    with CallScene(build, "pcmu", server) as scene, Notices(scene.desktop) as notices:
        scene.sound.add_spare_devices()
        scene.begin()
        scene.record()
        recording = scene.recordings()[0]["id"]
        lose(scene, notices, "microphone", scene.sound.remove_microphone, scene.sound.add_microphone, "microphone")
        scene.talk("employee_2", None)
        lose(scene, notices, "headset", scene.sound.remove_speaker, scene.sound.add_speaker, "other side")
        scene.talk(None, "customer_2")
        scene.agent.cli("record", "stop")
        scene.wait_until_closed(recording)
        gaps = scene.show(recording)["gaps"]
        lost = {g["channel"]: g for g in gaps if g["reason"] in LOST}
        check({"microphone", "far_end"} <= set(lost) or "both" in lost, f"each loss is a gap on record: {gaps}")
        sides = sound_of(scene.export(recording), channels=2)
        speech = {n: sound_of(speech_file(scene.folder, n)) for n in ("employee", "customer", "employee_2", "customer_2")}
        check(hear(speech["employee_2"], sides[0]) and hear(speech["customer_2"], sides[1]),
              "after each loss both sides are recorded again")
        for side, others in ((0, ("customer", "customer_2")), (1, ("employee", "employee_2"))):
            wrong = [n for n in others if hear(speech[n], sides[side])]
            check(not wrong, f"channel {side} never holds the other side {wrong or ''}")
        for channel, gap in lost.items():
            side = sides[{"microphone": 0, "far_end": 1}.get(channel, 0)]
            margin = gap["length_ms"] / 4
            start, end = (int(gap["from_ms"] + d) * 8 for d in (margin, gap["length_ms"] - margin))
            check(level_db(side[start:end]) < -70, f"the gap of {gap['length_ms']} ms is silence on the {channel}")
        wait_until(lambda: (s := scene.phone_stream()) and s["source"] == scene.sound.microphone, "the softphone's microphone", 5)
        check(scene.agent.json("ledger", "verify")["ok"], "the ledger verifies")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1], PipeWireServer if sys.argv[2:] == ["pipewire"] else SoundServer)

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How people are told, and what counts: the firm's own voice file; not one that was muted, turned down or moved away; read
aloud by the employee where policy and place allow it; in several places at once by the strictest law; and in full at the
recording's beginning where a place wants that.  announcement_test.py BUILD-FOLDER"""

import hashlib
import os
import shutil
import sys
import time

from harness.agent import fail, log_step
from harness.call import CallScene, Vigil, heard_by
from harness.machine import use_own_etc
from harness.processes import wait_until
from harness.speech import hear, sound_of, speech_file

PLACES = """
[[recording.profiles]]
name = "narnia"
title = "Narnia"
bases = ["consent", "legitimate_interests"]
consent = "none"
read_aloud_allowed = false
"""


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def begin(scene, *options):
    scene.agent.cli("call", "end", expect=None)
    scene.agent.cli("call", "start", "--customer", "-", *options, stdin="Orla Fenwick\n")
    scene.agent.cli("basis", "set", "--purpose", "complaints")


def counts_for_nothing(scene, words, spoil, mend):
    """An announcement that is spoilt while it plays: no receipt, no permit, no key, no file."""
    before = len(scene.ledger("announcement.made"))
    scene.agent.cli("announce", "--no-wait")
    wait_until(lambda: (scene.status().get("announcing") or {}).get("injected_ms", 0) > 500, "the announcement", 10)
    spoil()
    status = wait_until(lambda: (s := scene.status())["phase"] != "announcing" and s, "its end", 30)
    mend()
    check(words in status["trouble"] and not status["may"] and "announcement" in scene.missing(),
          f"it counts for nothing: {status['trouble']}")
    check(scene.agent.cli("record", "may", expect=1) and len(scene.ledger("announcement.made")) == before
          and scene.ledger("announcement.failed"), "there is no receipt, and that it failed is on record")
    check(scene.rows("recording_keys") == 0 and not scene.sealed_files(), "neither key nor file was made")


def spoilt(scene):
    sound = scene.sound
    stream = str(scene.phone_stream()["index"])
    counts_for_nothing(scene, "muted", lambda: sound.pactl("set-source-output-mute", stream, "1"),
                       lambda: sound.pactl("set-source-output-mute", stream, "0"))
    counts_for_nothing(scene, "quiet", lambda: sound.pactl("set-source-output-volume", stream, "10%"),
                       lambda: sound.pactl("set-source-output-volume", stream, "100%"))
    counts_for_nothing(scene, "not on Chaperone's microphone",
                       lambda: sound.pactl("move-source-output", stream, sound.microphone), lambda: None)
    wait_until(lambda: scene.phone_stream()["source"] == sound.microphone, "the softphone's own microphone", 5)
    check(not any("chaperone" in s for s in sound.sources()), "and nothing of ours is left on the sound server")


def in_the_firms_voice(scene, voice):
    with scene.elsewhere.listen() as ear:
        scene.agent.cli("announce")
        time.sleep(0.5)
        heard = heard_by(ear, voice)
    with open(voice, "rb") as f:
        digest = hashlib.sha256(f.read()).hexdigest()
    receipt = scene.ledger("announcement.made")[-1]["fields"]
    check(heard.coverage > 0.85, f"the customer hears the firm's own voice file: {heard.coverage:.2f}")
    check(receipt["voice_hash"] == digest and receipt["method"] == "injected", "and the receipt has its hash")
    check(scene.missing() == [], "nothing is missing any more")


def read_aloud(scene):
    begin(scene)
    with Vigil(scene) as vigil:
        scene.agent.cli("announce", "--read-aloud")
    check(not vigil.recorders and not vigil.streams, "when the employee reads it aloud nothing of ours listens")
    receipt = scene.ledger("announcement.made")[-1]["fields"]
    check(scene.status()["announcement"]["method"] == receipt["method"] == "read_aloud" and receipt["segments"] == "0",
          f"it is marked as the employee's word: {receipt}")
    scene.record()
    scene.agent.cli("record", "stop")
    scene.wait_until_closed(scene.recordings()[0]["id"])
    log_step("ok: and the call may be recorded")
    begin(scene, "--jurisdiction", "narnia")
    made = len(scene.ledger("announcement.made"))
    said = scene.agent.run("announce", "--read-aloud", expect=1)
    check("Narnia" in said.stderr and len(scene.ledger("announcement.made")) == made,
          f"a place that wants it played gives no receipt: {said.stderr.strip()}")


def strictest_of_all(scene):
    begin(scene)
    check(scene.missing() == ["announcement"], "at home nobody's yes is needed")
    scene.agent.cli("call", "join", "--representative", "-", "--jurisdiction", "de", stdin="Callum Ashgrove\n")
    status = scene.status()
    asked = [(m["what"], m["participant"]) for m in status["missing"] if m["what"] == "consent"]
    check(status["jurisdictions"] == ["de", "uk"] and asked == [("consent", "p1"), ("consent", "p2")],
          "somebody in Germany makes it everyone's, the customer's at home too")
    scene.agent.cli("call", "consent", "p2")
    scene.agent.cli("record", "start", expect=1)
    scene.agent.cli("call", "consent", "p1")
    check(set(scene.missing()) == {"announcement"}, "with everyone's yes the announcement is all that is missing")


def begins_with_all_of_it(scene, voice):
    begin(scene, "--jurisdiction", "us-wa")
    scene.record()
    time.sleep(len(sound_of(voice)) / 8000 + 1)
    scene.agent.cli("record", "stop")
    recording = scene.wait_until_closed(scene.recordings()[0]["id"])["id"]
    first = hear(sound_of(voice), sound_of(scene.export(recording), channels=2)[0])
    check(first.coverage > 0.85 and first.at < 1.0, f"in Washington the recording begins with all of the announcement: {first}")


def run(build):
    def firm(text):
        folder = os.path.dirname(text.partition('archive_folder = "')[2].partition('"')[0])
        return text.replace('restatement = "', f'voice_file = "{folder}/firm.wav"\nrestatement = "').replace(
            'jurisdiction = "uk"\n', 'jurisdiction = "uk"\nread_aloud_allowed = true\n') + PLACES
    with CallScene(build, change=firm) as scene:
        voice = shutil.copy(speech_file(scene.folder, "employee_2"), scene.folder.file("firm.wav"))
        scene.dial()
        begin(scene)
        spoilt(scene)
        in_the_firms_voice(scene, voice)
        read_aloud(scene)
        strictest_of_all(scene)
        begins_with_all_of_it(scene, voice)
        check(scene.agent.json("ledger", "verify")["ok"], "the ledger verifies")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1])

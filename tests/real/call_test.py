#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A call between two softphones, from "not without a lawful basis" to the receipt of the deletion.
call_test.py BUILD-FOLDER pcmu|opus [pipewire]"""

import json
import os
import statistics
import subprocess
import sys
import time

from harness.agent import check_no_core_dumps, check_search_finds, fail, find_leaks, log_step
from harness.call import CallScene, Vigil, born, find_plain_sound
from harness.machine import use_own_etc
from harness.processes import program, wait_until
from harness.signals import AgentSignals
from harness.sound import RATE, PipeWireServer, SoundServer
from harness.speech import at_rate, hear, level_at, level_db, pieces_of, sound_of, speech_file

CANARIES = ["Orla Fenwick", "orla.fenwick@mailbox.example", "07700 900142", "Callum Ashgrove", "CONTRACT 88 21 63 04"]


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def speeches(scene, *names):
    return [sound_of(speech_file(scene.folder, name)) for name in names]


def voice_files(scene):
    """The announcement and its re-statement, as the agent had them spoken."""
    folder = os.path.join(scene.agent.state, "announcements")
    made = wait_until(lambda: os.path.isdir(folder) and len(os.listdir(folder)) == 2 and os.listdir(folder),
                      "the announcement's voice")
    longest = sorted((os.path.join(folder, n) for n in made), key=os.path.getsize)
    return longest[1], longest[0]


def nothing_is_kept(scene, vigil, what):
    check(not vigil.recorders, f"{what}: no helper of ours ran")
    check(not vigil.streams, f"{what}: nobody but the softphone listened to anything {vigil.streams or ''}")
    check(scene.rows("recording_keys") == 0 and scene.rows("recordings") == 0, f"{what}: no recording key was made")
    check(not scene.sealed_files(), f"{what}: no file was made")


def refused_without_basis(scene):
    agent = scene.agent
    scene.dial()
    with Vigil(scene) as vigil:
        refusal = agent.cli("record", "start", expect=1)
        check(scene.status()["phase"] == "no_call", f"without a call on record nothing is recorded: {refusal.strip()}")
        agent.cli("call", "start", "--customer", "-", "--identifier", "-", "--confirmed", "security_questions",
                  stdin="Orla Fenwick\norla.fenwick@mailbox.example\n")
        check("purpose" in scene.missing() and not scene.status()["may"], f"without a purpose it may not: {scene.missing()}")
        agent.cli("record", "start", expect=1)
        agent.cli("announce", expect=1)
        agent.cli("basis", "set", "--purpose", "agreements")
        check(scene.missing() == ["consent", "announcement"], f"a yes is missing: {scene.missing()}")
        agent.cli("record", "start", expect=1)
        scene.talk()
    nothing_is_kept(scene, vigil, "without a lawful basis")


def announced_first(scene, ear):
    """From the basis to the running recording; the recording's handle."""
    announcement, _ = (sound_of(f) for f in voice_files(scene))
    agent = scene.agent
    agent.cli("basis", "set", "--purpose", "complaints")
    check(scene.status()["phase"] == "ready_to_announce", "with the assessment on record the announcement is all that is missing")
    agent.cli("announce", "--no-wait")
    wait_until(lambda: (scene.status().get("announcing") or {}).get("injected_ms", 0) > 500, "the announcement to play", 10)
    check(scene.rows("recording_keys") == 0 and not scene.sealed_files(),
          "while the announcement plays there is neither key nor file")
    status = scene.wait_for_phase("ready", 30)
    receipt = status["announcement"]
    check(receipt["method"] == "injected" and receipt["segments_met"] >= 0.85 * receipt["segments"]
          and receipt["participants"] == ["p1"] and len(receipt["text_hash"]) == 64, f"there is a receipt: {receipt}")
    check(scene.rows("recording_keys") == 0 and not scene.sealed_files(), "after the receipt there is neither key nor file yet")
    agent.cli("record", "start")
    scene.wait_for_phase("recording", 10)
    wait_until(scene.sealed_files, "the sealed file")
    check(len(scene.sealed_files()) == 1 and scene.rows("recording_keys") == 1, "the recording runs: one file, one key")
    heard = hear(announcement, at_rate(ear.samples(), RATE))
    check(heard.coverage > 0.85 and heard.gain_db > -12, f"the customer's side heard the announcement: {heard}")
    ended = ear.began + heard.at + len(announcement) / 8000
    file_born = born(scene.sealed_files()[0])
    check(ended < file_born, f"and to its end {file_born - ended:.2f} s before the first byte was kept")
    entries = [e["type"] for e in scene.ledger()]
    check(entries.index("announcement.made") < entries.index("recording.opened") < entries.index("recording.started"),
          "receipt, permission and recording are on record in this order")
    opened = scene.ledger("recording.opened")[0]
    check(opened["wall_ms"] / 1000 < file_born + 0.01, "the record stood in the ledger before the file was there")
    return agent.json("recordings", "list")["recordings"][0]["id"]


def recorded(scene, ear, signals):
    agent = scene.agent
    recording = announced_first(scene, ear)
    recorder = scene.recorders()
    check(len(recorder) == 1, "one recorder runs")
    check_no_core_dumps(agent.pid)
    with open(f"/proc/{recorder[0]}/status", encoding="ascii") as f:
        locked = next(int(line.split()[1]) for line in f if line.startswith("VmLck"))
    check(locked > 0, f"its sound and key stay out of the swap: {locked} kB locked")
    scene.talk()

    # A late joiner is told before anything more is kept.
    size = os.path.getsize(scene.sealed_files()[0])
    agent.cli("call", "join", "--representative", "-", stdin="Callum Ashgrove\n")
    scene.wait_for_phase("announcing", 3)
    time.sleep(1.2)
    paused = os.path.getsize(scene.sealed_files()[0])
    time.sleep(1.5)
    grown = os.path.getsize(scene.sealed_files()[0]) - paused
    check(scene.status()["phase"] == "announcing" and paused - size < 20000 and grown < 1000,
          f"a late joiner pauses the recording: it grows by {grown} bytes while they are told")
    scene.wait_for_phase("recording", 30)
    check(scene.status()["announcement"]["participants"] == ["p1", "p2"], "and it goes on when they have been told")
    scene.talk("employee_2", None)

    # An objection pauses it, and nobody is asked twice.
    agent.cli("call", "object", "p1")
    check(scene.status()["phase"] == "paused" and "objection" in scene.missing(), "an objection pauses the recording at once")
    scene.talk(None, "customer_2")
    agent.cli("call", "object", "p1", "--taken-back")
    scene.wait_for_phase("recording", 5)
    scene.talk(None, "customer_3")
    agent.cli("record", "stop")
    closed = scene.wait_until_closed(recording)
    check(closed["state"] == "complete", f"the recording is complete: {closed}")
    wait_until(lambda: not scene.recorders(), "the recorder to leave", 10)
    phases = [text for _, _, text in signals.of("RecordingChanged")]
    check({"announcing", "recording", "paused"} <= set(phases), f"the bus told of every phase: {phases}")
    return recording


def export_is_right(scene, recording):
    path = scene.export(recording)
    said = json.loads(subprocess.run(
        [program("ffprobe"), "-v", "error", "-show_format", "-show_streams", "-of", "json", path], check=True,
        capture_output=True, text=True).stdout)
    length = float(said["format"]["duration"])
    stream = said["streams"][0]
    shown = scene.show(recording)
    check(stream["codec_name"] == "opus" and stream["channels"] == 2 and abs(length - shown["length_ms"] / 1000) < 0.2,
          f"it is Opus with two channels and knows its duration of {length:.1f} s")
    seek = subprocess.run([program("ffmpeg"), "-nostdin", "-v", "error", "-ss", str(length / 2), "-i", path, "-t", "1",
                           "-f", "null", "-"], capture_output=True, text=True)
    check(seek.returncode == 0 and not seek.stderr, f"one can seek in it {seek.stderr}")
    sides = sound_of(path, channels=2)
    _, restatement = (sound_of(f) for f in voice_files(scene))
    first = hear(restatement, sides.sum(axis=0))
    check(first and first.at < 0.5, f"the re-statement is the first that is heard in it: {first}")
    for side, mine, other in ((0, "employee", "customer"), (1, "customer", "employee")):
        ours, theirs = speeches(scene, mine, other)
        heard, leaked = hear(ours, sides[side]), hear(ours, sides[1 - side])
        check(heard.coverage > 0.8 and not leaked, f"the {mine} is on channel {side} alone, {heard.z:.0f} above chance")
        pieces = pieces_of(ours, sides[side], heard.at)
        likeness = statistics.median(c for _, c in pieces)
        lags = sorted(lag for lag, c in pieces if c > 0.6)
        # A vowel is alike with itself a pitch period away: the outermost tenths may be that.
        inner = lags[len(lags) // 10:len(lags) - len(lags) // 10]
        wander = inner[-1] - inner[0]
        # While the re-statement is spoken the microphone comes by way of the virtual one, 20 ms later. The far end has come
        # through a jitter buffer, which moves speech itself.
        check(likeness > 0.8 and (wander < 0.03 or side == 1),
              f"nothing of it is lost or doubled: {likeness:.2f} alike, within {wander * 1000:.0f} ms of its place")
    # Where one speaks alone, what the other channel holds of it is measured and not chance.
    for side, name in ((0, "employee_2"), (1, "customer_3")):
        alone, = speeches(scene, name)
        heard = hear(alone, sides[side])
        less = heard.gain_db - level_at(alone, sides[1 - side], heard.at)
        check(heard and less > 20, f"{name} is {less:.0f} dB less on the other channel")
    later, objected = speeches(scene, "employee_2", "customer_2")
    check(hear(later, sides[0]), "after the late joiner was told it went on")
    check(not hear(objected, sides[1]) and not hear(objected, sides[0]), "nothing of what was said under the objection is in it")
    announcement, _ = (sound_of(f) for f in voice_files(scene))
    gaps = {g["reason"]: g for g in shown["gaps"]}
    check({"late_joiner", "consent"} <= set(gaps), f"both pauses are gaps on record: {shown['gaps']}")
    for reason, gap in gaps.items():
        start, end = (int(gap["from_ms"] + d) * 8 for d in (300, gap["length_ms"] - 300))
        quiet = max(level_db(side[start:end]) for side in sides)
        check(quiet < -70, f"the gap for {reason} is silence of {gap['length_ms']} ms in it ({quiet:.0f} dB)")
    check(len(announcement) / 8000 < gaps["late_joiner"]["length_ms"] / 1000 < len(announcement) / 8000 + 6,
          "the late joiner's gap is as long as the announcement")
    exported = scene.ledger("recording.exported")
    check(len(exported) == 1 and "complaint" in json.dumps(exported[0]["fields"]), f"the export is on record: {exported[0]['fields']}")
    os.remove(path)


def withdrawal_ends(scene):
    agent = scene.agent
    agent.cli("call", "end")
    agent.cli("call", "start", "--customer", "-", stdin="Orla Fenwick\n")
    agent.cli("basis", "set", "--purpose", "agreements")
    agent.cli("record", "start", expect=1)
    agent.cli("call", "consent", "p1")
    with Vigil(scene) as vigil:
        scene.record()
    check(len(vigil.recorders) == 1 and vigil.streams, "who watched in vain before sees the helper and its streams now")
    recording = scene.recordings()[0]["id"]
    time.sleep(1.0)
    agent.cli("call", "withdraw", "p1")
    closed = scene.wait_until_closed(recording)
    check(closed["state"] == "complete" and scene.show(recording)["end_reason"] == "consent_withdrawn"
          and not scene.status()["may"], "withdrawing consent ends a recording that rests on it")
    agent.cli("record", "start", expect=1)
    agent.cli("call", "private")
    check(scene.status()["phase"] == "private" and scene.missing()[0] == "private", "a private call cannot be recorded")
    agent.cli("record", "start", expect=1)
    agent.cli("call", "end")
    return recording


def held_and_deleted(scene, recording):
    agent = scene.agent
    path = next(p for p in scene.sealed_files() if recording in p)
    agent.cli("recordings", "hold", recording, "--owner", "legal", "--reason", "litigation", "--review-by", "2036-01-31")
    agent.cli("recordings", "delete", recording, "--reason", "request", "--yes", expect=1)
    check(os.path.exists(path), "what is held is not deleted")
    agent.cli("recordings", "release", recording, "--reason", "settled", expect=1)
    agent.cli("recordings", "release", recording, "--owner", "legal", "--reason", "settled")
    keys = scene.rows("recording_keys")
    receipt = scene.delete(recording, "request")
    check(not [f for f in os.listdir(scene.archive) if recording in f and not f.endswith(".deleted")],
          "the archive's copies are gone when the receipt is written")
    check(not os.path.exists(path) and scene.rows("recording_keys") == keys - 1, "deleting takes key and file")
    entry = scene.ledger()[int(receipt) - 1]
    check(recording in json.dumps(entry["fields"]) and entry["seq"] == int(receipt), f"the receipt is in the ledger: {entry['type']}")
    agent.cli("recordings", "export", recording, "--out", os.path.join(scene.folder.make("export"), "gone.mka"),
              "--reason", "none", expect=3)
    check(recording not in [r["id"] for r in scene.recordings()], "what is deleted is gone")


def run(build, codec, server):
    with CallScene(build, codec, server) as scene:
        with AgentSignals(scene.desktop) as signals:
            with scene.elsewhere.listen() as ear:
                refused_without_basis(scene)
                recording = recorded(scene, ear, signals)
            export_is_right(scene, recording)
            second = withdrawal_ends(scene)
            stream = scene.phone_stream()
            check(stream["source"] == scene.sound.microphone and not stream["muted"] and
                  not any("chaperone" in s for s in scene.sound.sources()),
                  "the softphone has its own microphone again, and nothing of ours is left on the sound server")
            held_and_deleted(scene, recording)
            places = [scene.agent.state, scene.archive, scene.desktop.env["XDG_RUNTIME_DIR"], scene.desktop.env["TMPDIR"],
                      scene.desktop.folder.make("log")]
            plain = find_plain_sound(speeches(scene, "employee", "customer"), *places)
            check(not plain and any(second in p for p in scene.sealed_files()), f"no sound lies anywhere in the clear {plain or ''}")
        verify = scene.agent.json("ledger", "verify")
        check(verify["ok"], f"the ledger of {verify['entries']} entries verifies")
        scene.agent.stop()
        check_search_finds(scene.mail.folder, "Orla Fenwick of Larkhill")
        leaks = find_leaks(CANARIES, scene.agent.config, scene.mail.folder, *places)
        check(not leaks, f"nobody's name is in any file or log {leaks or ''}")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1], sys.argv[2], PipeWireServer if sys.argv[3:] == ["pipewire"] else SoundServer)

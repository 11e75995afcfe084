#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the recorder or of the agent in the middle of a call, again and again: at most 1.5 s are lost, the rest plays,
and the call is not disturbed.  recording_kill_test.py BUILD-FOLDER TIMES [pipewire]"""

import os
import random
import signal
import sys
import time

from harness.agent import ROOT, fail, log_step
from harness.call import CallScene, heard_by
from harness.machine import use_own_etc
from harness.processes import wait_until
from harness.sound import PipeWireServer, SoundServer
from harness.speech import hear, sound_of, speech_file

MOST_LOST = 1.5  # seconds


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def own_microphone(scene):
    stream = scene.phone_stream()
    return stream and stream["source"] == scene.sound.microphone and not stream["muted"] and not stream["corked"]


def kill_while_recording(scene, whom, after):
    """One round; the seconds that were lost."""
    scene.record()
    recording = scene.recordings()[0]["id"]
    with scene.sound.listen(scene.sound.microphone) as lips, scene.elsewhere.listen() as customer:
        speaking = scene.sound.start_playing(speech_file(scene.folder, "employee"))
        time.sleep(after)
        if whom == "recorder":
            victims = scene.recorders()
            check(len(victims) == 1, "one recorder runs")
            os.kill(victims[0], signal.SIGKILL)
        else:
            scene.agent.kill()
        killed = time.time()
        speaking.wait(60)
        time.sleep(0.5)
        said, arrived = (heard_by(ear, "employee", scene.folder) for ear in (lips, customer))
    check(arrived.coverage > 0.9 and own_microphone(scene),
          f"the {whom} is killed and the customer hears every word: {arrived.coverage:.2f}")
    if whom == "agent":
        scene.agent.start()
    closed = scene.wait_until_closed(recording)
    check(closed["state"] == "truncated", "the recording is marked truncated")
    path = scene.export(recording)
    sides = sound_of(path, channels=2)
    os.remove(path)
    kept = hear(sound_of(speech_file(scene.folder, "employee")), sides[0])
    lost = killed - (lips.began + said.at) - (len(sides[0]) / 8000 - kept.at)
    check(kept.coverage > 0.05 and lost <= MOST_LOST, f"{lost:.2f} s are lost, the rest of it plays")
    return lost


def begin(scene):
    wait_until(lambda: scene.agent.status()["in_call"], "the agent to see the call", 10)
    scene.agent.cli("call", "start", "--customer", "-", stdin="Orla Fenwick\n")
    scene.agent.cli("basis", "set", "--purpose", "complaints")


def stop_post(scene):
    """What the service's unit has systemd run when the agent has ended, however it did."""
    with open(os.path.join(ROOT, "installer", "chaperone-agent.service.in"), encoding="utf-8") as f:
        line = next(line for line in f if line.startswith("ExecStopPost="))
    name, *args = line.strip().partition("=")[2].split()
    check(os.path.basename(name) == "chaperone", "the unit puts the sound server in order")
    scene.agent.cli(*args)


def kill_while_announcing(scene, whom, mend):
    """The softphone's stream is on our virtual microphone at that moment. `mend`: what comes after the kill."""
    scene.agent.cli("announce", "--no-wait")
    wait_until(lambda: (scene.status().get("announcing") or {}).get("injected_ms", 0) > 500, "the announcement", 10)
    check(not own_microphone(scene), "while it is announced the softphone is on the virtual microphone")
    with scene.elsewhere.listen() as customer:
        speaking = scene.sound.start_playing(speech_file(scene.folder, "employee_2"))
        recorders = scene.recorders()
        if "agent" in whom:
            scene.agent.kill()
        if "recorder" in whom:
            for pid in recorders:
                os.kill(pid, signal.SIGKILL)
        time.sleep(1)
        mend()
        wait_until(lambda: own_microphone(scene), "the softphone's own microphone", 10)
        speaking.wait(60)
        time.sleep(0.5)
        heard = heard_by(customer, "employee_2", scene.folder)
    check(heard.coverage > 0.6, f"{whom} killed while announcing: the employee is not left mute ({heard.coverage:.2f})")
    wait_until(lambda: not any("chaperone_mi" in scene.sound.pactl("list", "short", what)
                               for what in ("modules", "sinks", "sources")), "what we added to go", 10)
    check(scene.rows("recordings") == 0 and not scene.sealed_files(), "no debris is left, and nothing was recorded")
    if "agent" not in whom:
        wait_until(lambda: scene.status()["trouble"], "the agent to say so")
        check(not scene.status()["announcement"], f"there is no receipt: {scene.status()['trouble']}")


def run(build, times, server):
    seed = int(os.environ.get("CHAPERONE_TEST_SEED", time.time()))
    log_step(f"seed {seed}")
    chance = random.Random(seed)
    with CallScene(build, "opus", server) as scene:
        scene.dial()
        begin(scene)
        kill_while_announcing(scene, "recorder", lambda: None)
        kill_while_announcing(scene, "agent and recorder", scene.agent.start)
        begin(scene)
        kill_while_announcing(scene, "agent", lambda: None)  # the recorder puts it in order by itself
        scene.agent.start()
        begin(scene)
        kill_while_announcing(scene, "agent and recorder", lambda: stop_post(scene))
        scene.agent.start()
        begin(scene)
        lost = []
        for n in range(times):
            whom = "agent" if n % 2 else "recorder"
            lost.append(kill_while_recording(scene, whom, chance.uniform(2.5, 6.0)))
            if whom == "agent":
                begin(scene)
        log_step(f"ok: {times} times: {sum(lost) / times:.2f} s lost on average, {max(lost):.2f} s at most")
        check(scene.agent.json("ledger", "verify")["ok"], "the ledger verifies")
        check(sum(r["state"] == "truncated" for r in scene.recordings()) == times, "every recording is there, truncated")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1], int(sys.argv[2]), PipeWireServer if sys.argv[3:] == ["pipewire"] else SoundServer)

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What recording a real call costs beside an ffmpeg that records the same two streams to Opus, and how soon calls and
foreign recorders are told of.  tests/bench/sound_bench.py BUILD [ROUNDS]"""

import os
import re
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "real"))
from harness.call import CallScene  # noqa: E402
from harness.machine import use_own_etc  # noqa: E402
from harness.notices import Notices  # noqa: E402
from harness.processes import program, wait_until  # noqa: E402
from harness.sound import EAR  # noqa: E402
from harness.speech import speech_file  # noqa: E402

SECONDS = 20  # of one measurement


def cpu_ms(pid):
    """CPU time of all threads, of those that ended too."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        fields = f.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def memory_mb(pid, field="VmHWM"):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith(field)) / 1024


class Streams:
    """The times at which recording streams appear, as the sound server tells them."""

    def __init__(self, scene):
        self.new = []
        self._running = scene.desktop.start([program("stdbuf"), "-oL", program("pactl"), "subscribe"],
                                            env=scene.sound.env, stdout=subprocess.PIPE, log_name="subscribe")
        threading.Thread(target=self._read, daemon=True).start()
        time.sleep(0.3)

    def _read(self):
        for raw in self._running.process.stdout:
            if re.match(rb"Event 'new' on source-output", raw):
                self.new.append(time.time())


def say(what, values, unit, target):
    print(f"{what}: {statistics.median(values):.2f} {unit} (median of {len(values)}, {min(values):.2f} to {max(values):.2f}; "
          f"target {target})", flush=True)


def noticed(scene, notices, streams, rounds):
    """Offer and alert, from the moment at which the stream is there."""
    offers, alerts = [], []
    for _ in range(rounds):
        begun = len(streams.new)
        at = time.time()
        scene.dial()
        offer = notices.wait_for("record", at, 10)
        offers.append(offer.at - streams.new[begun])
        scene.phone.hang_up()
        time.sleep(1.5)
        begun = len(streams.new)
        at = time.time()
        foreign = scene.desktop.start([program("parec"), "-d", scene.sound.far_end], env=scene.sound.env,
                                      stdout=subprocess.DEVNULL)
        alerts.append(notices.wait_for("another program is recording", at, 10).at - streams.new[begun])
        foreign.stop()
        time.sleep(1.5)
    say("Offer after a softphone takes the microphone", offers, "s", "<= 1")
    say("Alert after a foreign recorder starts", alerts, "s", "<= 1")


def announcing(scene, rounds):
    """CPU of the whole helper for one announcement: start-up, playing, capturing, checking."""
    whole, checking = [], []
    for _ in range(rounds):
        scene.agent.cli("call", "end", expect=None)
        wait_until(lambda: not scene.recorders(), "the recorder to rest", 10)
        scene.agent.cli("call", "start", "--customer", "-", stdin="Orla Fenwick\n")
        scene.agent.cli("basis", "set", "--purpose", "complaints")
        scene.agent.cli("announce", "--no-wait")
        pid = wait_until(scene.recorders, "the recorder", 5)[0]
        wait_until(lambda: (p := scene.status().get("announcing")) and p["injected_ms"] > max(p["length_ms"] - 600, 0),
                   "the announcement's end", 30, every=0.05)
        before = cpu_ms(pid)
        scene.wait_for_phase("ready", 10)
        whole.append(cpu_ms(pid))
        checking.append(whole[-1] - before)
    say("CPU of an announcement, helper's start-up and sound included", whole, "ms", "none")
    say("CPU of its end, the check included", checking, "ms", "<= 100")


def recording(scene, rounds):
    mine, theirs, ratios = [], [], []
    scene.agent.cli("record", "start")
    scene.wait_for_phase("recording", 30)
    pid = scene.recorders()[0]
    for n in range(rounds):
        baseline = scene.desktop.start(
            [program("ffmpeg"), "-nostdin", "-v", "error", "-f", "pulse", "-i", scene.sound.microphone, "-f", "pulse", "-i",
             scene.sound.far_end, "-filter_complex", "[0:a][1:a]amerge=inputs=2", "-c:a", "libopus", "-b:a", "48k",
             "-mapping_family", "255", scene.folder.file("bench", f"{n}.mkv")], env=scene.sound.env, log_name="ffmpeg")
        time.sleep(3)
        baseline.check()
        before = cpu_ms(pid), cpu_ms(baseline.pid)
        began = time.monotonic()
        while time.monotonic() - began < SECONDS - 10:
            scene.talk()
        time.sleep(max(0.0, began + SECONDS - time.monotonic()))
        seconds = time.monotonic() - began
        used = cpu_ms(pid) - before[0], cpu_ms(baseline.pid) - before[1]
        baseline.stop()
        mine.append(used[0] / seconds / 10)
        theirs.append(used[1] / seconds / 10)
        ratios.append(used[0] / used[1])
    say("Recording a call", mine, "% of a core", "<= 4")
    say("ffmpeg on the same streams", theirs, "% of a core", "the baseline")
    say("Ratio", ratios, "", "<= 1.0")
    print(f"Memory of the recorder at most: {memory_mb(pid):.0f} MB resident (target <= 60); the agent: "
          f"{memory_mb(scene.agent.pid):.0f} MB", flush=True)


def main():
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5

    def allow_baseline(text):
        return text.replace(f'["{EAR}"]', f'["{EAR}", "ffmpeg"]')
    with CallScene(sys.argv[1], change=allow_baseline) as scene, Notices(scene.desktop) as notices:
        speech_file(scene.folder, "employee")
        noticed(scene, notices, Streams(scene), rounds)
        scene.dial()
        announcing(scene, rounds)
        recording(scene, rounds)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A recording outlives its laptop: the sealed copy in the firm's archive opens on another machine with the firm's recovery
key, and with nothing else.  recovery_test.py BUILD-FOLDER"""

import os
import shutil
import subprocess
import sys

from harness.agent import files_below, fail, log_step
from harness.call import CallScene, find_plain_sound
from harness.keys import Key
from harness.machine import use_own_etc
from harness.processes import Folder, wait_until
from harness.speech import hear, sound_of, speech_file


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def run(build):
    other = Folder()
    try:
        with CallScene(build) as scene:
            scene.begin()
            scene.record()
            scene.talk()
            scene.agent.cli("record", "stop")
            recording = scene.wait_until_closed(scene.recordings()[0]["id"])["id"]
            wait_until(lambda: scene.recordings()[0]["archived"], "the recording in the archive", 10, every=0.2)
            archived = list(files_below(scene.archive))
            check(archived and not find_plain_sound([sound_of(speech_file(scene.folder, "employee"))], scene.archive),
                  f"it lies in the archive, sealed: {[os.path.basename(f) for f in archived]}")
            speech = [sound_of(speech_file(scene.folder, n)) for n in ("employee", "customer")]
            shutil.copytree(scene.archive, os.path.join(other.path, "archive"))
            key = shutil.copy(scene.recovery.path, other.file("recovery.key"))
            wrong = Key(other, "wrong.key", "x25519")
            binary = scene.agent.binary
        # The machine, its desktop and its keys are gone.
        env = {"PATH": os.environ["PATH"], "HOME": other.make("home"), "LANG": "C.UTF-8"}
        sealed = next(f for f in files_below(other.make("archive")) if f.endswith(f"{recording}.sealed"))

        def recover(file, with_key, out):
            return subprocess.run([binary, "recordings", "recover", file, "--key", with_key, "--out", out], env=env,
                                  capture_output=True, text=True, timeout=60)
        out = other.file("recovered.mka")
        refused = recover(sealed, wrong.path, out)
        check(refused.returncode != 0 and not os.path.exists(out), f"another key opens nothing: {refused.stderr.strip()}")
        done = recover(sealed, key, out)
        check(done.returncode == 0, f"the firm's key opens it on another machine: {done.stdout.strip()} {done.stderr.strip()}")
        sides = sound_of(out, channels=2)
        check(all(hear(s, side).coverage > 0.8 for s, side in zip(speech, sides)), "and both sides are heard in it")

        # A flipped byte in the middle: named, and all before it is there.
        damaged = os.path.join(shutil.copytree(os.path.dirname(sealed), os.path.join(other.path, "damaged")),
                               os.path.basename(sealed))
        with open(sealed, "rb") as f:
            data = bytearray(f.read())
        data[len(data) * 2 // 3] ^= 1
        with open(damaged, "wb") as f:
            f.write(data)
        part = other.file("part.mka")
        said = recover(damaged, key, part)
        length = len(sound_of(part, channels=2)[0]) / len(sides[0])
        check(said.returncode == 3 and "changed" in said.stderr and "truncated" not in said.stdout, f"damage is named, and is no early end: {said.stdout.strip()} {said.stderr.strip()}")
        check(0.4 < length < 0.7, f"and what stands before it is recovered ({length:.2f} of it)")
    finally:
        other.remove()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What is wrong is refused in words that say what to do, and nothing is recorded.  refusals_test.py BUILD-FOLDER"""

import os
import subprocess
import sys

from harness.agent import fail, log_step
from harness.call import CallScene
from harness.machine import set_managed_policy, use_own_etc
from harness.speech import speech_file

EXTRA = """
[[recording.announcements]]
language = "fr"
version = "1"
text = "Cet appel est enregistré."
restatement = "Cet appel est enregistré."
voice_file = "{wrong}"

[[recording.announcements]]
language = "cy"
version = "1"
text = "Mae'r alwad hon yn cael ei recordio."
restatement = "Mae'r alwad hon yn cael ei recordio."
voice_file = "{replaced}"
voice_sha256 = "{other}"

[[recording.announcements]]
language = "nl"
version = "1"
text = "Dit gesprek wordt opgenomen."
restatement = "Dit gesprek wordt opgenomen."
voice_file = "{folder}/never-made.wav"
"""


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def refuses(scene, what, words, *args):
    """The command ends with a refusal that says all of these words and leaves nothing behind."""
    done = subprocess.run([scene.agent.binary, *args], env=scene.agent.env, capture_output=True, text=True, timeout=60)
    said = (done.stdout + done.stderr).lower()
    check(done.returncode in (1, 3, 4) and all(w.lower() in said for w in words) and "terminate" not in said,
          f"{what}: {' '.join(done.stderr.split())[:400]}")
    check(scene.rows("recording_keys") == 0 and not scene.sealed_files(), "  and nothing is kept")


def begin(scene, *people):
    scene.agent.cli("call", "end", expect=None)
    scene.agent.cli("call", "start", "--customer", "-", *people, stdin="Orla Fenwick\n")


def wrong_policies(scene):
    for what, old, new, words in (
            ("an unknown basis", 'basis = "consent"', 'basis = "legit"', ["basis", "consent", "legitimate_interests"]),
            ("an unknown key", "[recording]\n", '[recording]\nmicrophone = "all"\n', ["microphone"]),
            ("a date that is none", "review_by = 2036-06-30", 'review_by = "next summer"', ["review_by"]),
            ("a recovery key that is none", f'recovery_key = "{scene.recovery.public}"', 'recovery_key = "secret"',
             ["recovery_key"])):
        path = scene.folder.file("wrong.toml")
        check(old in scene.firm, f"({what})")
        with open(path, "w", encoding="utf-8") as f:
            f.write(scene.firm.replace(old, new, 1))
        refuses(scene, what, ["wrong.toml:", *words], "policy", "check", path)


def run(build):
    def add(text):
        folder = os.path.dirname(text.partition('archive_folder = "')[2].partition('"')[0])
        with open(wrong := os.path.join(folder, "wrong.wav"), "wb") as f:
            f.write(b"RIFF\x24\x00\x00\x00WAVEfmt nonsense")
        return text + EXTRA.format(wrong=wrong, folder=folder, other="0" * 64, replaced=os.path.join(folder, "replaced.wav"))
    with CallScene(build, change=add) as scene:
        os.rename(speech_file(scene.folder, "employee_2"), scene.folder.file("replaced.wav"))
        wrong_policies(scene)
        begin(scene)
        refuses(scene, "no purpose", ["purpose", "complaints", "basis set"], "record", "start")
        scene.agent.cli("basis", "set", "--purpose", "training", expect=None)
        refuses(scene, "an expired assessment", ["LIA-3", "2024-06-30"], "record", "start")
        scene.agent.cli("basis", "set", "--purpose", "complaints", "--reference", "LIA-99", expect=None)
        refuses(scene, "an assessment that the firm does not have", ["assessment"], "record", "start")
        scene.agent.cli("basis", "set", "--purpose", "gossip", expect=None)
        refuses(scene, "an unknown purpose", ["complaints"], "record", "start")
        scene.agent.cli("basis", "set", "--purpose", "advice", expect=None)
        refuses(scene, "a purpose that needs a ruling", ["consult"], "record", "start")
        begin(scene, "--jurisdiction", "atlantis")
        scene.agent.cli("basis", "set", "--purpose", "complaints", expect=None)
        refuses(scene, "an unknown jurisdiction", ["law", "uk"], "record", "start")
        begin(scene, "--jurisdiction", "de")
        scene.agent.cli("basis", "set", "--purpose", "complaints", expect=None)
        check("consent" in scene.missing() or "basis_not_here" in scene.missing(),
              f"in Germany everyone must say yes first: {scene.missing()}")
        refuses(scene, "no yes where one is needed", ["p1"], "record", "start")

        begin(scene)
        scene.agent.cli("basis", "set", "--purpose", "complaints")
        refuses(scene, "no call program", ["microphone"], "announce")
        scene.dial()
        refuses(scene, "a language without announcement", ["en"], "announce", "--language", "pl")
        refuses(scene, "a WAV that is none", ["wrong.wav"], "announce", "--language", "fr")
        refuses(scene, "a voice file that was replaced", ["replaced"], "announce", "--language", "cy")
        refuses(scene, "a voice file that is not there", ["never-made.wav"], "announce", "--language", "nl")
        refuses(scene, "reading aloud where policy does not allow it", ["read"], "announce", "--read-aloud")
        refuses(scene, "a recording that is not there", ["v-none"], "recordings", "export", "v-none", "--reason", "test", "--out",
                scene.folder.file("none.mka"))
        check(not os.path.exists(scene.folder.file("none.mka")), "  nor is a file")
        stream = scene.phone_stream()
        check(stream["source"] == scene.sound.microphone, "the softphone has its microphone after all of it")

        # No recovery key, but an archive: said beforehand.
        set_managed_policy(scene.firm.replace(f'recovery_key = "{scene.recovery.public}"\n', ""))
        said = subprocess.run([scene.agent.binary, "policy", "check", "/etc/chaperone/managed.d/10-firm.toml"],
                              env=scene.agent.env, capture_output=True, text=True)
        check("recovery_key" in said.stdout + said.stderr, f"an archive that nobody could open is warned of: {said.stdout} {said.stderr}")
        scene.sound.stop()
        refuses(scene, "a sound server that is gone", ["sound"], "record", "start")
        doctor = subprocess.run(
            [scene.agent.binary, "doctor"], env=scene.agent.env, capture_output=True, text=True, timeout=60)
        check("sound" in (doctor.stdout + doctor.stderr).lower(), "doctor says that there is no sound server")
        check(scene.agent.json("ledger", "verify")["ok"], "the ledger verifies")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1])

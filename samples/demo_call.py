#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The story that `samples/demo call` tells: python3 samples/demo_call.py BUILD-FOLDER REPORT-FOLDER"""

import json
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "real"))

from harness.agent import find_leaks  # noqa: E402
from harness.call import CallScene, Vigil, born, find_plain_sound  # noqa: E402
from harness.machine import use_own_etc  # noqa: E402
from harness.notices import Notices  # noqa: E402
from harness.processes import program, wait_until  # noqa: E402
from harness.sound import RATE  # noqa: E402
from harness.speech import at_rate, hear, level_at, sound_of, speech_file  # noqa: E402

CANARIES = ["Orla Fenwick", "orla.fenwick@mailbox.example"]


class Story:
    """What is told, and whether all of it went as it should."""

    def __init__(self):
        self.begin = time.monotonic()
        self.lines = []
        self.good = True

    def tell(self, text, went_well=True):
        mark = "" if went_well else "  <-- NOT AS IT SHOULD BE"
        line = f"{time.monotonic() - self.begin:6.1f} s  {text}{mark}"
        self.good = self.good and bool(went_well)
        self.lines.append(line)
        print(line, flush=True)


def refused(scene, story, notices):
    agent = scene.agent
    scene.dial()
    with Vigil(scene) as vigil:
        offer = notices.wait_for("record", seconds=10)
        story.tell(f"The softphones talk (SIP, Opus). The agent saw it and asks: “{offer.summary} {one_line(offer.body)}”")
        agent.cli("call", "start", "--customer", "-", "--identifier", "-", "--confirmed", "security_questions",
                  stdin="Orla Fenwick\norla.fenwick@mailbox.example\n")
        agent.cli("basis", "set", "--purpose", "complaints", "--unsure")
        agent.cli("record", "start", expect=1)
        sentence = scene.status()["missing"][0]["sentence"]
        scene.talk("employee", None)
    quiet = not vigil.recorders and not vigil.streams and not scene.rows("recording_keys") and not scene.sealed_files()
    story.tell(f"The employee is unsure of the ground. Recording is refused: {sentence}.")
    story.tell("Meanwhile nothing of ours listened: no helper, no stream, no key, no file.", quiet)


def consulted(scene, story, report):
    agent = scene.agent
    agent.cli("consult", "ask", "--text", "May the complaint of a customer in hardship be recorded?")
    mail = wait_until(lambda: scene.mail.mails_about("question"), "the champion's mail", 20)[0]
    with open(os.path.join(report, "consult-mail.eml"), "wb") as f:
        f.write(mail.as_bytes())
    content = next(mail.iter_attachments()).get_content()
    question, ruling = os.path.join(report, "question.json"), os.path.join(report, "ruling.json")
    with open(question, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode())
    story.tell(f"“May I record?” goes to the champion: {mail['Subject']}", scene.status()["phase"] == "consulting")
    agent.cli("consult", "answer", "--key", scene.champion.path, question, "--champion", "dana.whitlock@lending.example",
              "--allow", "--basis", "legitimate_interests", "--reference", "LIA-7", "--condition", "identity_confirmed",
              "--out", ruling)
    agent.cli("consult", "import", ruling)
    story.tell("The champion signs a ruling with their key; the agent takes it. Now only the announcement is missing.",
               scene.missing() == ["announcement"])


def recorded(scene, story, ear):
    agent = scene.agent
    agent.cli("announce")
    receipt = scene.status()["announcement"]
    folder = os.path.join(agent.state, "announcements")
    spoken = sound_of(max((os.path.join(folder, n) for n in os.listdir(folder)), key=os.path.getsize))
    heard = hear(spoken, at_rate(ear.samples(), RATE))
    story.tell(f"The announcement is played into the call; on the customer's phone {heard.coverage:.0%} of it is found. "
               f"The receipt: {receipt['segments_met']} of {receipt['segments']} seconds, {round(receipt['gain_db'])} dB.",
               heard.coverage > 0.85)
    agent.cli("record", "start")
    scene.wait_for_phase("recording", 10)
    waited = born(scene.sealed_files()[0]) - (ear.began + heard.at + len(spoken) / 8000)
    story.tell(f"Recording. The file was made {waited:.1f} s after the customer had heard all of it.", waited > 0)
    scene.talk("employee", None)
    scene.talk(None, "customer")
    agent.cli("call", "object", "p1")
    story.tell("Both have spoken. The customer objects: the recording pauses at once.", scene.status()["phase"] == "paused")
    scene.talk(None, "customer_2")
    agent.cli("call", "object", "p1", "--taken-back")
    scene.wait_for_phase("recording", 5)
    story.tell("They take it back; the recording goes on.")
    scene.talk("employee_2", None)
    agent.cli("record", "stop")
    closed = scene.wait_until_closed(scene.recordings()[0]["id"])
    story.tell(f"The recording has ended: {closed['length_ms'] / 1000:.1f} s, {closed['gaps']} gap on record.",
               closed["state"] == "complete")
    return closed["id"]


def exported(scene, story, report, recording):
    path = scene.export(recording, "call.mka")
    kept = shutil.move(path, os.path.join(report, "call.mka"))
    subprocess.run([program("ffmpeg"), "-nostdin", "-v", "error", "-y", "-i", kept, "-lavfi",
                    "showspectrumpic=s=1280x480:mode=separate:legend=1:scale=log:stop=8000",
                    os.path.join(report, "call.png")], check=True, timeout=60)
    sides = sound_of(kept, channels=2)
    apart = []
    for side, name in ((0, "employee"), (1, "customer")):
        speech = sound_of(speech_file(scene.folder, name))
        found = hear(speech, sides[side])
        apart.append(found.gain_db - level_at(speech, sides[1 - side], found.at) if found else 0)
    story.tell(f"Exported, on record with the reason. The employee is on the left ({apart[0]:.0f} dB less on the right), the "
               f"customer on the right ({apart[1]:.0f} dB less on the left).", min(apart) > 20)
    objected = sound_of(speech_file(scene.folder, "customer_2"))
    story.tell("What was said while the customer objected is not in it.",
               not hear(objected, sides[0]) and not hear(objected, sides[1]))
    plain = find_plain_sound([sound_of(speech_file(scene.folder, "employee"))], scene.agent.state, scene.archive,
                             scene.desktop.env["XDG_RUNTIME_DIR"], scene.desktop.env["TMPDIR"])
    story.tell("On the disk of the agent no sound lies in the clear.", not plain)


def deleted(scene, story, report, recording):
    agent = scene.agent
    receipt = scene.delete(recording, "erasure")
    story.tell(f"Deleted: the key first, then the file. The receipt is entry {receipt} of the ledger.",
               not any(recording in f for f in scene.sealed_files()) and not scene.rows("recording_keys"))
    agent.cli("call", "end")
    verified = "; ".join(agent.cli("ledger", "verify").split("\n")).strip("; ")
    agent.cli("ledger", "export", os.path.abspath(os.path.join(report, "ledger.jsonl")))
    story.tell(f"Ledger: {verified}", agent.json("ledger", "verify")["ok"])
    agent.stop()
    leaks = find_leaks(CANARIES, agent.state, agent.config, scene.mail.folder, scene.desktop.folder.make("log"), report)
    story.tell("The customer's name is in no file, log or mail.", not leaks)
    return verified


def one_line(text):
    return " ".join(text.split())


def run(build, report):
    report = os.path.abspath(report)
    shutil.rmtree(report, ignore_errors=True)
    os.makedirs(report)
    story = Story()
    with CallScene(build) as scene, Notices(scene.desktop) as notices:
        story.tell("A private desktop is up: PulseAudio with a headset, a softphone, the agent, a mail server; and a customer "
                   "with another softphone and another headset.")
        refused(scene, story, notices)
        consulted(scene, story, report)
        with scene.elsewhere.listen() as ear:
            recording = recorded(scene, story, ear)
        exported(scene, story, report, recording)
        verified = deleted(scene, story, report, recording)
        write_report(report, story, scene.mail.mails_about("question")[0], verified)
    print(f"\nReport: {os.path.join(report, 'report.md')} (call.mka, call.png, consult-mail.eml, question.json, ruling.json, "
          "ledger.jsonl)")
    if not story.good:
        print("The demo did not go as it should: see above.", file=sys.stderr)
    return 0 if story.good else 1


def write_report(report, story, mail, verified):
    with open(os.path.join(report, "ruling.json"), encoding="utf-8") as f:
        ruling = json.loads(json.load(f)["ruling"])
    with open(os.path.join(report, "ledger.jsonl"), encoding="utf-8") as f:
        entries = [json.loads(line) for line in f]
    with open(os.path.join(report, "report.md"), "w", encoding="utf-8") as f:
        f.write("# What happened\n\n```\n" + "\n".join(story.lines) + "\n```\n\n"
                "## What was recorded\n\nBelow the employee (left), above the customer (right). First the re-statement; in the "
                "middle the silence of the objection. [Listen](call.mka); the voices are a machine's.\n\n"
                "![the exported call](call.png)\n\n"
                f"## What the champion was asked\n\n**{mail['Subject']}**\n\n```\n"
                f"{mail.get_body(('plain',)).get_content().strip()}\n```\n\n"
                f"## What the champion signed\n\n```\n{json.dumps(ruling, indent=2, ensure_ascii=False)}\n```\n\n"
                f"## What is on record\n\n{verified}\n\n```\n")
        for entry in entries:
            f.write(json.dumps(entry, ensure_ascii=False) + "\n")
        f.write("```\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    sys.exit(run(sys.argv[1], sys.argv[2]))

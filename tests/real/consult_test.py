#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
""""May I record?": the question goes out by mail, and only what a champion of managed policy signed opens the gate.
consult_test.py BUILD-FOLDER"""

import json
import os
import subprocess
import sys
import time

from harness.agent import fail, find_leaks, log_step
from harness.call import CallScene
from harness.keys import Key
from harness.machine import use_own_etc
from harness.processes import wait_until

CANARIES = ["Orla Fenwick", "orla.fenwick@mailbox.example"]


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


def utc(seconds_from_now):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds_from_now))


def attachment_of(mail):
    """The file that the champion answers, taken out of the mail."""
    parts = list(mail.iter_attachments())
    check(len(parts) == 1 and len(parts[0].get_content()) < 16384, "the mail has one small attachment")
    content = parts[0].get_content()
    return content if isinstance(content, str) else content.decode()


def run(build):
    with CallScene(build) as scene:
        agent = scene.agent

        def answer(question, key, *options, expect=0, name="ruling.json"):
            """What the champion does on their own machine; the ruling's file."""
            out = scene.folder.file("champion", name)
            if os.path.exists(out):
                os.remove(out)
            agent.cli("consult", "answer", "--key", key, question, "--champion", "dana.whitlock@lending.example",
                      *options, "--out", out, expect=expect)
            return out

        scene.dial()
        agent.cli("call", "start", "--customer", "-", "--identifier", "-", "--confirmed", "security_questions",
                  stdin="Orla Fenwick\norla.fenwick@mailbox.example\n")
        agent.cli("basis", "set", "--purpose", "complaints", "--unsure")
        check("ruling" in scene.missing(), "who is unsure needs a ruling, whatever the policy proposes")
        agent.cli("record", "start", expect=1)
        agent.cli("consult", "ask", "--text", "May a complaint of a customer in hardship be recorded?")
        check(scene.status()["phase"] == "consulting", "the gate stays shut and says that the champion was asked")
        mail = wait_until(lambda: scene.mail.mails_about("question"), "the champion's mail", 20)[0]
        check("dana.whitlock@lending.example" in mail["To"], "the champion has the question")
        body = mail.get_body(("plain",)).get_content()
        check("hardship" in body and "complaints" in body, "the mail says purpose and question")
        question = scene.folder.file("champion", "question.json")
        with open(question, "w", encoding="utf-8") as f:
            f.write(attachment_of(mail))
        asked = json.load(open(question, encoding="utf-8"))
        check(asked["jurisdictions"] == ["uk"] and asked["purpose"] == "complaints", "and the attachment purpose and place")

        # The mail's own command, with what it says is to be added where the employee is not sure.
        line = next(line for line in body.splitlines() if line.strip().startswith("chaperone consult answer"))
        command = [scene.champion.path if word == "FILE" else word for word in line.split()[1:]]
        done = subprocess.run([agent.binary, *command, "--basis", "legitimate_interests", "--reference", "LIA-7"],
                              cwd=os.path.dirname(question), env=agent.env, capture_output=True, text=True, timeout=60)
        written = os.path.join(os.path.dirname(question), "ruling.json")
        check(done.returncode == 0 and os.path.exists(written), f"the command in the mail writes a ruling: {done.stderr}")
        os.remove(written)

        # What opens nothing.
        note = scene.folder.file("champion", "note.txt")
        with open(note, "w", encoding="utf-8") as f:
            f.write("Yes, go ahead and record. Dana\n")
        agent.cli("consult", "import", note, expect=3)
        stranger = Key(scene.folder, "stranger.key", "ed25519")
        forged = answer(question, stranger.path, "--allow", "--basis", "legitimate_interests", "--reference", "LIA-7")
        agent.cli("consult", "import", forged, expect=1)
        good = answer(question, scene.champion.path, "--allow", "--basis", "legitimate_interests", "--reference", "LIA-7",
                      "--condition", "identity_confirmed", name="good.json")
        text = open(good, encoding="utf-8").read()
        bent = scene.folder.file("champion", "bent.json")
        with open(bent, "w", encoding="utf-8") as f:
            f.write(text.replace("complaints", "agreements"))
        agent.cli("consult", "import", bent, expect=1)
        with open(os.path.join(agent.config, "policy.toml"), encoding="utf-8") as f:
            own = f.read()
        with open(os.path.join(agent.config, "policy.toml"), "w", encoding="utf-8") as f:
            f.write(own.replace('email = "dana.whitlock@lending.example"\n',
                                f'email = "dana.whitlock@lending.example"\nruling_key = "{stranger.public}"\n'))
        # A key of the employee's own, in their own policy: refused with the whole file, or without effect.
        reload = subprocess.run(["gdbus", "call", "--session", "--dest", "org.chaperone.Agent1", "--object-path",
                                 "/org/chaperone/Agent1", "--method", "org.chaperone.Agent1.ReloadPolicy"], env=agent.env,
                                capture_output=True, text=True)
        log_step(f"ok: the employee's own key: {(reload.stdout + reload.stderr).strip()[:200]}")
        agent.cli("consult", "import", forged, expect=1)
        with open(os.path.join(agent.config, "policy.toml"), "w", encoding="utf-8") as f:
            f.write(own)
        ruling = {"id": "r-expired", "organisation": asked["organisation"], "question": asked["id"], "allowed": True, "purpose": "complaints",
                  "jurisdictions": ["uk"], "basis": "legitimate_interests", "reference": "LIA-7", "special_condition": "",
                  "conditions": [], "note": "", "champion": "dana.whitlock@lending.example",
                  "valid_from": utc(-200000), "valid_until": utc(-100000)}
        expired = scene.folder.file("champion", "expired.json")
        with open(expired, "w", encoding="utf-8") as f:
            f.write(scene.champion.sign_ruling(**ruling))
        agent.cli("consult", "import", expired, expect=None)
        check("ruling" in " ".join(scene.missing()) and not scene.status()["may"], f"none of it opens the gate: {scene.missing()}")
        elsewhere = scene.folder.file("champion", "elsewhere.json")
        with open(elsewhere, "w", encoding="utf-8") as f:
            f.write(scene.champion.sign_ruling(**dict(ruling, id="r-elsewhere", jurisdictions=["de"], valid_until=utc(9000))))
        agent.cli("consult", "import", elsewhere)
        check({"ruling", "ruling_expired"} & set(scene.missing()), "nor does a ruling for another place")
        check(scene.rows("recording_keys") == 0 and not scene.recorders(), "and nothing of ours listened")

        # What does.
        agent.cli("consult", "import", good)
        check(scene.missing() == ["announcement"], f"the champion's ruling opens it as far as it goes: {scene.missing()}")
        rulings = agent.json("consult", "list")["rulings"]
        held = [r for r in rulings if r["standing"] == "holds"]
        check(len(held) == 1 and held[0]["champion"] == "dana.whitlock@lending.example", f"it is listed: {held}")
        scene.record()
        check(scene.show(scene.recordings()[0]["id"])["ruling"] == held[0]["id"], "the recording says on which ruling it rests")
        agent.cli("record", "stop")
        agent.cli("call", "end")

        # Another call: its condition holds, and the ruling is used again; a later no wins.
        agent.cli("call", "start", "--customer", "-", stdin="Orla Fenwick\n")
        agent.cli("basis", "set", "--purpose", "complaints", "--unsure")
        check("ruling_condition" in scene.missing(), "its condition holds for the next call: who is on it must be identified")
        agent.cli("call", "identify", "p1", "--how", "security_questions")
        check(scene.missing() == ["announcement"], "then it is used again")
        agent.cli("consult", "ask", "--text", "Is it still so?")  # who waits for an answer looks more often
        no = answer(question, scene.champion.path, "--refuse", "--note", "Not any longer.", name="no.json")
        arriving = os.path.join(scene.rulings, ".arriving")
        with open(no, encoding="utf-8") as f, open(arriving, "w", encoding="utf-8") as t:
            t.write(f.read())
        time.sleep(1.1)  # it is later than the yes by a second
        os.rename(arriving, os.path.join(scene.rulings, "no.json"))
        wait_until(lambda: "ruling_says_no" in scene.missing(), "the ruling from the watched folder", 15, every=0.2)
        log_step("ok: a ruling in the watched folder is taken, and the newer one counts")
        agent.cli("record", "start", expect=1)
        agent.stop()
        leaks = find_leaks(CANARIES, scene.mail.folder, scene.rulings, agent.state, agent.config)
        check(not leaks, f"no mail or file names the customer {leaks or ''}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A call from the invitation to the end of its recording, in the tray and by keyboard alone; what a screen reader hears of
it; a hostile invitation; an agent that dies meanwhile.  tray_call_test.py BUILD-FOLDER [PICTURES-FOLDER]"""

import os
import sys
import time

from harness.agent import ROOT, fail, find_leaks, log_step
from harness.call import CallScene
from harness.machine import use_own_etc
from harness.processes import program, wait_until
from harness.screen_reader import ScreenReader, check_names
from harness.tray import Tray

CANARIES = ["Orla Fenwick", "orla.fenwick@mailbox.example"]
INVITATION = os.path.join(ROOT, "samples", "calls", "invitation.ics")
EVENT = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
HOSTILE = EVENT.format("ATTENDEE;CN=\"\u202eevil\u2066" + "n" * 10_000 + "\":mailto:a@mailbox.example")


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


class Hands:
    """An employee with a keyboard and no mouse."""

    def __init__(self, scene, tray, reader, pictures):
        self.scene, self.tray, self.reader, self.pictures = scene, tray, reader, pictures

    def press(self, *keys):
        self.scene.desktop.run([program("xdotool"), "key", "--clearmodifiers", "--delay", "80", *keys])
        time.sleep(0.2)

    def write(self, text):
        self.scene.desktop.run([program("xdotool"), "type", "--delay", "15", text])
        time.sleep(0.2)

    def window(self, name, title):
        """The window by name, in front and with the keyboard."""
        self.tray.show(name)
        heard = self.reader.window(title)
        self.scene.desktop.activate(self.scene.desktop.wait_for_window(title + " "))
        return heard

    def open_invitation(self, path):
        self.press("alt+i")
        self.reader.window("Open an invitation")
        self.write(path)
        self.press("Return")

    def go_to(self, window, role, name):
        """Goes to a thing with the Tab key, as far as it takes."""
        window.find(role, name)
        for _ in range(60):
            if any("focused" in h.states and h.role == role and name in h.name for h in window.inside()):
                return
            self.press("Tab")
        fail(f"{role} {name!r} cannot be reached with the Tab key: {window.inside()}")

    def press_on(self, window, role, name):
        self.go_to(window, role, name)
        self.press("space")

    def keep_picture(self, name):
        if self.pictures:
            self.scene.desktop.picture(os.path.join(self.pictures, f"tray-call-{name}.png"))


def file_with(scene, name, text):
    path = os.path.join(scene.folder.make("invitations"), name)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    return path


def hostile_invitations(scene, hands):
    window = hands.window("call", "Call")
    check(not check_names(window), "everything that can be reached has a name for a screen reader")
    with open(INVITATION, encoding="utf-8") as f:
        whole = f.read()
    hands.open_invitation(file_with(scene, "torn.ics", whole[:len(whole) // 2]))
    window.wait_to_say("damaged")
    hands.open_invitation(file_with(scene, "letter.ics", "Dear Imogen"))
    window.wait_to_say("BEGIN:VCALENDAR")
    hands.open_invitation(file_with(scene, "hostile.ics", HOSTILE))
    window.wait_to_say("1 person taken")
    name = window.find("text", "Name of person 1").text
    check(name.startswith("evil") and len(name) <= 120 and not set(name) & set("\u202e\u2066"),
          f"a name of 10,000 characters with overrides is shown harmlessly: {name[:8]}… ({len(name)})")
    size = scene.desktop.run([program("xdotool"), "getwindowgeometry",
                              str(scene.desktop.wait_for_window("Call "))]).rpartition("Geometry: ")[2]
    check(int(size.partition("x")[0]) < 800, f"and does not stretch the window ({size.strip()})")
    hands.keep_picture("hostile")
    hands.press_on(window, "push button", "Remove person 1")
    wait_until(lambda: window.find("text", "Name of person 1").text == "", "the row to be empty", 5)


def started(scene, hands):
    window = hands.reader.window("Call")
    scene.dial()
    hands.open_invitation(INVITATION)
    window.wait_to_say("2 people taken")
    names = [h.text for h in window.inside() if h.name.startswith("Name of person")]
    check(names == ["Imogen Hartwell", "Orla Fenwick"], f"the invitation's people are taken over: {names}")
    # Who organises it is the employee: they are not a participant of their own call.
    hands.press_on(window, "push button", "Remove person 1")
    hands.press("alt+s")
    wait_until(lambda: scene.agent.status()["call"], "call", 8)
    # As a dialler of the firm's would; the window follows.
    scene.agent.cli("basis", "set", "--purpose", "complaints", "--unsure")
    window.wait_to_say("Orla Fenwick (p1)")
    window.wait_to_say("your champion's answer")
    status = scene.status()
    check(status["purpose"] == "complaints" and scene.missing()[0] == "ruling",
          "the call is open; unsure, so the champion's ruling is missing, in words")
    return window


def consulted(scene, hands, window):
    hands.press_on(window, "push button", "Ask my champion")
    mail = wait_until(lambda: scene.mail.mails_about("question"), "the champion's mail", 20)[0]
    scene.wait_for_phase("consulting", 5)
    wait_until(lambda: not window.all("push button", "Ask my champion"), "the question to be asked once only", 5)
    content = next(mail.iter_attachments()).get_content()
    question = os.path.join(scene.folder.make("champion"), "question.json")
    with open(question, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode())
    arriving = os.path.join(scene.rulings, ".arriving")
    scene.agent.cli("consult", "answer", "--key", scene.champion.path, question, "--champion",
                    "dana.whitlock@lending.example", "--allow", "--basis", "legitimate_interests", "--reference", "LIA-7",
                    "--condition", "identity_confirmed", "--out", arriving)
    os.rename(arriving, os.path.join(scene.rulings, "yes.json"))
    window.wait_to_say("a condition of your champion's answer", 40)
    check("ruling_condition" in scene.missing(), "the ruling came by itself; it asks that the customer is identified")
    hands.press_on(window, "push button", "has been identified by")
    hands.press("Down", "Return")
    window.wait_to_say("identity confirmed")
    wait_until(lambda: scene.missing() == ["announcement"], "the announcement alone to be missing", 5)
    log_step("ok: identified later; now only the announcement is missing")


def announced(scene, hands, window):
    hands.press("alt+y")
    wait_until(lambda: window.all("progress bar"), "the announcement's progress", 5, every=0.05)
    hands.keep_picture("announcing")
    window.wait_to_say("The announcement was heard by Orla Fenwick (p1)", 30)
    receipt = scene.status()["announcement"]
    said = next(h.name for h in window.inside() if h.name.startswith("The announcement was heard"))
    check(f"{receipt['segments_met']} of {receipt['segments']}" in said and f"{round(receipt['gain_db'])} dB" in said
          and f"{receipt['injected_ms'] / 1000:.1f} s" in said, f"the receipt is shown as it is on record: {said}")


def recorded(scene, hands, window):
    hands.press("alt+s")
    scene.wait_for_phase("recording", 20)
    hands.reader.window("Recording").wait_to_say("This call is being recorded")
    active = scene.desktop.run([program("xdotool"), "getactivewindow", "getwindowname"])
    check(active.startswith("Call"), f"the recording's window came by itself and left the keyboard where it was ({active.strip()})")
    heard = hands.window("recording", "Recording")
    check(not check_names(heard), "everything in it has a name")
    scene.talk("employee", None)
    wait_until(lambda: any(h.name == "How loud you are" and h.description not in ("", "silence") for h in heard.inside()),
               "the employee's level", 5)
    hands.keep_picture("recording")

    hands.press("alt+c")
    paused = scene.wait_for_phase("paused", 5)
    heard.wait_to_say("Paused for 0:0")
    check(paused["recording"]["paused"] == "pause_card", "card pause by one key; the window says for how long")
    hands.keep_picture("paused")
    hands.press("alt+g")
    scene.wait_for_phase("recording", 5)
    wait_until(lambda: not heard.says("Paused for"), "the reminder to go", 5)

    hands.press_on(heard, "push button", "objects to being recorded")
    scene.wait_for_phase("paused", 5)
    heard.wait_to_say("somebody objected")
    check(not [h for h in heard.all("push button", "Go on")], "an objection pauses; no button goes on over it")
    hands.press_on(heard, "push button", "They took it back")
    scene.wait_for_phase("recording", 5)
    log_step("ok: taken back, and it goes on")

    hands.press("Escape")
    wait_until(lambda: not [w for w in hands.reader.windows() if w.name.startswith("Recording")], "the window to close", 5)
    check(hands.tray.state() == "recording" and scene.status()["phase"] == "recording",
          "the window is closed; the recording goes on and the icon shows it")
    heard = hands.window("recording", "Recording")
    heard.wait_to_say("Orla Fenwick (p1)")
    hands.press("alt+s")
    closed = scene.wait_until_closed(scene.recordings()[0]["id"])
    check(closed["state"] == "complete", "stopped by one key")


def agent_gone(scene, hands):
    window = hands.window("call", "Call")
    begin = time.monotonic()
    scene.agent.kill()
    window.wait_to_say("The agent does not answer", 5)
    took = time.monotonic() - begin
    check(took < 2.5, f"{took:.1f} s after the agent was killed the window says so")
    scene.agent.start()
    window.find("push button", "Start the call", 15)
    hands.go_to(window, "text", "Name of person 1")
    hands.write("Callum Ashgrove")
    hands.press("Return")
    wait_until(lambda: scene.agent.status()["call"], "a call", 5)
    hands.press("alt+v")
    scene.wait_for_phase("private", 5)
    window.wait_to_say("private and not recorded")
    hands.press("alt+e")
    wait_until(lambda: not scene.agent.status()["call"], "the end of the call", 5)
    log_step("ok: it is back, and the window works as before: a private call by keyboard")


def on_record(scene):
    types = [e["type"] for e in scene.ledger()]
    for kind in ("call.started", "consult.asked", "consult.ruling", "call.identified", "announcement.made",
                 "recording.opened", "recording.paused", "recording.objection", "recording.objection_taken_back",
                 "recording.closed", "call.ended"):
        check(kind in types, f"on record: {kind}")
    order = [t for t in types if t in ("announcement.made", "recording.opened", "recording.closed")]
    check(order == ["announcement.made", "recording.opened", "recording.closed"], "the announcement came before the recording")


def run(build, pictures):
    with CallScene(build, width=1280, height=900) as scene, ScreenReader(scene.desktop) as reader:
        scene.desktop.start([program("trayer"), "--edge", "bottom", "--widthtype", "request", "--height", "32"])
        tray = Tray(scene.desktop, build, "--theme", "light", "--language", "en")
        reader.environment(tray.env)
        tray.start()
        tray.wait_for_state("idle")
        hands = Hands(scene, tray, reader, pictures)
        hostile_invitations(scene, hands)
        window = started(scene, hands)
        consulted(scene, hands, window)
        announced(scene, hands, window)
        recorded(scene, hands, window)
        window = hands.window("call", "Call")
        hands.press("alt+c")
        wait_until(lambda: not scene.agent.status()["call"], "the end of the call", 5)
        window.find("push button", "Start the call")
        check(not window.says("Orla"), "the call is over, and its name forgotten")
        agent_gone(scene, hands)
        on_record(scene)
        log = scene.desktop.folder.make("log")
        leaks = find_leaks(CANARIES, scene.agent.state, scene.agent.config, scene.mail.folder, log,
                           scene.desktop.env["XDG_CONFIG_HOME"])
        check(not leaks, f"the customer's name is in no file, log or mail {leaks or ''}")
        check(tray.running.alive(), "the tray lives")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else None)

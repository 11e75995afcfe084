#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The story of `samples/demo call` in the tray, from the invitation to the end of the recording: by keyboard alone, with what
a screen reader hears; by mouse alone; and a usual call, and consent, with who joins and who takes it back.
tray_call_test.py BUILD-FOLDER keyboard|mouse|consent [PICTURES-FOLDER]"""

import os
import sys
import time

from harness.agent import ROOT, find_leaks, log_step
from harness.call import CallScene
from harness.hands import Keyboard, Mouse, check, geometry
from harness.machine import use_own_etc
from harness.processes import program, wait_until
from harness.screen_reader import ScreenReader, check_names
from harness.tray import Tray

CANARIES = ["Orla Fenwick", "orla.fenwick@mailbox.example", "Callum Ashgrove"]
INVITATION = os.path.join(ROOT, "samples", "calls", "invitation.ics")
EVENT = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
HOSTILE = EVENT.format("ATTENDEE;CN=\"\u202eevil\u2066" + "n" * 10_000 + "\":mailto:a@mailbox.example")


class Story:
    """One employee, their call and their hands."""

    def __init__(self, build, scene, hands):
        self.build, self.scene, self.hands = build, scene, hands

    def file_with(self, name, text):
        path = os.path.join(self.scene.folder.make("invitations"), name)
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(text)
        return path

    def open_invitation(self, window, path):
        """Opened by the keyboard, dropped by the mouse."""
        if isinstance(self.hands, Mouse):
            self.drop(window, path)
            return
        self.hands.do(window, "push button", "From an invitation", key="alt+i")
        self.hands.reader.window("Open an invitation")
        self.hands.type_words(path)
        self.hands.press("Return")

    def drop(self, window, path):
        files = self.scene.desktop.start([os.path.join(self.build, "bin", "drag_source"), path])
        source = self.scene.desktop.wait_for_window("Files")
        self.scene.desktop.run([program("xdotool"), "windowmove", "--sync", str(source), "20", "20"])
        x, y, width, height = geometry(self.scene.desktop, source)
        left, top, wide, high = window.place()
        steps = ["mousemove", x + width // 2, y + height // 2, "mousedown", 1]
        # A drag begins, and is followed, by several moves.
        for part in range(1, 11):
            steps += ["mousemove", x + width // 2 + (left + wide // 2 - x - width // 2) * part // 10,
                      y + height // 2 + (top + high // 3 - y - height // 2) * part // 10, "sleep", 0.05]
        self.hands.xdotool(*steps, "sleep", 0.3, "mouseup", 1)
        window.wait_to_say("taken from the invitation")
        files.stop()

    def begin(self, unsure):
        """A call by invitation: whom it is with, and what it is recorded for."""
        hands = self.hands
        window = hands.window("call", "Call")
        self.scene.dial()
        self.open_invitation(window, INVITATION)
        window.wait_to_say("2 people taken")
        names = [h.text for h in window.inside() if h.name.startswith("Name of person")]
        check(names == ["Imogen Hartwell", "Orla Fenwick"], f"the invitation's people are taken over: {names}")
        # Who organises it is the employee: they are not a participant of their own call.
        hands.do(window, "push button", "Remove person 1")
        hands.choose(window, "recorded for", "handling", key="alt+f")
        wait_until(lambda: any(h.name == "legitimate interests" for h in window.all("combo box")), "the proposed basis", 5)
        check(window.says("LIA-7"), "the policy's basis and reference are proposed")
        if unsure:
            hands.do(window, "check box", "I am unsure", key="alt+u")
        hands.keep_picture("tray-call-unsure")
        hands.do(window, "push button", "Start", key="alt+s")
        window.wait_to_say("Orla Fenwick (p1)")
        return window

    def consult(self, window):
        """Unsure: refused, with what is missing; the champion's ruling opens the gate."""
        scene, hands = self.scene, self.hands
        window.wait_to_say("your champion's answer")
        status = scene.status()
        check(status["purpose"] == "complaints" and not status["may"] and scene.missing()[0] == "ruling",
              "refused: the champion's ruling is missing, in words")
        hands.do(window, "push button", "Ask my champion", key="alt+m")
        mail = wait_until(lambda: scene.mail.mails_about("question"), "the champion's mail", 20)[0]
        scene.wait_for_phase("consulting", 5)
        wait_until(lambda: not window.all("push button", "Ask my champion"), "the question to be asked once only", 5)
        self.rule(mail)
        window.wait_to_say("a condition of your champion's answer", 40)
        check("ruling_condition" in scene.missing(), "the ruling came by itself; it asks that the customer is identified")
        hands.pick(window, "push button", "has been identified by", 1, of=5, key="alt+d")
        window.wait_to_say("identity confirmed")
        wait_until(lambda: scene.missing() == ["announcement"], "the announcement alone to be missing", 5)
        log_step("ok: identified later; now only the announcement is missing")

    def rule(self, mail):
        """The champion signs; the answer lies in the folder that the firm shares."""
        scene = self.scene
        content = next(mail.iter_attachments()).get_content()
        question = os.path.join(scene.folder.make("champion"), "question.json")
        with open(question, "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        arriving = os.path.join(scene.rulings, ".arriving")
        scene.agent.cli("consult", "answer", "--key", scene.champion.path, question, "--champion",
                        "dana.whitlock@lending.example", "--allow", "--basis", "legitimate_interests", "--reference", "LIA-7",
                        "--condition", "identity_confirmed", "--out", arriving)
        os.rename(arriving, os.path.join(scene.rulings, "yes.json"))

    def announce(self, window):
        self.hands.do(window, "push button", "Play it", key="alt+y")
        wait_until(lambda: window.all("progress bar"), "the announcement's progress", 5, every=0.05)
        self.hands.keep_picture("tray-call-announcing")
        window.wait_to_say("The announcement was heard by Orla Fenwick (p1)", 30)
        receipt = self.scene.status()["announcement"]
        said = next(h.name for h in window.inside() if h.name.startswith("The announcement was heard"))
        check(f"{receipt['segments_met']} of {receipt['segments']}" in said and f"{round(receipt['gain_db'])} dB" in said
              and f"{receipt['injected_ms'] / 1000:.1f} s" in said, f"the receipt is shown as it is on record: {said}")

    def record(self, window):
        scene, hands = self.scene, self.hands
        hands.do(window, "push button", "Start recording", key="alt+s")
        scene.wait_for_phase("recording", 20)
        hands.reader.window("Recording").wait_to_say("This call is being recorded")
        active = hands.xdotool("getactivewindow", "getwindowname")
        check(active.startswith("Call"), f"the recording's window came by itself and left the keyboard where it was ({active.strip()})")
        heard = hands.window("recording", "Recording")
        check(not check_names(heard), "everything in it has a name")
        scene.talk("employee", None)
        wait_until(lambda: any(h.name == "How loud you are" and h.description not in ("", "silence") for h in heard.inside()),
                   "the employee's level", 5)
        hands.keep_picture("tray-call-recording")
        return heard

    def pause_for_card(self, heard):
        self.hands.do(heard, "push button", "Pause for card details", key="alt+c")
        paused = self.scene.wait_for_phase("paused", 5)
        heard.wait_to_say("Paused for 0:0")
        check(paused["recording"]["paused"] == "pause_card", "card pause by one deed; the window says for how long")
        self.hands.keep_picture("tray-call-paused")
        self.hands.do(heard, "push button", "Go on recording", key="alt+g")
        self.scene.wait_for_phase("recording", 5)
        wait_until(lambda: not heard.says("Paused for"), "the reminder to go", 5)

    def object(self, heard):
        self.hands.do(heard, "push button", "objects to being recorded", key="alt+e")
        self.scene.wait_for_phase("paused", 5)
        heard.wait_to_say("somebody objected")
        check(not heard.all("push button", "Go on"), "an objection pauses; no button goes on over it")
        self.hands.do(heard, "push button", "They took it back", key="alt+o")
        self.scene.wait_for_phase("recording", 5)
        log_step("ok: taken back, and it goes on")

    def restart_tray_in_pause(self):
        """A tray that comes later knows as well as the first one how long it has been paused."""
        begin = time.monotonic()
        tray = self.hands.tray
        tray.running.signal(9)
        tray.running.process.wait()
        time.sleep(2)
        tray.start()
        heard = self.hands.window("recording", "Recording")
        heard.wait_to_say("Paused for ")
        said = next(h.name for h in heard.inside() if h.name.startswith("Paused for"))
        minutes, seconds = map(int, said[len("Paused for "):].partition(": ")[0].split(":"))
        waited = time.monotonic() - begin
        check(minutes * 60 + seconds >= 2, f"a tray that was started {waited:.1f} s after the pause began says so: {said[:18]}…")
        return heard

    def stop(self):
        scene, hands = self.scene, self.hands
        hands.close("Recording")
        check(hands.tray.state() == "recording" and scene.status()["phase"] == "recording",
              "the window is closed; the recording goes on and the icon shows it")
        heard = hands.window("recording", "Recording")
        heard.wait_to_say("Orla Fenwick (p1)")
        hands.do(heard, "push button", "Stop recording", key="alt+s")
        closed = scene.wait_until_closed(scene.recordings()[0]["id"])
        check(closed["state"] == "complete", "stopped by one deed")

    def end(self):
        window = self.hands.window("call", "Call")
        self.hands.do(window, "push button", "End the call", key="alt+c")
        wait_until(lambda: not self.scene.agent.status()["call"], "the end of the call", 5)
        window.find("push button", "Start the call")
        check(not window.says("Orla"), "the call is over, and its name forgotten")

    def tell(self):
        window = self.begin(unsure=True)
        self.consult(window)
        self.announce(window)
        heard = self.record(window)
        self.pause_for_card(heard)
        self.object(heard)
        self.stop()
        self.end()
        self.on_record("call.started", "consult.asked", "consult.ruling", "call.identified", "announcement.made",
                       "recording.opened", "recording.paused", "recording.objection", "recording.objection_taken_back",
                       "recording.closed", "call.ended")

    def on_record(self, *kinds):
        types = [e["type"] for e in self.scene.ledger()]
        for kind in kinds:
            check(kind in types, f"on record: {kind}")
        order = [t for t in types if t in ("announcement.made", "recording.opened", "recording.closed")]
        check(order[:2] == ["announcement.made", "recording.opened"] and order[-1] == "recording.closed",
              "the announcement came before the recording")


def hostile_invitations(story):
    hands = story.hands
    window = hands.window("call", "Call")
    check(not check_names(window), "everything that can be reached has a name for a screen reader")
    with open(INVITATION, encoding="utf-8") as f:
        whole = f.read()
    story.open_invitation(window, story.file_with("torn.ics", whole[:len(whole) // 2]))
    window.wait_to_say("damaged")
    story.open_invitation(window, story.file_with("letter.ics", "Dear Imogen"))
    window.wait_to_say("BEGIN:VCALENDAR")
    story.open_invitation(window, story.file_with("hostile.ics", HOSTILE))
    window.wait_to_say("1 person taken")
    name = window.find("text", "Name of person 1").text
    check(name.startswith("evil") and len(name) <= 120 and not set(name) & set("\u202e\u2066"),
          f"a name of 10,000 characters with overrides is shown harmlessly: {name[:8]}… ({len(name)})")
    width = geometry(story.scene.desktop, story.scene.desktop.wait_for_window("Call "))[2]
    check(width < 800, f"and does not stretch the window ({width})")
    hands.do(window, "push button", "Remove person 1")
    wait_until(lambda: window.find("text", "Name of person 1").text == "", "the row to be empty", 5)


def agent_gone(story):
    """While the agent is away; then a call that turns out to be private."""
    scene, hands = story.scene, story.hands
    window = hands.window("call", "Call")
    begin = time.monotonic()
    scene.agent.kill()
    window.wait_to_say("The agent does not answer", 5)
    took = time.monotonic() - begin
    check(took < 2.5, f"{took:.1f} s after the agent was killed the window says so")
    scene.agent.start()
    window.find("push button", "Start the call", 15)
    hands.go_to(window, "text", "Name of person 1")
    hands.type_words("Callum Ashgrove")
    hands.press("Return")
    wait_until(lambda: scene.agent.status()["call"], "a call", 5)
    hands.do(window, "push button", "This call is private", key="alt+v")
    scene.wait_for_phase("private", 5)
    window.wait_to_say("private and not recorded")
    hands.do(window, "push button", "End the call", key="alt+e")
    wait_until(lambda: not scene.agent.status()["call"], "the end of the call", 5)
    log_step("ok: the agent is back, and the window works as before")


def by_keyboard(story):
    hostile_invitations(story)
    story.tell()
    agent_gone(story)


def by_mouse(story):
    story.tell()


def usual(story):
    """A call as there was one before: three actions, and it is recorded."""
    scene, hands = story.scene, story.hands
    scene.dial()
    scene.agent.cli("call", "start", "--customer", "-", "--confirmed", "security_questions", stdin="Callum Ashgrove\n")
    scene.agent.cli("basis", "set", "--purpose", "complaints")
    scene.agent.cli("call", "end")
    window = hands.window("call", "Call")
    hands.type_words("Orla Fenwick")  # one: the keyboard is there already
    hands.press("Return")  # two
    window.wait_to_say("as last time")
    check(any(h.name.startswith("handling") for h in window.all("combo box"))
          and "focused" in window.find("push button", "Start recording").states,
          "a call like the last one: its purpose is proposed, and the keyboard is on the next step")
    hands.press("Return")  # three
    scene.wait_for_phase("recording", 30)
    log_step("ok: the third action announces and records")
    hands.do(window, "push button", "End the call", key="alt+c")
    check(scene.wait_until_closed(scene.recordings()[0]["id"])["state"] == "complete", "the recording ends with the call")


def consent(story):
    """Recorded by consent: who joins is told and asked first, and who takes the yes back ends it at once."""
    scene, hands = story.scene, story.hands
    window = hands.window("call", "Call")
    window.find("push button", "Start the call")
    hands.go_to(window, "text", "Name of person 1")
    hands.type_words("Orla Fenwick")
    hands.choose(window, "recorded for", "agreements", key="alt+f")
    hands.do(window, "push button", "Start and record", key="alt+s")
    window.wait_to_say("Orla Fenwick (p1)")
    check("consent" in scene.missing(), "by consent: the customer's yes is missing")
    hands.do(window, "push button", "They said yes", key="alt+t")
    wait_until(lambda: scene.missing() == ["announcement"], "the announcement alone to be missing", 5)
    heard = story.record(window)

    hands.do(heard, "push button", "Add somebody", key="alt+a")
    hands.type_words("Callum Ashgrove")
    hands.do(heard, "push button", "Join the call", key="alt+j")
    paused = scene.wait_for_phase("paused", 5)
    heard.wait_to_say("Callum Ashgrove (p2)")
    check({"consent", "announcement"} <= {m["what"] for m in paused["missing"] if m["participant"] == "p2"},
          "who joins pauses the recording until they were told and said yes")
    heard = story.restart_tray_in_pause()
    hands.do(heard, "push button", "They said yes", key="alt+t")
    wait_until(lambda: scene.missing() == ["announcement"], "the announcement alone to be missing", 5)
    hands.do(heard, "push button", "Play the announcement")
    scene.wait_for_phase("recording", 30)
    log_step("ok: told and asked, and the recording goes on")

    hands.do(heard, "push button", "takes the yes to being recorded back")
    wait_until(lambda: scene.status()["phase"] in ("paused", "closed", "closing"), "the recording to stop", 5, every=0.05)
    check("withdrawn" in scene.missing(), "a yes that is taken back stops it at once")
    story.on_record("recording.opened")


def others(story):
    usual(story)
    consent(story)


CASES = {"keyboard": (Keyboard, by_keyboard), "mouse": (Mouse, by_mouse), "consent": (Keyboard, others)}


def run(build, case, pictures):
    make_hands, tell = CASES[case]
    with CallScene(build, width=1280, height=900) as scene, ScreenReader(scene.desktop) as reader:
        scene.desktop.start([program("trayer"), "--edge", "bottom", "--widthtype", "request", "--height", "32"])
        tray = Tray(scene.desktop, build, "--theme", "light", "--language", "en")
        reader.environment(tray.env)
        tray.start()
        tray.wait_for_state("idle")
        tell(Story(build, scene, make_hands(scene.desktop, tray, reader, pictures)))
        log = scene.desktop.folder.make("log")
        leaks = find_leaks(CANARIES, scene.agent.state, scene.agent.config, scene.mail.folder, log,
                           scene.desktop.env["XDG_CONFIG_HOME"])
        check(not leaks, f"nobody's name is in any file, log or mail {leaks or ''}")
        check(tray.running.alive(), "the tray lives")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[2] not in CASES:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    run(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) == 4 else None)

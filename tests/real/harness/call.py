# SPDX-License-Identifier: Apache-2.0
"""A whole call: a desktop with the agent, the employee's softphone on it, and the customer's on another machine."""

import contextlib
import json
import os
import sqlite3
import subprocess
import threading
import time

from .agent import Agent, MailServer, children_of, files_below
from .desktop import Desktop
from .keys import Key
from .machine import set_managed_policy
from .processes import program, wait_until
from .softphone import Softphone
from .sound import EAR, RATE, SoundServer
from .speech import at_rate, hear, sound_of, speech_file

# As short as an announcement can be, for the tests' time. samples/policies has a real one.
ANNOUNCEMENT = ("This is Example Lending. We record this call to handle complaints. You may object at any time. "
                "More is on our web page.")
RESTATEMENT = "This call is being recorded. You may object."

# What IT rolled out. A test adds to it or replaces parts of it.
FIRM = """\
organisation = "Example Lending Ltd"

[[champions]]
name = "Dana Whitlock"
email = "dana.whitlock@lending.example"
deputies = ["deputy.champion@lending.example"]
ruling_key = "{ruling_key}"

[recording]
jurisdiction = "uk"
language = "en"
softphones = ["baresip"]
allowed_recorders = ["{ear}"]
recovery_key = "{recovery_key}"
archive_folder = "{archive}"
rulings_folder = "{rulings}"
pause_hotkey = "Control+Alt+P"
special_category_conditions = ["explicit_consent"]

[[recording.purposes]]
name = "complaints"
title = "handling complaints"
basis = "legitimate_interests"
reference = "LIA-7"

[[recording.purposes]]
name = "agreements"
title = "agreements by telephone"
basis = "consent"

[[recording.purposes]]
name = "training"
title = "training"
basis = "legitimate_interests"
reference = "LIA-3"

[[recording.purposes]]
name = "advice"
title = "advice on hardship"
needs_ruling = true

[[recording.assessments]]
reference = "LIA-7"
version = "2"
review_by = 2036-06-30
purposes = ["complaints"]

[[recording.assessments]]
reference = "LIA-3"
version = "1"
review_by = 2024-06-30
purposes = ["training"]

[[recording.announcements]]
language = "en"
version = "2026-1"
text = "{announcement}"
restatement = "{restatement}"
"""


class CallScene:
    """with CallScene(build, "opus") as scene: scene.dial(); scene.agent.cli(…)

    The script has called use_own_etc(). `change` gets the text of managed policy and gives another one.
    """

    def __init__(self, build, codec="opus", server=SoundServer, change=None, **desktop_options):
        self._build = build
        self._codec = codec
        self._server = server
        self._change = change or (lambda text: text)
        self._desktop_options = desktop_options

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        with self._stack:
            self.desktop = self._stack.enter_context(Desktop(**self._desktop_options))
            self.folder = self.desktop.folder
            self.sound = self._server(self.desktop)
            self.elsewhere = SoundServer(self.desktop, "customer")
            self.phone = Softphone(self.desktop, self.sound, "agent", self._codec)
            self.customer = Softphone(self.desktop, self.elsewhere, "customer", self._codec, answers=True)
            self.mail = MailServer(self.desktop)
            self.champion = Key(self.folder, "champion.key", "ed25519")
            self.recovery = Key(self.folder, "recovery.key", "x25519")
            self.archive = self.folder.make("archive")
            self.rulings = self.folder.make("rulings")
            self.firm = self._change(FIRM.format(
                ruling_key=self.champion.public, recovery_key=self.recovery.public, ear=EAR, archive=self.archive,
                rulings=self.rulings, announcement=ANNOUNCEMENT, restatement=RESTATEMENT))
            set_managed_policy(self.firm)
            self._stack.callback(set_managed_policy, None)
            self.agent = Agent(self.desktop, self._build, self.mail)
            self.agent.start()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def dial(self):
        """The employee calls the customer; the agent has seen that the softphone took the microphone."""
        self.phone.dial(self.customer)
        stream = wait_until(self.phone_stream, "the softphone's stream", 5)
        time.sleep(0.8)  # the agent waits for a moment whether it is only a short look at the microphone
        return stream

    def phone_stream(self):
        """The softphone's own recording stream, as the sound server has it; None without a call."""
        mine = [s for s in self.sound.recording_streams() if s["pid"] == self.phone.pid]
        return mine[0] if mine else None

    def begin(self, customer="Orla Fenwick", purpose="complaints"):
        """Softphones in a call, the customer on record, and the ground for recording."""
        self.dial()
        self.agent.cli("call", "start", "--customer", "-", "--confirmed", "security_questions", stdin=customer + "\n")
        self.agent.cli("basis", "set", "--purpose", purpose)

    def record(self, seconds=30):
        """Announces and records; returns when the recording runs."""
        self.agent.cli("record", "start")
        return self.wait_for_phase("recording", seconds)

    def status(self):
        return self.agent.json("record", "status")

    def missing(self):
        """What keeps the gate shut, by name."""
        return [m["what"] for m in self.status()["missing"]]

    def wait_for_phase(self, phase, seconds=20):
        last = {}

        def there():
            last.update(self.status())
            return last["phase"] == phase and last
        try:
            return wait_until(there, f"the phase {phase}", seconds, every=0.05)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; it is {last['phase']}: {last['trouble']} {last['missing']}") from None

    def wait_until_closed(self, recording, seconds=15):
        """Until the recording is complete or truncated; as `recordings list` shows it."""
        return wait_until(lambda: next((r for r in self.recordings() if r["id"] == recording and r["state"] != "open"),
                                       None), f"the end of {recording}", seconds, every=0.1)

    def delete(self, recording, reason):
        """The number of the receipt, which is written once the archive's copies are gone."""
        told = self.agent.json("recordings", "delete", recording, "--reason", reason, "--yes")
        if told["receipt"]:
            return told["receipt"]
        return wait_until(lambda: next((e["seq"] for e in self.ledger("recording.deleted")
                                        if e["fields"]["recording"] == recording), None),
                          f"the receipt of {recording}", 15, every=0.2)

    def recordings(self):
        return self.agent.json("recordings", "list")["recordings"]

    def show(self, recording):
        return self.agent.json("recordings", "show", recording)

    def export(self, recording, name="exported.mka"):
        """Where the decrypted recording lies."""
        path = os.path.join(self.folder.make("export"), name)
        self.agent.cli("recordings", "export", recording, "--reason", "complaint", "--out", path)
        return path

    def talk(self, employee="employee", customer="customer"):
        """Both speak at the same time, to the end."""
        players = [sound.start_playing(speech_file(self.folder, name))
                   for sound, name in ((self.sound, employee), (self.elsewhere, customer)) if name]
        for player in players:
            if player.wait(60) != 0:
                raise RuntimeError("paplay failed")
        time.sleep(0.4)  # on its way through codecs and buffers

    def ledger(self, kind=None):
        """The entries so far, oldest first, or those of one type."""
        path = os.path.join(self.folder.make("export"), "ledger.jsonl")
        self.agent.cli("ledger", "export", path)
        with open(path, encoding="utf-8") as f:
            entries = [json.loads(line) for line in f]
        os.remove(path)
        return [e for e in entries if kind in (None, e["type"])]

    def rows(self, table):
        """How many rows a table of the agent's database has."""
        with contextlib.closing(sqlite3.connect(f"file:{self.agent.state}/chaperone.db?mode=ro", uri=True)) as db:
            return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def sealed_files(self):
        folder = os.path.join(self.agent.state, "recordings")
        return sorted(os.path.join(folder, n) for n in os.listdir(folder)) if os.path.isdir(folder) else []

    def recorders(self):
        """The pids of the agent's chaperone-recorder processes."""
        return [p for p in _children(self.agent.pid) if _executable(p).endswith("/chaperone-recorder")]


class Vigil:
    """Watches a scene: did a program of ours start to record, or a helper run at all, however short? To be stopped before
    it is asked. `recorders` are pids, `streams` what `pactl subscribe` announced."""

    def __init__(self, scene):
        self._scene = scene
        self._stop = threading.Event()
        self.recorders, self.streams = set(), []
        self._subscribed = scene.desktop.start([program("stdbuf"), "-oL", program("pactl"), "subscribe"],
                                               env=scene.sound.env, log_name="pactl-subscribe",
                                               stdout=subprocess.PIPE)
        self._threads = [threading.Thread(target=t, daemon=True) for t in (self._watch_processes, self._watch_streams)]
        for thread in self._threads:
            thread.start()
        # It has subscribed when it tells of its own stream's like.
        time.sleep(0.3)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        time.sleep(0.2)
        self._stop.set()
        self._subscribed.process.terminate()
        for thread in self._threads:
            thread.join(5)
        self._subscribed.stop()

    def _watch_processes(self):
        while not self._stop.wait(0.01):
            self.recorders |= set(self._scene.recorders())

    def _watch_streams(self):
        for raw in self._subscribed.process.stdout:
            if b"'new' on source-output" in raw:
                self.streams.append(int(raw.split(b"#")[1]))


def heard_by(ear, name_or_path, folder=None):
    """How a speech (or any sound file) stands in what an Ear heard so far."""
    path = speech_file(folder, name_or_path) if folder else name_or_path
    return hear(sound_of(path), at_rate(ear.samples(), RATE))


def born(path):
    """When a file was made, in seconds since 1970."""
    return float(subprocess.run([program("stat"), "-c", "%.9W", path], check=True, capture_output=True,
                                text=True).stdout)


_MAGIC = {b"\x1a\x45\xdf\xa3": "Matroska", b"OpusHead": "Opus", b"OggS": "Ogg", b"RIFF": "WAV"}


def find_plain_sound(references, *folders):
    """(file, what) for everything below the folders that holds sound in the clear: by the marks of its format, or because
    one of the references can be heard when its bytes are taken for samples. The announcements' own WAVs are no secret."""
    import numpy
    found = []
    for path in files_below(*folders):
        if f"{os.sep}announcements{os.sep}" in path:
            continue
        with open(path, "rb") as f:
            data = f.read()
        found += [(path, what) for mark, what in _MAGIC.items() if mark in data]
        if len(data) < 2 * RATE:
            continue
        for kind, size in (("<i2", 2), ("<f4", 4)):
            raw = numpy.frombuffer(data[:len(data) // size * size], kind)
            with numpy.errstate(invalid="ignore"):  # any bytes at all, taken for floating point
                samples = numpy.clip(numpy.nan_to_num(raw.astype(float), posinf=0, neginf=0), -32768, 32767)
            for step in (1, 2):  # one channel, two channels
                found += [(path, f"speech as {kind}") for r in references
                          if len(samples) // step > RATE and hear(r, at_rate(samples[::step], RATE))]
    return found


def _children(pid):
    try:
        return children_of(pid)
    except OSError:
        return []


def _executable(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""

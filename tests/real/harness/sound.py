# SPDX-License-Identifier: Apache-2.0
"""Sound without hardware: a sound server of the test's own with a headset that is played into and listened to."""

import contextlib
import os
import shutil
import subprocess
import threading
import time

import numpy

from .processes import program, wait_until

RATE = 48000
EAR = "chaperone-test-ear"  # the program that the tests listen with, for the policy's allowed_recorders


class SoundServer:
    """PulseAudio on a Desktop, the employee's unless it has another name, with a headset:

    - `speaker`: the sink of its earpieces; what it plays is heard on `far_end`
    - `microphone`: the source; what is played into `feed` is said into it

    The employee's own is the one that programs in desktop.env use. Every other one is another machine's: programs on it
    get `env` of it.
    """

    kind = "PulseAudio"

    def __init__(self, desktop, name="employee"):
        self._desktop = desktop
        self._modules = {}
        self.name = name
        self._runtime = os.path.join(desktop.env["XDG_RUNTIME_DIR"], f"sound-{name}")
        os.makedirs(self._runtime, mode=0o700, exist_ok=True)
        self.address = "unix:" + os.path.join(self._runtime, "native")
        self.env = dict(desktop.env, PULSE_SERVER=self.address)
        if name == "employee":
            desktop.env["PULSE_SERVER"] = self.address
        self._start()
        prefix = "agent" if name == "employee" else name
        self.speaker, self.microphone, self.feed = f"{prefix}_spk", f"{prefix}_mic", f"{prefix}_mic_feed"
        self.far_end = self.speaker + ".monitor"
        self.add_speaker()
        self._add_sink(self.feed)
        self.add_microphone()
        self.pactl("set-default-sink", self.speaker)
        self.pactl("set-default-source", self.microphone)

    def _start(self):
        env = dict(self.env, XDG_RUNTIME_DIR=self._runtime, PULSE_RUNTIME_PATH=self._runtime)
        env.pop("PULSE_SERVER")
        if self.name != "employee":
            env.pop("DBUS_SESSION_BUS_ADDRESS")  # it would want the same name on it
        self._running = self._desktop.start(
            [program("pulseaudio"), "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
             "--disallow-exit", "--log-level=notice", "-L",
             f"module-native-protocol-unix auth-anonymous=1 socket={self._runtime}/native"],
            env=env, log_name=f"pulseaudio-{self.name}")
        self._wait_for_server()

    def _wait_for_server(self):
        def answers():
            self._running.check()
            with contextlib.suppress(RuntimeError):
                return self.pactl("info")
        wait_until(answers, f"{self.kind} to answer", 20, every=0.05)

    def pactl(self, *args):
        done = subprocess.run([program("pactl"), *args], env=self.env, capture_output=True, text=True, timeout=20)
        if done.returncode != 0:
            raise RuntimeError(f"pactl {' '.join(args)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    @property
    def pid(self):
        return self._running.pid

    def add_speaker(self):
        self._add_sink(self.speaker)

    def remove_speaker(self):
        """As when the headset is pulled out."""
        self._unload(self.speaker)

    def add_microphone(self):
        self._load(self.microphone, "module-remap-source", f"source_name={self.microphone}",
                   f"master={self.feed}.monitor", "channels=1", "channel_map=mono", "master_channel_map=mono",
                   "remix=no", f"source_properties=device.description={self.microphone}")

    def remove_microphone(self):
        self._unload(self.microphone)

    def add_spare_devices(self):
        """A loudspeaker and a silent microphone as in a monitor and a webcam: what the sound server falls back to when the
        headset is gone."""
        self._add_sink("spare_spk")
        self._add_sink("spare_silence")
        self._load("spare_mic", "module-remap-source", "source_name=spare_mic", "master=spare_silence.monitor",
                   "channels=1", "channel_map=mono", "master_channel_map=mono", "remix=no")
        self.pactl("set-default-sink", "spare_spk")
        self.pactl("set-default-source", "spare_mic")

    def put_back(self, pid):
        """A program's streams go back to the headset, as its user would have them."""
        def back():
            # A node that came a moment ago is not always taken at the first asking.
            mine = [stream for stream in self.recording_streams() if stream["pid"] == pid]
            for stream in mine:
                if stream["source"] != self.microphone:
                    self.pactl("move-source-output", str(stream["index"]), self.microphone)
            index = None
            for line in self.pactl("list", "sink-inputs").splitlines():
                if line.startswith("Sink Input #"):
                    index = line.split("#")[1]
                elif f'application.process.id = "{pid}"' in line:
                    self.pactl("move-sink-input", index, self.speaker)
            return mine and all(stream["source"] == self.microphone for stream in mine)
        wait_until(back, "the program's microphone being the headset's", 10, every=0.3)

    def sources(self):
        return [line.split("\t")[1] for line in self.pactl("list", "short", "sources").splitlines()]

    def recording_streams(self):
        """Who records: [{"index", "pid", "program", "source", "corked", "muted"}]."""
        names = {line.split("\t")[0]: line.split("\t")[1]
                 for line in self.pactl("list", "short", "sources").splitlines()}
        found = []
        for line in self.pactl("list", "source-outputs").splitlines():
            key, _, value = line.strip().partition(": ")
            if line.startswith("Source Output #"):
                found.append({"index": int(line.split("#")[1]), "pid": 0, "program": "", "source": "",
                              "corked": False, "muted": False})
            elif not found:
                continue
            elif key == "Source":
                found[-1]["source"] = names.get(value, value)
            elif key == "Corked":
                found[-1]["corked"] = value == "yes"
            elif key == "Mute":
                found[-1]["muted"] = value == "yes"
            elif line.strip().startswith("application.process.id = "):
                found[-1]["pid"] = int(line.split('"')[1])
            elif line.strip().startswith("application.process.binary = "):
                found[-1]["program"] = line.split('"')[1]
        return found

    def play(self, path, sink=None, seconds=120):
        """Plays a WAV file to its end: into the microphone unless another sink is named."""
        subprocess.run([program("paplay"), "--latency-msec=20", f"--device={sink or self.feed}", path], env=self.env,
                       check=True, timeout=seconds, capture_output=True)

    def start_playing(self, path, sink=None):
        """The same beside the test; the program, which is waited for with wait()."""
        return self._desktop.start([program("paplay"), "--latency-msec=20", f"--device={sink or self.feed}", path],
                                   env=self.env, log_name=f"paplay-{self.name}").process

    def listen(self, source=None):
        """An Ear on what the headset plays, or on another source."""
        return Ear(self._desktop, self.env, source or self.far_end)

    def stop(self):
        self._running.stop()

    def _add_sink(self, name):
        self._load(name, "module-null-sink", f"sink_name={name}", f"rate={RATE}", "channels=1", "channel_map=mono",
                   f"sink_properties=device.description={name}")

    def _load(self, name, *module):
        self._modules[name] = self.pactl("load-module", *module).strip()

    def _unload(self, name):
        self.pactl("unload-module", self._modules.pop(name))


class PipeWireServer(SoundServer):
    """PipeWire with WirePlumber and pipewire-pulse, as on newer desktops; they meet on the session bus."""

    kind = "PipeWire"

    def _start(self):
        env = dict(self.env, PIPEWIRE_RUNTIME_DIR=self._runtime, PULSE_RUNTIME_PATH=self._runtime)
        env.pop("PULSE_SERVER")
        self._parts = []
        for name in ("pipewire", "wireplumber", "pipewire-pulse"):
            self._parts.append(self._desktop.start([program(name)], env=env, log_name=f"{name}-{self.name}"))
            if name == "pipewire":
                socket = os.path.join(self._runtime, "pipewire-0")
                wait_until(lambda: self._parts[0].check() and os.path.exists(socket), "PipeWire's socket")
        self._running = self._parts[-1]
        self._wait_for_server()

    def _load(self, name, *module):
        super()._load(name, *module)
        # A node is there a moment after the module.
        what = "sinks" if module[0] == "module-null-sink" else "sources"
        wait_until(lambda: name in self.pactl("list", "short", what), f"PipeWire's {name}")

    def stop(self):
        for part in reversed(self._parts):
            part.stop()


class Ear:
    """Listens to a source: with sound.listen() as ear: …; ear.samples()

    `began` is the time (seconds since 1970) of the first sample. The program's file has a name of its own, so that a
    policy can allow it where the test itself must not raise an alert.
    """

    def __init__(self, desktop, env, source):
        ear = desktop.folder.file("bin", EAR)
        if not os.path.exists(ear):
            shutil.copy(program("pacat"), ear)
        self._data = bytearray()
        self.began = 0.0
        self._running = desktop.start(
            [ear, "--record", f"--device={source}", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1",
             "--latency-msec=20"], env=env, log_name="ear", stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        wait_until(lambda: self._running.check() and self._data, f"sound from {source}", 20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self._running.alive():
            self._running.process.terminate()
        self._thread.join(10)
        self._running.stop()

    def samples(self):
        """All that was heard so far, -1 to 1."""
        data = bytes(self._data)
        return numpy.frombuffer(data[:len(data) // 2 * 2], dtype="<i2") / 32768.0

    def _read(self):
        fd = self._running.process.stdout.fileno()
        while chunk := os.read(fd, 65536):
            if not self._data:
                self.began = time.time() - len(chunk) / (2 * RATE)
            self._data += chunk

# SPDX-License-Identifier: Apache-2.0
"""A real softphone (baresip) on 127.0.0.1, and what happens on it."""

import json
import os
import socket
import threading
import time

from .processes import free_port, program, wait_until

_CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:{sip}
call_local_timeout 30
call_max_calls 2
audio_player alsa,pulse:{sink}
audio_source alsa,pulse:{source}
audio_alert alsa,pulse:{sink}
audio_level no
auenc_format s16
audec_format s16
ausrc_format s16
auplay_format s16
ausrc_srate 48000
auplay_srate 48000
ausrc_channels 1
auplay_channels 1
audio_buffer 20-160
rtp_ports {rtp}-{rtp_end}
rtcp_mux no
jitter_buffer_delay 5-10
rtp_stats yes
net_interface 127.0.0.1
module_path /usr/lib/baresip/modules
module opus.so
module g711.so
module alsa.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
opus_bitrate 32000
opus_stereo no
opus_sprop_stereo no
"""
_CODECS = {"pcmu": "PCMU/8000/1", "opus": "opus/48000/2"}


class Softphone:
    """baresip with a headset of a SoundServer. `codec` is "pcmu" or "opus". It answers by itself if told to."""

    executable = "/usr/bin/baresip"

    def __init__(self, desktop, sound, name, codec="opus", answers=False):
        self.name = name
        self.codec = codec
        self.events = []
        self._sip, self._control = _port_pair(), free_port()
        folder = desktop.folder.make(f"baresip-{name}")
        rtp = 10000 + self._sip % 20000 // 100 * 100
        with open(os.path.join(folder, "config"), "w", encoding="ascii") as f:
            f.write(_CONFIG.format(sip=self._sip, control=self._control, sink=sound.speaker, source=sound.microphone,
                                   rtp=rtp, rtp_end=rtp + 98))
        with open(os.path.join(folder, "accounts"), "w", encoding="ascii") as f:
            f.write(f"<{self.address}>;regint=0;answermode={'auto' if answers else 'manual'};"
                    f"audio_codecs={_CODECS[codec]}\n")
        open(os.path.join(folder, "contacts"), "w", encoding="ascii").close()
        self._running = desktop.start([program("baresip"), "-f", folder], env=sound.env, log_name=f"baresip-{name}")
        self._socket = wait_until(self._connect, f"the softphone of {name}", 20, every=0.05)
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def pid(self):
        return self._running.pid

    @property
    def address(self):
        return f"sip:{self.name}@127.0.0.1:{self._sip}"

    def dial(self, other):
        """Calls another softphone; both are in the call when it returns."""
        mark, other_mark = len(self.events), len(other.events)
        self._command("dial", other.address)
        self.wait_for("CALL_ESTABLISHED", mark)
        other.wait_for("CALL_ESTABLISHED", other_mark)

    def answer(self):
        self._command("accept")

    def hang_up(self):
        self._command("hangup")

    def mute(self, muted):
        self._command("mute", "yes" if muted else "no")

    def wait_for(self, kind, mark=0, seconds=15):
        """The first event of this kind after the first `mark` ones."""
        return wait_until(lambda: self._running.check() and
                          next((e for e in self.events[mark:] if e.get("type") == kind), None),
                          f"{kind} on the softphone of {self.name}", seconds)

    def stop(self):
        self._socket.close()
        self._running.stop()

    def _connect(self):
        self._running.check()
        try:
            return socket.create_connection(("127.0.0.1", self._control), timeout=10)
        except ConnectionRefusedError:
            return None

    def _command(self, command, parameters=""):
        message = json.dumps({"command": command, "params": parameters, "token": "t"}).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message + b",")

    def _read(self):
        data = b""
        self._socket.settimeout(None)
        while True:
            try:
                part = self._socket.recv(65536)
            except OSError:
                return
            if not part:
                return
            data += part
            while b":" in data:
                length, _, rest = data.partition(b":")
                if len(rest) <= int(length):
                    break
                message = json.loads(rest[:int(length)])
                data = rest[int(length) + 1:]
                if message.get("event"):
                    self.events.append(dict(message, at=time.time()))


def _port_pair():
    """baresip listens on one UDP and TCP port and opens the next for TLS."""
    for _ in range(100):
        port = free_port()
        try:
            with socket.socket() as a, socket.socket(type=socket.SOCK_DGRAM) as b:
                a.bind(("127.0.0.1", port + 1))
                b.bind(("127.0.0.1", port))
            return port
        except (OSError, OverflowError):
            continue
    raise RuntimeError("no free pair of ports on 127.0.0.1")

# SPDX-License-Identifier: Apache-2.0
"""The agent as a user has it: started on a Desktop, spoken to by its command line, with a mail server beside it."""

import base64
import email
import email.policy
import glob
import json
import os
import quopri
import signal
import subprocess
import sys

from .processes import program, wait_until

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
SINK = os.path.join(ROOT, "tests", "fakes", "smtp_sink.py")


class MailServer:
    """The mail sink; may be stopped and started again on the same port."""

    def __init__(self, desktop, *options):
        self._desktop = desktop
        self._options = options
        self.folder = desktop.folder.make("mail")
        self.user, self.password = "agent", "not-a-real-password"
        self.port = 0
        self.start()

    def start(self, *options):
        read_end, write_end = os.pipe()
        args = ["/usr/bin/python3", SINK, "--folder", self.folder, "--tls", "starttls",
                "--user", self.user, "--password", self.password, *self._options, *options]
        if self.port:
            args += ["--port", str(self.port)]
        self._running = self._desktop.start(args, log_name="smtp_sink", stdout=write_end)
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            line = pipe.readline()
        self._running.check()
        said = json.loads(line)
        self.port, self.ca = said["port"], said["ca"]

    def stop(self):
        self._running.stop()

    def mails(self):
        """All accepted mails, in order, as email.message.EmailMessage."""
        found = []
        for path in sorted(glob.glob(os.path.join(self.folder, "*.eml"))):
            with open(path, "rb") as f:
                found.append(email.message_from_binary_file(f, policy=email.policy.default))
        return found

    def mails_about(self, reason):
        return [m for m in self.mails() if m["X-Chaperone-Reason"] == reason]


POLICY = """\
organisation = "Example Lending Ltd"

[[champions]]
name = "Dana Whitlock"
email = "dana.whitlock@lending.example"
deputies = ["deputy.champion@lending.example"]

[mail]
host = "127.0.0.1"
port = {port}
security = "starttls"
ca_file = "{ca}"
username = "{user}"
password_file = "{password_file}"
from = "chaperone@lending.example"

[people]
own_domains = ["lending.example"]
staff = [{{name = "Imogen Hartwell", identifiers = ["imogen.hartwell@lending.example", "01632 960418"]}}]

[vault]
allow_file = true
"""


class Agent:
    """`build` is the folder with bin/chaperone and bin/chaperone-reader."""

    def __init__(self, desktop, build, mail, policy=None, extra_policy=""):
        self._desktop = desktop
        self.binary = os.path.join(build, "bin", "chaperone")
        if not os.access(self.binary, os.X_OK):
            raise RuntimeError(f"{self.binary} is not built")
        self.config = desktop.folder.make("agent", "config")
        self.state = desktop.folder.make("agent", "state")
        self.env = dict(desktop.env, CHAPERONE_CONFIG_DIR=self.config, CHAPERONE_STATE_DIR=self.state)
        password_file = desktop.folder.file("agent", "config", "mail-password")
        with open(os.open(password_file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as f:
            f.write(mail.password + "\n")
        with open(os.path.join(self.config, "policy.toml"), "w", encoding="utf-8") as f:
            f.write((policy or POLICY).format(port=mail.port, ca=mail.ca, user=mail.user,
                                              password_file=password_file) + extra_policy)
        self._running = None
        self.starts = 0

    @property
    def pid(self):
        return self._running.pid

    @property
    def log(self):
        return self._running.log_path

    def start(self):
        self.starts += 1
        self._running = self._desktop.start([self.binary, "agent"], env=self.env,
                                            log_name=f"agent-{self.starts}")
        wait_until(lambda: self._running.check() and self.try_status(), "the agent to answer", 20)

    def stop(self):
        self._running.stop()

    def end(self):
        """Asks it to end; its exit code."""
        self._running.signal(signal.SIGTERM)
        return self._running.process.wait(30)

    def kill(self):
        self._running.signal(signal.SIGKILL)
        self._running.process.wait()

    def cli(self, *args, stdin="", expect=0):
        """Runs the command line; its standard output."""
        return self.run(*args, stdin=stdin, expect=expect).stdout

    def run(self, *args, stdin="", expect=0):
        """Runs the command line; what it said on both outputs."""
        done = subprocess.run([self.binary, *args], env=self.env, input=stdin, text=True,
                              capture_output=True, timeout=60)
        if expect is not None and done.returncode != expect:
            raise RuntimeError(f"chaperone {' '.join(args)} ended with {done.returncode}, not "
                               f"{expect}: {done.stdout}{done.stderr}")
        return done

    def json(self, *args, **options):
        return json.loads(self.cli(*args, "--json", **options))

    def try_status(self):
        done = subprocess.run([self.binary, "status", "--json"], env=self.env, text=True,
                              capture_output=True, timeout=60)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def status(self):
        return self.json("status")

    def alerts(self):
        """Oldest first."""
        return list(reversed(self.json("alerts", "list")["alerts"]))

    def wait_for_alerts(self, count, seconds=10):
        return wait_until(lambda: (a := self.alerts()) and len(a) >= count and a,
                          f"alert number {count}", seconds, every=0.05)

    def wait_until_read(self, seconds=15):
        """Until a share is on and all that stands on it has been read; then a moment more."""
        def read():
            status = self.status()
            return status["shares"] and not status["reading"]["unread"] and status
        return wait_until(read, "the screen to be read", seconds, every=0.1)


def files_below(*folders):
    for folder in folders:
        for path, _, names in os.walk(folder):
            for name in names:
                if os.path.isfile(file := os.path.join(path, name)):  # no sockets
                    yield file


def _spellings(string):
    """The bytes by which a string may stand in a file, in lower case."""
    for form in {string, string.replace(" ", ""), string.replace(" ", "-")}:
        raw = form.encode()
        yield raw.lower()
        yield form.encode("utf-16-le").lower()
        yield raw.hex().encode()
        # Base64 without the ends, which depend on what stands beside it.
        for shift in range(3):
            yield base64.b64encode(b"\0" * shift + raw)[4:-4].lower()


def find_leaks(strings, *folders):
    """(file, string) for each of the strings that stands in a file below the folders, however it is written: in any case, with
    or without its spaces, in UTF-16, hexadecimal, base64 or quoted-printable. Free pages of a database are searched too."""
    needles = [(s, n) for s in strings for n in _spellings(s) if len(n) > 4]
    found = []
    for path in files_below(*folders):
        with open(path, "rb") as f:
            data = f.read()
        texts = [data.lower()]
        if path.endswith(".eml"):
            texts.append(quopri.decodestring(data).lower())
        found += [(path, s) for s, needle in needles if any(needle in t for t in texts)]
    return found


def check_search_finds(folder, string):
    """The search itself is tested: what is planted in a file is found, in each of its spellings."""
    path = os.path.join(folder, "planted.eml")
    soft_break = (string[:5] + "=\r\n" + string[5:]).encode()
    for planted in (string.upper().encode(), string.encode("utf-16-le"), string.encode().hex().encode(),
                    base64.b64encode(b"x" + string.encode() + b"yz"), soft_break):
        with open(path, "wb") as f:
            f.write(b"something before " + planted + b" and after")
        if not find_leaks([string], folder):
            fail(f"the search for leaks is blind to {planted!r}")
    os.remove(path)


def check_no_core_dumps(pid):
    """Neither the agent nor what it started may leave its memory behind."""
    for process in [pid, *children_of(pid)]:
        with open(f"/proc/{process}/limits", encoding="ascii") as f:
            limit = next(line for line in f if line.startswith("Max core file size"))
        if limit.split()[4:6] != ["0", "0"]:
            fail(f"process {process} may dump core: {limit}")


def children_of(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as f:
            for child in f.read().split():
                found += [int(child), *children_of(int(child))]
    return found


def log_step(text):
    print(text, flush=True)


def fail(text):
    print(f"FAILED: {text}", file=sys.stderr, flush=True)
    sys.exit(1)

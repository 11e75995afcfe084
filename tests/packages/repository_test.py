#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The signed apt repository: a client installs from it, by hand and by the README's Ansible play, and refuses it once a byte of it
was changed by somebody else.  repository_test.py PACKAGES CACHE"""

import functools
import glob
import gzip
import http.server
import os
import re
import subprocess
import sys
import tempfile
import threading

from clean_root import CleanRoot, as_version, check, fail, packages_of

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FIRM = 'organisation = "Example Lending Ltd"\n\n[alerts]\nmax_mails_per_hour = %s\n'


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Archive:
    """A repository, signed with a key made for this test."""

    def __init__(self, work):
        self.folder = os.path.join(work, "repository")
        home = os.path.join(work, "gnupg")
        os.mkdir(home, 0o700)
        self._env = dict(os.environ, GNUPGHOME=home)
        subprocess.run(["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "Archive <archive@lending.example>", "rsa3072",
                        "sign", "never"], env=self._env, check=True)
        keys = subprocess.run(["gpg", "--list-keys", "--with-colons"], env=self._env, capture_output=True, text=True, check=True).stdout
        self._key = next(line.split(":")[9] for line in keys.splitlines() if line.startswith("fpr:"))

    def take(self, packages):
        subprocess.run([os.path.join(ROOT, "installer", "build-repository"), "--key", self._key, "--packages", packages, self.folder],
                       env=self._env, check=True)


def change(path, edit):
    with open(path, "rb") as f:
        before = f.read()
    with open(path, "wb") as f:
        f.write(edit(before))
    return before


def play_of_readme(address):
    """The README's play, with the repository at `address`."""
    with open(os.path.join(ROOT, "installer", "README.md"), encoding="utf-8") as f:
        play = re.search(r"^\*\*By Ansible\.\*\*$.*?^```yaml\n(.*?)^```$", f.read(), re.M | re.S).group(1)
    return play.replace("https://packages.lending.example/chaperone", address)


def by_ansible(root, archive, packages, address):
    root.run("apt-get", "install", "--yes", "--no-install-recommends", "ansible-core", "python3-apt", "sudo")
    root.write("/srv/desks", "[desks]\nlocalhost ansible_connection=local\n")
    root.write("/srv/play.yml", play_of_readme(address))

    def plays(mails):
        """Whether it went well, and what has changed."""
        root.write("/srv/firm.toml", FIRM % mails)
        done = root.run("env", "ANSIBLE_NOCOLOR=1", "ansible-playbook", "--inventory", "/srv/desks", "/srv/play.yml", ok=False)
        counts = re.search(r"changed=(\d+)", done.stdout)
        if not counts:
            fail("the play: " + done.stdout + done.stderr)
        return done.returncode == 0, int(counts.group(1))

    check(plays(5) == (True, 5), "the README's play installs from the repository, puts the policy there and has it read")
    said = root.run("chaperone", "policy", "show", "--origin").stdout
    check("max_mails_per_hour = 5 (/etc/chaperone/managed.d/10-firm.toml:" in said, "the policy holds, as a managed one")
    check(plays(5) == (True, 0), "played again it changes nothing")
    check(plays(6) == (True, 2), "another policy is put there and read")
    with tempfile.TemporaryDirectory() as work:
        for package in packages:
            as_version(package, "0.9.0", work)
        archive.take(work)
    check(plays(6) == (True, 1), "a newer version in the repository is installed")
    check(root.run("dpkg-query", "-W", "-f", "${Version} ", "chaperone-agent", "chaperone-tray").stdout == "0.9.0 0.9.0 ", "both packages of it")
    check(plays('"many"')[0] is False, "a wrong one ends the play")
    check(root.read("/etc/chaperone/managed.d/10-firm.toml") == FIRM % 6, "and the one before it stays")
    root.run("rm", "/etc/chaperone/managed.d/10-firm.toml")


def main(built, cache):
    packages = packages_of(built)
    with tempfile.TemporaryDirectory() as work, CleanRoot(os.path.abspath(cache)) as root:
        archive = Archive(work)
        archive.take(os.path.abspath(built))
        folder = archive.folder
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        by_ansible(root, archive, packages, address)
        root.run("apt-get", "purge", "--yes", "chaperone-agent", "chaperone-tray")
        root.run("rm", "/etc/apt/keyrings/chaperone.gpg", "/etc/apt/sources.list.d/chaperone.list")

        with open(os.path.join(folder, "chaperone.gpg"), "rb") as f:
            key = f.read()
        os.makedirs(root.path + "/etc/apt/keyrings", exist_ok=True)
        with open(root.path + "/etc/apt/keyrings/chaperone.gpg", "wb") as f:
            f.write(key)
        root.write("/etc/apt/sources.list.d/chaperone.list",
                   f"deb [signed-by=/etc/apt/keyrings/chaperone.gpg] {address} bookworm main\n")

        def update():
            done = root.run("apt-get", "update", "-q", "-o", "APT::Update::Error-Mode=any", ok=False)
            return done.returncode == 0

        check(update(), "a client takes the repository by its key")
        root.run("apt-get", "install", "--yes", "chaperone-tray")
        check(root.run("chaperone", "--version").stdout.startswith("chaperone "), "and installs from it")
        root.run("apt-get", "purge", "--yes", "chaperone-agent", "chaperone-tray")
        root.run("apt-get", "clean")

        deb = glob.glob(folder + "/pool/**/chaperone-agent_*.deb", recursive=True)[0]
        before = change(deb, lambda b: b[:-1] + bytes([b[-1] ^ 1]))
        check(root.run("apt-get", "install", "--yes", "chaperone-agent", ok=False).returncode != 0, "a package that was changed is refused")
        change(deb, lambda _: before)

        index = glob.glob(folder + "/dists/bookworm/main/binary-*/Packages.gz")[0]
        before = change(index, lambda b: gzip.compress(gzip.decompress(b) + b"\n"))
        root.run("rm", "-rf", "/var/lib/apt/lists")
        check(not update(), "an index that was changed is refused")
        change(index, lambda _: before)

        release = folder + "/dists/bookworm/InRelease"
        before = change(release, lambda b: b.replace(b"Label: Chaperone", b"Label: Chaperons"))
        root.run("rm", "-rf", "/var/lib/apt/lists")
        check(not update(), "a release file that was changed is refused")
        change(release, lambda _: before)
        check(update(), "unchanged it is taken again")
        server.shutdown()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])

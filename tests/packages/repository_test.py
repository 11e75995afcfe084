#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The signed apt repository: a client installs from it, and refuses it once a byte of it was changed by somebody else.
repository_test.py CACHE"""

import functools
import glob
import gzip
import http.server
import os
import subprocess
import sys
import tempfile
import threading

from clean_root import CleanRoot, check

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def made(work):
    """A repository, signed with a key made for this test."""
    home = os.path.join(work, "gnupg")
    os.mkdir(home, 0o700)
    env = dict(os.environ, GNUPGHOME=home)
    subprocess.run(["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "Archive <archive@lending.example>", "rsa3072",
                    "sign", "never"], env=env, check=True)
    keys = subprocess.run(["gpg", "--list-keys", "--with-colons"], env=env, capture_output=True, text=True, check=True).stdout
    fingerprint = next(line.split(":")[9] for line in keys.splitlines() if line.startswith("fpr:"))
    folder = os.path.join(work, "repository")
    subprocess.run([os.path.join(ROOT, "installer", "build-repository"), "--key", fingerprint, folder], env=env, check=True)
    return folder


def change(path, edit):
    with open(path, "rb") as f:
        before = f.read()
    with open(path, "wb") as f:
        f.write(edit(before))
    return before


def main(cache):
    with tempfile.TemporaryDirectory() as work, CleanRoot(os.path.abspath(cache)) as root:
        folder = made(work)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with open(os.path.join(folder, "chaperone.gpg"), "rb") as f:
            key = f.read()
        os.makedirs(root.path + "/etc/apt/keyrings", exist_ok=True)
        with open(root.path + "/etc/apt/keyrings/chaperone.gpg", "wb") as f:
            f.write(key)
        root.write("/etc/apt/sources.list.d/chaperone.list",
                   f"deb [signed-by=/etc/apt/keyrings/chaperone.gpg] http://127.0.0.1:{server.server_port} bookworm main\n")

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
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(sys.argv[1])

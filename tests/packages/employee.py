# SPDX-License-Identifier: Apache-2.0
"""An employee of a clean root whose store is a real one: the installed agent makes it and reads it."""

import json
import os
import shutil

from clean_root import check

POLICY = 'organisation = "Example Lending Ltd"\n\n[vault]\nallow_file = true\n\n[alerts]\nmax_mails_per_hour = 7\n'

# A session without a desktop: a bus of its own, an agent that is ready, what is asked of it, and its end in order.
SESSION = """
cd
XDG_RUNTIME_DIR=$(mktemp -d); export XDG_RUNTIME_DIR
"$1" agent 2>"$HOME/agent.log" & agent=$!
for _ in $(seq 100); do
  dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.chaperone.Agent1 |
    grep -q true && break
  kill -0 $agent || { cat "$HOME/agent.log"; exit 1; }
  sleep 0.1
done
chaperone() { "$program" "$@"; }
program=$1
%s
kill $agent
wait $agent
"""


class Employee:
    def __init__(self, root, name="alice"):
        self._root, self._name = root, name
        self._heads = []
        self.store = f"/home/{name}/.local/state/chaperone"
        root.run("useradd", "--create-home", "--shell", "/bin/sh", name)
        self.program = "/usr/bin/chaperone"

    def keep_program(self):
        """Keeps copies of the programs, which read the store when the packages are gone."""
        kept = "/opt/kept"
        os.makedirs(self._root.path + kept, exist_ok=True)
        for program in ("bin/chaperone", "libexec/chaperone/chaperone-reader", "libexec/chaperone/chaperone-recorder"):
            shutil.copy(f"{self._root.path}/usr/{program}", self._root.path + kept)
        self.program = kept + "/chaperone"

    def has_a_call(self):
        """A call that leaves its entries in the ledger."""
        self._session("chaperone call start --customer 'Rosalind Ashcombe' >/dev/null; chaperone call end >/dev/null")

    def store_is_whole(self, when):
        """The ledger verifies, and holds every head that it had before; AssertionError otherwise."""
        heads = " ".join(f"--head {h}" for h in self._heads)
        said = self._session("chaperone ledger verify >/dev/null; chaperone ledger head --json; chaperone ledger export export.jsonl >/dev/null; "
                             f"chaperone ledger verify export.jsonl {heads} >/dev/null; rm export.jsonl")
        head = json.loads(said)
        self._heads.append(f"{head['entries']}:{head['head']}")
        check(head["entries"] > 1, f"{when}: the ledger verifies, {head['entries']} entries, with all {len(self._heads)} heads that were seen")

    def _session(self, commands):
        return self._root.run("dbus-run-session", "--", "sh", "-e", "-c", SESSION % commands, "session", self.program, user=self._name).stdout

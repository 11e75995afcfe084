#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The firm's policy on an installed machine: signed bundles, who may change what, a read-only /etc, a full /var.
policy_test.py PACKAGES CACHE"""

import json
import os
import sys

from clean_root import CleanRoot, check, packages_of

FIRM = 'organisation = "Example Lending Ltd"\n\n[mail]\nport = {}\n'
UNSIGNED = "/etc/chaperone/managed.d/10-firm.toml"
BUNDLE = "/var/lib/chaperone/policy/bundle.json"


class Desk:
    """Who signs for the firm: a key, and bundles, in /root/desk of the machine."""

    def __init__(self, root):
        self.root = root
        root.run("mkdir", "-m", "700", "/root/desk")
        self.key = json.loads(root.run("chaperone", "policy", "new-key", "/root/desk/firm.key", "--json").stdout)["policy_key"]

    def sign(self, port, version, key="firm.key"):
        self.root.write("/root/desk/10-firm.toml", FIRM.format(port))
        out = f"/root/desk/{version}-{port}-{key}.json"
        self.root.run("chaperone", "policy", "sign", "--key", f"/root/desk/{key}", "--bundle-version", str(version), "--out", out,
                      "/root/desk/10-firm.toml")
        return out


def port(root, user="alice"):
    """Of the mail server, as the policy that holds has it."""
    return json.loads(root.run("chaperone", "policy", "show", "--json", user=user).stdout)["mail"]["port"]


def in_shell(root, script, ok=True):
    return root.run("sh", "-ec", script, ok=ok)


def unsigned(root):
    root.write(UNSIGNED, FIRM.format(1001))
    check(port(root) == 1001, "a file in managed.d holds for staff")
    root.write("/home/alice/.config/chaperone/policy.toml", "[mail]\nport = 9\n")
    root.run("chown", "-R", "alice:", "/home/alice")
    said = root.run("chaperone", "policy", "check", user="alice")
    check(f"{UNSIGNED} fixes it" in said.stdout, "who overrides a managed value is told which file fixes it")
    shown = root.run("chaperone", "policy", "show", "--origin", user="alice")
    check(f"mail.port = 1001 ({UNSIGNED}:4)" in shown.stdout, "each value is shown with its file and line")
    root.run("chown", "alice:", UNSIGNED)
    said = root.run("chaperone", "policy", "show", user="alice", ok=False)
    check(said.returncode == 3 and f"{UNSIGNED}: belongs to user" in said.stderr, "a file that an employee owns is refused with its name")
    root.run("chown", "root:", UNSIGNED)


def signed(root, desk):
    first = desk.sign(1002, 10)
    said = root.run("chaperone", "policy", "install", "--trust", desk.key, first)
    check("managed.d have no effect" in said.stderr and port(root) == 1002, "the first bundle takes the place of managed.d, and says so")
    check(f"{UNSIGNED}: has no effect" in root.run("chaperone", "policy", "check", user="alice").stdout, "the unsigned file is named")
    root.write("/home/alice/.config/chaperone/policy.toml", "[mail]\nport = 9\n")
    check(f"{BUNDLE}#10-firm.toml fixes it" in root.run("chaperone", "policy", "check", user="alice").stdout,
          "who overrides a signed value is told which bundle fixes it")
    root.run("chmod", "755", "/root", "/root/desk")
    said = root.run("chaperone", "policy", "install", "/root/desk/10-1002-firm.key.json", user="alice", ok=False)
    check(said.returncode != 0 and port(root) == 1002, "an employee installs nothing")
    said = root.run("sh", "-c", f"rm -f /var/lib/chaperone/policy/floor; echo > {BUNDLE}; : > /etc/chaperone/policy.pub", user="alice", ok=False)
    check(said.stderr.count("denied") + said.stderr.count("cannot") >= 3 and port(root) == 1002, "nor does one change what is installed")

    newer = desk.sign(1003, 11)
    done = json.loads(root.run("chaperone", "policy", "install", newer, "--json").stdout)
    check(done["changed"] and port(root) == 1003, "a newer bundle holds")
    report = json.loads(root.run("chaperone", "doctor", "--json", user="alice", ok=False).stdout)
    check(11 in [c["numbers"].get("bundle_version") for c in report["checks"]], "doctor names the version of the signed policy")
    again = json.loads(root.run("chaperone", "policy", "install", newer, "--json").stdout)
    check(not again["changed"], "the same one again is no error and no change")
    said = root.run("chaperone", "policy", "install", first, ok=False)
    check(said.returncode == 1 and "has had 11" in said.stderr and port(root) == 1003, "an older one is refused")
    root.run("chaperone", "policy", "new-key", "/root/desk/stranger.key")
    said = root.run("chaperone", "policy", "install", desk.sign(6, 12, "stranger.key"), ok=False)
    check(said.returncode == 1 and port(root) == 1003, "a stranger's is refused")


def in_trouble(root, desk):
    newer = desk.sign(1004, 20)
    mount = "mount --bind {0} {0} && mount -o remount,bind,ro {0} && "
    both = mount.format("/etc") + mount.format("/var/lib/chaperone")
    said = in_shell(root, both + f"chaperone policy install {newer}", ok=False)
    check(said.returncode != 0 and "Read-only" in said.stderr and port(root) == 1003, "on a read-only machine nothing is changed, and that is said")
    said = in_shell(root, mount.format("/etc") + "setpriv --reuid=alice --clear-groups chaperone policy show --json")
    check(json.loads(said.stdout)["mail"]["port"] == 1003, "the policy holds where /etc is read-only")
    full = ("cp -a /var/lib/chaperone/policy /root/kept; mount -t tmpfs -o size=64k,mode=755 full /var/lib/chaperone; "
            "cp -a /root/kept /var/lib/chaperone/policy; dd if=/dev/zero of=/var/lib/chaperone/filler bs=1k 2>/dev/null || true; ")
    said = in_shell(root, full + f"chaperone policy install {newer} || echo exit $?; chaperone policy show --json >/root/shown", ok=False)
    shown = json.loads(root.read("/root/shown"))["mail"]["port"]
    check("exit 4" in said.stdout and "space" in said.stderr and shown == 1003, "on a full disk the policy before holds, and that is said")
    root.run("chaperone", "policy", "install", newer)
    check(port(root) == 1004, "once there is room, it is taken")
    root.run("sh", "-c", f"head -c 100 {BUNDLE} > /root/cut; cat /root/cut > {BUNDLE}")
    said = root.run("chaperone", "policy", "show", user="alice", ok=False)
    check(said.returncode == 3 and "chaperone policy install" in said.stderr, "a damaged bundle is an error that says what to do")
    root.run("chaperone", "policy", "install", newer)
    check(port(root) == 1004, "and the same bundle mends it")


def kept_and_gone(root, packages):
    root.run("apt-get", "remove", "--yes", "chaperone-agent", "chaperone-tray")
    check(root.exists(BUNDLE) and root.exists("/etc/chaperone/policy.pub"), "a removal leaves the signed policy and the firm's key")
    root.run("apt-get", "install", "--yes", *root.put(*packages))
    check(port(root) == 1004, "and it holds again after an installation")
    root.run("apt-get", "purge", "--yes", "chaperone-agent", "chaperone-tray")
    check(not root.exists("/var/lib/chaperone"), "a purge removes it")


def main(folder, cache):
    packages = packages_of(folder)
    with CleanRoot(os.path.abspath(cache)) as root:
        root.run("useradd", "--create-home", "alice")
        root.run("apt-get", "install", "--yes", "--no-install-recommends", *root.put(*packages))
        unsigned(root)
        desk = Desk(root)
        signed(root, desk)
        in_trouble(root, desk)
        kept_and_gone(root, packages)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])

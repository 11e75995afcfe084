#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whether each key (the letter behind an &) means one thing in each window, in each language: where two share it, pressing it
only goes from one to the other.  keys_test.py LUPDATE"""

import re
import sys
import tempfile

from translations_test import updated

# What stands together, by where its sentences are: the window and the parts that it is made of.
WINDOWS = {
    "menu": ("Menu", "RecordingMenu"),
    "call": ("CallWindow", "PeopleForm", "PersonForm", "OnCallList", "GroundForm", "MissingList", "Deeds", "AnnouncementView"),
    "recording": ("RecordingWindow", "PeopleForm", "PersonForm", "MissingList", "Deeds"),
    "alerts": ("AlertWindow",),
    "sharing": ("SharingWindow",),
    "glass box": ("GlassBoxWindow",),
    "check": ("CheckWindow",),
    "status": ("StatusWindow",),
    "welcome": ("WelcomeWindow",),
}
# Of each of these only one shows at a time.
ALTERNATIVES = (
    {"&Start the call", "&Start and record", "&Put on record", "&Start recording", "&Show the recording", "&End the call"},
    {"Co&ver it", "Unco&ver it"},
    # A private call has no ground, and no other button that ends it.
    {"&End the call", "End the &call"},
    {"&End the call", "It r&ests on:"},
)


def key_of(text):
    """The key of a button or a field, "" where it has none."""
    found = re.findall(r"&([^&])", text.replace("&&", ""))
    if len(found) > 1 or not all(key.isalnum() for key in found):
        raise SystemExit(f"{text!r} has no key, but more of them or one that cannot be typed")
    return found[0].lower() if found else ""


def apart(one, other):
    return any({one, other} <= group for group in ALTERNATIVES)


def clashes(window, sentences):
    """`sentences` are (source, as it is shown)."""
    keyed = [(source, shown) for source, shown in sentences if key_of(shown)]
    for i, (source, shown) in enumerate(keyed):
        for other_source, other in keyed[:i]:
            if key_of(shown) == key_of(other) and not apart(source, other_source):
                yield f"{window}: {other!r} and {shown!r} have the same key"


def main(lupdate):
    with tempfile.TemporaryDirectory() as folder:
        messages = [(context.rpartition("::")[2], message.findtext("source"), "".join(message.find("translation").itertext()))
                    for context, message in updated(lupdate, "de", folder) if message.get("numerus") != "yes"]
    placed = {context for contexts in WINDOWS.values() for context in contexts}
    found = [f"{context}: {source!r} stands in no window of this test" for context, source, _ in messages
             if key_of(source) and context not in placed]
    sources = {source for _, source, _ in messages}
    found += [f"{gone!r} is not said any more" for group in ALTERNATIVES for gone in group - sources]
    keys = 0
    for window, contexts in WINDOWS.items():
        here = [(source, german) for context, source, german in messages if context in contexts]
        keys += sum(1 for source, _ in here if key_of(source))
        found += clashes(f"{window}, English", [(source, source) for source, _ in here])
        found += clashes(f"{window}, German", here)
    for problem in found:
        print(problem)
    print(f"{keys} keys in {len(WINDOWS)} windows, {len(found)} problems")
    return 1 if found or keys < 40 else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))

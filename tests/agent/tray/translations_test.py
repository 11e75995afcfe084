#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whether each sentence of the tray is translated: the sources are read anew, so one that was added or changed without its
translation fails.  translations_test.py LUPDATE"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
TRAY = os.path.join(ROOT, "agent", "tray")
FORMS = 2  # of a plural, in English and German


def updated(lupdate, language, folder, *options):
    """The messages of the sources with their translations, as `cmake --build … --target update_translations` would leave them."""
    path = os.path.join(folder, f"chaperone_{language}.ts")
    shutil.copy(os.path.join(TRAY, "translations", os.path.basename(path)), path)
    sources = glob.glob(os.path.join(TRAY, "*.cc")) + glob.glob(os.path.join(TRAY, "*.h"))
    subprocess.run([lupdate, "-silent", "-no-obsolete", "-locations", "none", "-I", ROOT, *options, *sources, "-ts", path], check=True)
    return [(context.findtext("name"), message)
            for context in ET.parse(path).getroot().iter("context") for message in context.iter("message")]


def marks(text):
    """What a translation must keep: the places of values."""
    return sorted(re.findall(r"%\d|%n", text))


def problems(context, message):
    source, translation = message.findtext("source"), message.find("translation")
    where = f"{context}: {source!r}"
    if translation.get("type") == "unfinished":
        yield f"{where} is not translated"
        return
    if message.get("numerus") == "yes":
        forms = [form.text or "" for form in translation.iter("numerusform")]
        if len(forms) != FORMS or not all(forms):
            yield f"{where} has not {FORMS} plural forms"
    else:
        forms = ["".join(translation.itertext())]
        if not forms[0]:
            yield f"{where} is empty"
    for form in forms:
        # "one" may be said in words.
        if marks(form) != marks(source) and marks(form) != [m for m in marks(source) if m != "%n"]:
            yield f"{where}: {form!r} has other values in it"
        if "(s)" in form or "(ies)" in form or "(es)" in form:
            yield f"{where}: {form!r} is no plural form"
        if ("&" in re.sub("&&", "", source)) != ("&" in re.sub("&&", "", form)):
            yield f"{where}: {form!r} has no key, or one too many"


def main(lupdate):
    with tempfile.TemporaryDirectory() as folder:
        german = updated(lupdate, "de", folder)
        english = updated(lupdate, "en", folder, "-pluralonly")
    if len(german) < 100 or len(english) < 20:
        sys.exit(f"only {len(german)} messages and {len(english)} plurals were found: are the sources read?")
    if not any(context == "chaperone::tray::WelcomeWindow" for context, _ in german):
        sys.exit("lupdate does not find the namespaces: Qt would look the sentences up in vain")
    found = [f"{language}: {problem}" for language, messages in (("de", german), ("en", english))
             for context, message in messages for problem in problems(context, message)]
    for problem in found:
        print(problem)
    print(f"{len(german)} messages, {len(english)} plurals, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))

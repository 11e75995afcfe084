#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tray in the desktop's language, in one that is asked for, and in a third that somebody adds by a file.
tray_language_test.py BUILD-FOLDER LRELEASE"""

import os
import sys

from harness.agent import fail, log_step
from harness.desktop import Desktop
from harness.processes import wait_until
from harness.tray import Tray
from tray_icon_test import start_trayer

FRENCH = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name>chaperone::tray::WelcomeWindow</name>
    <message><source>Welcome to Chaperone</source><translation>Bienvenue dans Chaperone</translation></message>
</context>
</TS>
"""


def title(desktop, build, expected, *options, data_dirs=None, locale=None):
    tray = Tray(desktop, build, *options, locale=locale)
    if data_dirs:
        tray.env["XDG_DATA_DIRS"] = data_dirs
    tray.start("--show", "welcome")
    titles = wait_until(lambda: list(tray.windows().values()), "the window")
    tray.stop()
    if titles != [expected]:
        fail(f"the window is called {titles}, not {expected!r}")
    log_step(f"ok: {' '.join(options) or locale}: {expected}")


def run(build, lrelease):
    with Desktop(width=800, height=600) as desktop:
        start_trayer(desktop)
        title(desktop, build, "Willkommen bei Chaperone", "--language", "de")
        title(desktop, build, "Willkommen bei Chaperone", "--language", "de_AT")
        title(desktop, build, "Welcome to Chaperone", "--language", "en")
        title(desktop, build, "Welcome to Chaperone", "--language", "fr")
        source = desktop.folder.file("fr.ts")
        with open(source, "w", encoding="utf-8") as f:
            f.write(FRENCH)
        added = desktop.folder.file("data", "chaperone", "translations", "chaperone_fr.qm")
        desktop.run([lrelease, "-silent", source, "-qm", added])
        data_dirs = desktop.folder.make("data") + ":/usr/share"
        title(desktop, build, "Bienvenue dans Chaperone", "--language", "fr", data_dirs=data_dirs)
        os.remove(added)
        title(desktop, build, "Welcome to Chaperone", "--language", "fr", data_dirs=data_dirs)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(*sys.argv[1:])

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Pictures of the tray's windows in both themes and languages, with invented people only; the main ones for the README.
tray_pictures.py BUILD-FOLDER OUTPUT-FOLDER README-FOLDER [STAGE …] [THEME-LANGUAGE[-2x] …]"""

import collections
import contextlib
import os
import sys
import time

from harness.agent import ROOT, Agent, MailServer, log_step
from harness.call import CallScene
from harness.chromium import Chromium
from harness.desktop import Desktop
from harness.machine import set_managed_policy, use_own_etc
from harness.pages import Pages
from harness.processes import program, wait_until
from harness.speech import speech_file
from harness.tray import Tray
from tray_icon_test import start_trayer

POLICY = """
[alerts]
closes_after_ms = 500

[shield]
mode = "ask"

[recording]
jurisdiction = "uk"
language = "en"
special_category_conditions = ["explicit_consent"]

[[recording.purposes]]
name = "complaints"
title = "handling complaints"
basis = "legitimate_interests"
reference = "LIA-7"

[[recording.purposes]]
name = "agreements"
title = "agreements by telephone"
basis = "consent"

[[recording.assessments]]
reference = "LIA-7"
version = "2"
review_by = 2036-06-30
purposes = ["complaints"]
"""
# Overrides of the direction, and a word without end: of 10,000 characters, and as long as a policy's title may be.
HOSTILE = "\u202eevil\u2066" + "endless" * 1428
HOSTILE_TITLE = HOSTILE[:190]
HOSTILE_POLICY = f"""
[recording]
jurisdiction = "uk"

[[recording.purposes]]
name = "endless"
title = "{HOSTILE_TITLE}"
basis = "consent"
"""
CUSTOMER = "Rosalind Ashcombe"
PAGES = ("kept", "left", "looked", "gaps", "rules", "proof")  # of the glass box, from the top
LOCALES = {"en": "en_GB.UTF-8", "de": "de_DE.UTF-8"}
SHOW_PLACES = {"en": "alt+w", "de": "alt+z"}  # "Show me where"
EARLIER = {"en": "alt+e", "de": "alt+r"}  # "Earlier alerts"
SAVE_PDF = {"en": "alt+p", "de": "alt+d"}
SCREEN = (1440, 900)
README = {  # its pictures, each from one of light-en
    "status": "status-gate-closed", "call": "call-open", "recording": "recording-running", "alert": "screen-outlined",
    "covered": "screen-covered", "glass-box": "glass-box-kept",
}

Look = collections.namedtuple("Look", "theme language scale")
LOOKS = {f"{theme}-{language}{ending}": Look(theme, language, scale)
         for scale, ending in ((1, ""), (2, "-2x")) for theme in ("light", "dark") for language in ("en", "de")}


class Album:
    """The windows of a tray in one look, one after the other."""

    def __init__(self, desktop, build, folder, look):
        self._desktop, self._folder, self._look = desktop, folder, look
        self.language = LOOKS[look].language
        self._tray = Tray(desktop, build, "--theme", LOOKS[look].theme, "--language", self.language,
                          locale=LOCALES[self.language])

    def __enter__(self):
        self._tray.start()
        return self

    def __exit__(self, *_):
        self._tray.stop()

    def open(self, name):
        before = set(self._tray.windows())
        self._tray.show(name)
        self.window = wait_until(lambda: next(iter(set(self._tray.windows()) - before), None), f"the window {name}")
        self._desktop.activate(self.window)

    def wait_for_own(self, before=()):
        """The one window that comes by itself."""
        self.window = wait_until(lambda: next(iter(set(self._tray.windows()) - set(before)), None),
                                 "a window that comes by itself")
        self._desktop.activate(self.window)

    def press(self, *keys):
        self._desktop.run([program("xdotool"), "key", "--delay", "60", *keys])

    def take(self, name, settle=1.2, window=None):
        time.sleep(settle)
        self._desktop.picture(os.path.join(self._folder, f"{name}-{self._look}.png"), window or self.window)

    def take_screen(self, name, settle=1.2):
        self.take(name, settle, "root")

    def close(self, window=None):
        if window:
            self.window = window
            self._desktop.activate(window)
        self.press("Escape")
        wait_until(lambda: self.window not in self._tray.windows(), "the window to close")

    def start_call(self, agent, purpose, customer=CUSTOMER):
        """As the employee does: the tray knows the names that were typed into it, the agent tells none. It forgets them
        when its windows of the call close; the one that is returned stays open."""
        self.open("call")
        self._desktop.run([program("xdotool"), "type", "--delay", "10", customer])
        self.press("Return")
        wait_until(lambda: agent.status()["call"], "the call")
        agent.cli("call", "identify", "p1", "--how", "security_questions")
        agent.cli("basis", "set", "--purpose", purpose)
        return self.window

    def take_alone(self, window, name=None, settle=1.2):
        self.open(window)
        self.take(name or window, settle)
        self.close()

    def keep_report(self):
        """What the glass box saves as PDF."""
        path = os.path.join(self._folder, f"report-{self._look}.pdf")
        with contextlib.suppress(FileNotFoundError):
            os.remove(path)
        self.open("glass-box")
        self.press(SAVE_PDF[self.language])
        wait_until(lambda: len(self._tray.windows()) > 1, "the question where to save it")
        time.sleep(0.5)
        self._desktop.run([program("xdotool"), "type", "--delay", "10", path])
        self.press("Return")
        wait_until(lambda: os.path.exists(path), "the report", 20)
        self.close()

    def take_glass_box(self, name):
        self.open("glass-box")
        self.take(f"{name}-{PAGES[0]}")
        for page in PAGES[1:]:
            self.press("Down")
            self.take(f"{name}-{page}", settle=0.6)
        self.close()


class Studio:
    """Where pictures are taken: the looks that are asked for, by turns on one desktop of their scale."""

    def __init__(self, build, folder, looks):
        self.build, self._folder, self._looks = build, folder, looks

    @contextlib.contextmanager
    def desktop(self, scale):
        with Desktop(width=SCREEN[0] * scale, height=SCREEN[1] * scale) as desktop:
            furnish(desktop, scale)
            yield desktop

    def scales(self):
        return sorted({LOOKS[look].scale for look in self._looks})

    def albums(self, desktop, scale):
        """Each look's tray, started and stopped."""
        for look in self._looks:
            if LOOKS[look].scale == scale:
                with Album(desktop, self.build, self._folder, look) as album:
                    yield album


def furnish(desktop, scale=1):
    """As a desktop with so fine pixels is set up, to which programs keep by themselves."""
    desktop.run([program("xsetroot"), "-solid", "#5d7285"])
    desktop.run([program("xprop"), "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER",
                 f"Xft.dpi:\t{96 * scale}\n"])  # as xrdb writes it
    start_trayer(desktop)


def keep_something(desktop, agent):
    """What the agent has to show afterwards: an alert with its mail, and a share that could not be watched."""
    record = desktop.start([program("display"), "-geometry", "+500+300", "-title", "Customer record",
                            os.path.join(ROOT, "samples", "screens", "record.png")])
    desktop.wait_for_window("Customer record")
    desktop.open_plain_window("Timesheet", left=20, top=40)
    agent.cli("share", "start")
    agent.cli("share", "audience", "external")
    alert = agent.wait_for_alerts(1, 60)[0]
    agent.cli("alerts", "resolve", alert["id"], "--as", "hidden")
    agent.cli("share", "stop")
    window, closed = desktop.open_plain_window("Old notes")
    agent.cli("share", "start", "--window", hex(window))
    closed.stop()
    wait_until(lambda: agent.json("status", "--gaps")["gaps"], "the gap", 30)
    agent.cli("share", "stop")
    return record


def quiet(studio):
    """Nothing is shared: what there is to see at any time, of an agent that knows nothing and of one that does."""
    for scale in studio.scales():
        with studio.desktop(scale) as desktop:
            agent = Agent(desktop, studio.build, MailServer(desktop), extra_policy=POLICY)
            agent.start()
            for album in studio.albums(desktop, scale):
                album.take_alone("status")
                album.take_alone("welcome")
                album.take_alone("call", "call-new")
                album.take_alone("recording", "recording-none")
                album.take_alone("sharing", "sharing-none")
                album.take_alone("alerts", "alerts-none")
                album.take_glass_box("glass-box-empty")
            keep_something(desktop, agent)
            for album in studio.albums(desktop, scale):
                call = album.start_call(agent, "agreements")
                album.take("call-open")
                album.take_alone("status", "status-gate-closed")
                album.take_alone("recording", "recording-gate-closed")
                album.keep_report()
                album.take_glass_box("glass-box")
                album.take_alone("check", settle=8)
                album.open("alerts")
                album.press(EARLIER[album.language])
                album.take("alerts-earlier")
                album.close()
                agent.cli("call", "end")
                album.close(call)


@contextlib.contextmanager
def shared_record(desktop, agent):
    """A browser shares the screen, on which another customer's record stands."""
    with Pages(os.path.join(ROOT, "samples", "screens")) as crm, \
            Pages(os.path.join(ROOT, "tests", "real", "pages")) as meeting, \
            Chromium(desktop, share="Entire screen", position=(24, 24), size=(1000, 640)) as browser:
        page = browser.open(crm.url("crm.html"))
        call = browser.open_window(meeting.url("share.html"), left=1060, top=24, width=340, height=300)
        call.bring_to_front()
        call.evaluate("document.getElementById('remote').style.visibility = 'hidden'")  # else it shows itself in itself
        call.click("#start")
        call.wait_for("share.state === 'sharing'", "the share to start")
        wait_until(lambda: agent.status()["shares"], "the agent to see the share", 10)
        agent.cli("share", "audience", "external")
        desktop.activate(desktop.wait_for_window("Ledgerline CRM"))
        page.evaluate("show('ashgrove')")
        agent.wait_until_read()
        yield


def leak(studio):
    """Another customer's record is on a shared screen."""
    for scale in studio.scales():
        with studio.desktop(scale) as desktop:
            agent = Agent(desktop, studio.build, MailServer(desktop), extra_policy=POLICY)
            agent.start()
            with shared_record(desktop, agent):
                alert = wait_until(lambda: [a for a in agent.alerts() if a["state"] == "open"], "an alert", 30)[0]
                for album in studio.albums(desktop, scale):
                    album.wait_for_own()
                    album.take("alerts")
                    album.press(SHOW_PLACES[album.language])
                    album.take_screen("screen-outlined")
                    agent.cli("alerts", "cover", alert["id"])
                    album.take_screen("screen-covered", settle=7)
                    album.take("alerts-covered", settle=0)
                    agent.cli("alerts", "uncover", alert["id"])
                    alerts = album.window
                    album.open("sharing")
                    album.take("sharing")
                    album.take_screen("screen-both", settle=0)
                    album.close()
                    album.take_alone("status", "status-alert")
                    desktop.activate(alerts)


def pilot(studio):
    """The firm only counts, and another customer's record is on a shared screen."""
    set_managed_policy('[alerts]\nmode = "monitor"\n')
    for scale in studio.scales():
        with studio.desktop(scale) as desktop:
            agent = Agent(desktop, studio.build, MailServer(desktop), extra_policy=POLICY)
            agent.start()
            with shared_record(desktop, agent):
                wait_until(lambda: agent.json("alerts", "counts")["alerts"], "the leak to be counted", 30)
                for album in studio.albums(desktop, scale):
                    album.take_alone("welcome", "pilot-welcome")
                    album.take_alone("status", "pilot-status")
                    album.take_alone("alerts", "pilot-alerts")
                    album.take_alone("sharing", "pilot-sharing")
                    album.take_glass_box("pilot-glass-box")
    set_managed_policy("")


def recording(studio):
    """A call is recorded, with sound: two softphones talk."""
    with CallScene(studio.build, width=SCREEN[0], height=SCREEN[1]) as scene:
        furnish(scene.desktop)
        scene.dial()
        for album in studio.albums(scene.desktop, 1):
            call = album.start_call(scene.agent, "complaints")
            scene.record()
            album.wait_for_own([call])
            voices = [sound.start_playing(speech_file(scene.folder, name))
                      for sound, name in ((scene.sound, "employee"), (scene.elsewhere, "customer"))]
            album.take("recording-running", settle=3)
            for voice in voices:
                voice.wait(60)
            scene.agent.cli("record", "pause", "--card")
            album.take("recording-paused")
            scene.agent.cli("record", "resume")
            scene.wait_for_phase("recording")
            album.close()
            album.take_alone("status", "status-recording")
            album.close(call)
            album.take_alone("call", "call-recording")
            scene.agent.cli("record", "stop")
            scene.agent.cli("call", "end")


def hostile(studio):
    """Text from outside that is built to break a window."""
    for scale in studio.scales():
        with studio.desktop(scale) as desktop:
            agent = Agent(desktop, studio.build, MailServer(desktop), extra_policy=HOSTILE_POLICY)
            agent.start()
            desktop.start([program("xev"), "-name", HOSTILE, "-event", "mouse", "-geometry", "600x400+80+80"])
            agent.cli("share", "start", "--window", hex(desktop.wait_for_window("endless")))
            for album in studio.albums(desktop, scale):
                call = album.start_call(agent, "endless", "endless" * 17)
                album.take("hostile-call")
                album.take_alone("recording", "hostile-recording")
                album.take_alone("sharing", "hostile-sharing")
                album.take_alone("check", "hostile-check", settle=5)
                album.take_glass_box("hostile-glass-box")
                agent.cli("call", "end")
                album.close(call)


def pictures_for_readme(folder, readme):
    """Few colours and no more: they are kept with the sources."""
    for name, taken in README.items():
        source = os.path.join(folder, f"{taken}-light-en.png")
        if os.path.exists(source):
            os.spawnlp(os.P_WAIT, "convert", "convert", source, "-strip", "+dither", "-colors", "64", "-define",
                       "png:compression-level=9", os.path.join(readme, f"{name}.png"))


STAGES = {"quiet": quiet, "leak": leak, "pilot": pilot, "recording": recording, "hostile": hostile}


def main(build, folder, readme, *chosen):
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    studio = Studio(build, folder, [look for look in LOOKS if look in chosen] or list(LOOKS))
    for name in [stage for stage in STAGES if stage in chosen] or STAGES:
        begin = time.monotonic()
        STAGES[name](studio)
        log_step(f"{name}: {time.monotonic() - begin:.0f} s")
    pictures_for_readme(folder, readme)
    log_step(f"{len(os.listdir(folder))} pictures in {folder}")


if __name__ == "__main__":
    if len(sys.argv) < 4 or not set(sys.argv[4:]) <= set(STAGES) | set(LOOKS):
        print(__doc__, f"Stages: {', '.join(STAGES)}. Looks: {', '.join(LOOKS)}", file=sys.stderr)
        sys.exit(2)
    use_own_etc()
    main(*sys.argv[1:])

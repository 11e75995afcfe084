#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shield, as those see it who are shown the screen: a browser shares a screen or a window, another customer's record
comes up, and the pixels that arrive in the receiver's video are looked at.  shield_test.py BUILD-FOLDER [screen|window] [picom]"""

import base64
import json
import os
import sys
import time

import numpy

from harness.agent import ROOT, Agent, MailServer, fail, log_step
from harness.chromium import Chromium
from harness.desktop import Desktop
from harness.pages import Pages
from harness.processes import program, wait_until

POLICY = """
[alerts]
closes_after_ms = 1000

[shield]
mode = "cover"
"""

# In the page that shares: keeps what the receiver sees of one part, frame by frame, with the time since 1970.
WATCH_VIDEO = """
window.seen = [];
window.watched = null;
window.grabPart = (left, top, width, height) => {
  const video = document.getElementById('remote');
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const scale = video.videoWidth / window.sourceWidth;  // a busy encoder sends fewer pixels
  pen.drawImage(video, left * scale, top * scale, width * scale, height * scale, 0, 0, width, height);
  return pen.getImageData(0, 0, width, height).data;
};
window.watchPart = (left, top, width, height) => {
  window.watched = [left, top, width, height];
  window.seen = [];
};
(function look() {
  const video = document.getElementById('remote');
  if (window.watched && video.videoWidth) {
    const pixels = grabPart(...window.watched);
    let dark = 0;
    for (let i = 0; i < pixels.length; i += 4) dark += pixels[i] + pixels[i + 1] + pixels[i + 2] < 240 ? 1 : 0;
    window.seen.push([performance.timeOrigin + performance.now(), dark]);
  }
  video.requestVideoFrameCallback(look);
})();
"""


def check(condition, what):
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


class Scene:
    """A page with records, the other page of the same browser that shares it, and the agent."""

    def __init__(self, desktop, build, target):
        self.desktop = desktop
        self.target = target
        self.agent = Agent(desktop, build, MailServer(desktop), extra_policy=POLICY)
        self.agent.start()

    def share(self, records, call):
        self.records, self.call = records, call
        width = self.desktop.size[0] if self.target == "screen" else records.evaluate("window.outerWidth")
        self.call.evaluate(f"window.sourceWidth = {width}; {WATCH_VIDEO}")
        self.call.click("#start")
        self.call.wait_for("share.state === 'sharing' && share.frames > 5", "the share to run")
        wait_until(lambda: self.agent.status()["shares"], "the agent to see the share", 15)
        check(self.agent.status()["shares"][0]["target"] == self.target, f"the agent sees a share of a {self.target}")
        self.agent.cli("share", "audience", "external")
        self.agent.wait_until_read(30)
        check(self.agent.status()["shield"] == {"mode": "cover", "covered": []}, "nothing is covered yet")

    def place_of(self, selector):
        """Where an element stands in the video: [left, top, width, height]."""
        x, y, w, h = self.records.evaluate(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [r.x, r.y, r.width, r.height]; })()")
        left, top = self.records.evaluate("[window.screenX, window.screenY + window.outerHeight - window.innerHeight]")
        if self.target == "window":
            left, top = 0, self.records.evaluate("window.outerHeight - window.innerHeight")
        return [round(v) for v in (left + x, top + y, w, h)]

    def video(self, place):
        """What the receiver sees there, as an array of rows of RGB."""
        text = self.call.evaluate(
            f"(() => {{ const p = grabPart({','.join(map(str, place))}); let s = ''; for (let i = 0; i < p.length; i += 4)"
            " s += String.fromCharCode(p[i], p[i + 1], p[i + 2]); return btoa(s); })()")
        return numpy.frombuffer(base64.b64decode(text), dtype=numpy.uint8).reshape(place[3], place[2], 3).astype(int)

    def shows_cover(self, place):
        """Most of it has the pale ground of a cover."""
        pixels = self.video(place)
        pale = numpy.all(numpy.abs(pixels - numpy.array([0xde, 0xe4, 0xea])) < 26, axis=2)
        bluish = pixels[:, :, 2] - pixels[:, :, 0] > 4
        return float(numpy.mean(pale & bluish)) > 0.5

    def show(self, what):
        self.records.evaluate(what)

    def covers(self):
        return [c["covers"] for c in self.agent.status()["shield"]["covered"]]

    def cover_windows(self):
        """The covers that stand on the display, whoever has put them there."""
        tree = self.desktop.run([program("xwininfo"), "-root", "-tree"])
        shown = 0
        for line in tree.splitlines():
            if "chaperone-shield" not in line:
                continue
            window = line.split()[0]
            shown += "IsViewable" in self.desktop.run([program("xwininfo"), "-id", window])
        return shown


def ink(samples):
    return [dark for _, dark in samples]


def run(build, target, compositor):
    with Desktop(width=1600, height=1000) as desktop, Pages(os.path.join(ROOT, "tests", "real", "pages")) as pages:
        if compositor:
            picom = desktop.start([program("picom"), "--backend", "xrender", "--no-vsync"])
            wait_until(lambda: picom.check() and "window id" in desktop.run(
                [program("xprop"), "-root", "_NET_SUPPORTING_WM_CHECK"]), "picom")
            time.sleep(1)
        scene = Scene(desktop, build, target)
        shared = "Entire screen" if target == "screen" else "Customer file"
        with Chromium(desktop, position=(0, 0), size=(900, 900)) as crm, \
                Chromium(desktop, share=shared, position=(920, 0), size=(640, 500)) as meeting:
            records = crm.open(pages.url("file.html"))
            call = meeting.open(pages.url("share.html"))
            call.bring_to_front()
            scene.share(records, call)
            covering(scene)
            following(scene)
            uncovering(scene)
            lifting(scene)
            killing(scene)
        scene.agent.stop()


def covering(scene):
    place = scene.place_of("#mail")
    scene.call.evaluate(f"watchPart({','.join(map(str, place))})")
    time.sleep(0.5)
    scene.show("show(true)")
    wait_until(scene.covers, "a cover", 15)
    time.sleep(1.5)
    seen = scene.call.evaluate("seen")
    most = max(ink(seen))
    check(most > 20, f"the receiver's video shows the record at first: {most} dark pixels")
    # Frames come as the screen changes: the leak lasts until the first frame without it.
    leaked = [i for i, dark in enumerate(ink(seen)) if dark > most * 0.6]
    first, after = seen[leaked[0]][0], seen[leaked[-1] + 1][0] if leaked[-1] + 1 < len(seen) else None
    check(after is not None and after - first <= 1000,
          f"the leak is in the receiver's video for {(after or 0) - first:.0f} ms, at most 1000")
    check(scene.shows_cover(place), "the receiver sees the cover in its place")
    check(scene.agent.alerts()[-1]["state"] == "open", "the alert is open: what lies beneath is still read")
    time.sleep(3)
    check(scene.covers() and scene.shows_cover(place), "the cover stays while the record does")
    if scene.target == "window":
        check("beneath_unseen" in [g["reason"] for g in scene.agent.status()["coverage"]],
              "status says that what lies beneath is looked at only now and then")


def following(scene):
    before = scene.place_of("#mail")
    scene.show("window.scrollBy(0, 120)")
    place = scene.place_of("#mail")
    check(before[1] - place[1] == 120, "the page scrolls")
    wait_until(lambda: scene.shows_cover(place), "the cover to follow", 10, 0.05)
    log_step("ok: the cover follows scrolling")
    wait_until(lambda: not scene.shows_cover(before), "the cover to leave where nothing is", 20, 0.1)
    log_step("ok: nothing is covered where the record was")


def uncovering(scene):
    alert = scene.agent.alerts()[-1]["id"]
    place = scene.place_of("#mail")
    check(scene.agent.json("alerts", "show", alert)["covered"], "the alert is shown as covered")
    check(not scene.agent.json("alerts", "uncover", alert)["covered"], "the employee lifts the cover")
    wait_until(lambda: not scene.shows_cover(place), "the receiver to see it lifted", 5, 0.05)
    time.sleep(1)
    check(not scene.shows_cover(place), "it stays lifted")
    check(scene.agent.json("alerts", "cover", alert)["covered"], "the employee covers it again")
    wait_until(lambda: scene.shows_cover(place), "the receiver to see it covered", 5, 0.05)
    log_step("ok: as the employee says, the receiver sees")


def lifting(scene):
    place = scene.place_of("#mail")
    scene.show("show(false)")
    wait_until(lambda: not scene.covers(), "the covers to lift", 30, 0.1)
    wait_until(lambda: not scene.shows_cover(place), "the receiver to see it", 5, 0.05)
    log_step("ok: the cover lifts when the record is gone")
    types = [json.loads(line)["type"] for line in ledger(scene.agent)]
    for entry in ("shield.covered", "shield.asked", "shield.lifted"):
        check(entry in types, f"{entry} is on record")


def ledger(agent):
    path = os.path.join(agent.state, "ledger-export.jsonl")
    agent.cli("ledger", "export", path)
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    os.remove(path)
    return lines


def killing(scene):
    scene.show("window.scrollTo(0, 0); show(true)")
    place = scene.place_of("#mail")
    wait_until(lambda: scene.shows_cover(place), "the cover to be back", 15, 0.05)
    check(scene.cover_windows() >= 1, "a cover stands on the display")
    scene.agent.kill()
    check(scene.cover_windows() == 0, "an agent that is killed leaves no cover on the display")
    scene.show("document.body.style.background = '#fffffe'")
    wait_until(lambda: not scene.shows_cover(place), "the receiver to see it", 5, 0.05)
    log_step("ok: nor in the receiver's video")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "screen", "picom" in sys.argv[3:])

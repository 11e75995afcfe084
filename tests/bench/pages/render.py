#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Renders the dense pages in a real Chromium, and writes what stands on them.

render.py FOLDER [--seed N] [--kinds crm,mail] writes KIND.png (1920x1080) and KIND.tsv: a line each word,
"word|partial <tab> text <tab> left <tab> top <tab> width <tab> height", pixels. `partial` words are cut off or covered.
Also crm_scrolled.png (one row down), form_typed.png (one field filled in), crm_125.png, crm_150.png and crm_200.png
(zoomed to so many percent) and sizes.png (letters of 12 to 72 pixels). Does nothing where all is there.
"""
import argparse
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import websocket

import generate

WORDS = (pathlib.Path(__file__).parent / "words.js").read_text(encoding="utf-8")
SCROLL = "const row=document.querySelectorAll('tr')[2].getBoundingClientRect().height;" \
         "document.getElementById('wrap').scrollTop=Math.round(row)"
TYPE = "document.getElementById('typing').value='Asked us to call 07700 900461 after lunch'"
ZOOMS = {"crm": (125, 150, 200)}
LETTER_SIZES = (12, 14, 18, 24, 30, 36, 42, 48, 60, 72)
VARIANTS = {"crm": ("crm_scrolled", SCROLL), "form": ("form_typed", TYPE)}


class Browser:
    def __init__(self, width, height):
        self.profile = tempfile.mkdtemp(prefix="chaperone-pages-")
        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
             "--disable-background-networking", "--remote-debugging-port=0", "--remote-allow-origins=*",
             "--force-device-scale-factor=1", f"--window-size={width},{height}", f"--user-data-dir={self.profile}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.sent = 0
        self.socket = websocket.create_connection(self._page_address(), timeout=60)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Page.enable")

    def _page_address(self):
        port_file = pathlib.Path(self.profile) / "DevToolsActivePort"
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit("render: chromium ended at once; is the package chromium installed and usable?")
            try:
                port = port_file.read_text(encoding="ascii").split()[0]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as reply:
                    pages = [t for t in json.load(reply) if t["type"] == "page"]
                if pages:
                    return pages[0]["webSocketDebuggerUrl"]
            except (OSError, IndexError):
                pass
            time.sleep(0.1)
        sys.exit("render: chromium did not open its debugging port within a minute")

    def receive(self, wanted):
        while True:
            message = json.loads(self.socket.recv())
            if wanted(message):
                return message

    def call(self, method, **params):
        self.sent += 1
        number = self.sent
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        reply = self.receive(lambda message: message.get("id") == number)
        if "error" in reply:
            sys.exit(f"render: {method}: {reply['error']}")
        return reply["result"]

    def evaluate(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            sys.exit(f"render: script failed: {result['exceptionDetails']}")
        return result["result"].get("value")

    def show(self, document):
        file = pathlib.Path(self.profile) / "page.html"
        file.write_text(document, encoding="utf-8")
        self.call("Page.navigate", url=file.as_uri())
        self.receive(lambda message: message.get("method") == "Page.loadEventFired")
        self.evaluate("document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => "
                      "requestAnimationFrame(() => done(0)))))")

    def picture(self):
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def close(self):
        try:
            self.call("Browser.close")
        except (OSError, websocket.WebSocketException):
            self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def zoom(browser, percent):
    browser.call("Emulation.setDeviceMetricsOverride", width=1920 * 100 // percent, height=1080 * 100 // percent,
                 deviceScaleFactor=percent / 100, mobile=False)
    browser.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")


def sizes_page():
    lines = [f"<p style='font-size:{size}px;font-weight:{weight}'>Isla Featherby 07700 900{size:03d} JT 59 30 64 C</p>"
             for weight, sizes in ((400, LETTER_SIZES), (700, LETTER_SIZES[3:-1])) for size in sizes]
    return "<body style='margin:12px;font-family:sans-serif;line-height:1.15'><style>p{margin:0 0 9px;" \
           "white-space:nowrap}</style>" + "".join(lines)


def save(browser, folder, name, scale=1.0):
    (folder / f"{name}.png").write_bytes(browser.picture())
    words = browser.evaluate(WORDS)
    if len(words) < 20:
        sys.exit(f"render: only {len(words)} words were found on the page {name}")
    lines = ["\t".join([kind, text] + [f"{value * scale:.1f}" for value in box]) for kind, text, *box in words]
    (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--kinds", default=",".join(generate.PAGES))
    options = arguments.parse_args()
    kinds = options.kinds.split(",")
    options.folder.mkdir(parents=True, exist_ok=True)
    names = kinds + [VARIANTS[kind][0] for kind in kinds if kind in VARIANTS]
    names += [f"{kind}_{percent}" for kind in kinds for percent in ZOOMS.get(kind, ())] + ["sizes"]
    stamp = options.folder / "rendered"
    wanted = f"{options.seed} {' '.join(names)} {newest_source()}"
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    browser = Browser(1920, 1080)
    try:
        for kind in kinds:
            browser.show(generate.page(kind, options.seed))
            save(browser, options.folder, kind)
            if kind in VARIANTS:
                name, script = VARIANTS[kind]
                browser.evaluate(script)
                save(browser, options.folder, name)
            for percent in ZOOMS.get(kind, ()):
                browser.show(generate.page(kind, options.seed))
                zoom(browser, percent)
                save(browser, options.folder, f"{kind}_{percent}", percent / 100)
            zoom(browser, 100)
        browser.show(sizes_page())
        save(browser, options.folder, "sizes")
    finally:
        browser.close()
    stamp.write_text(wanted, encoding="ascii")


def newest_source():
    return max(os.stat(path).st_mtime_ns for path in pathlib.Path(__file__).parent.glob("*.[pj][ys]"))


if __name__ == "__main__":
    main()

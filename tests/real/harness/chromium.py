# SPDX-License-Identifier: Apache-2.0
"""Chromium over its DevTools protocol, with no traffic of its own."""

import base64
import json
import urllib.error
import urllib.request

import websocket

from .processes import free_port, program, wait_until


class ChromiumPage:
    """One tab or window of a Chromium. Errors of the page's scripts are RuntimeErrors here."""

    def __init__(self, browser, target):
        self._browser = browser
        self.target_id = target["id"]
        self._socket = websocket.create_connection(
            target["webSocketDebuggerUrl"], suppress_origin=True, timeout=20)
        self._last_id = 0
        browser.keep(self)

    def call(self, method, **params):
        self._last_id += 1
        self._socket.send(json.dumps({"id": self._last_id, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._last_id:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, script, gesture=False):
        """The value of an expression; a promise is waited for."""
        def ask():
            return self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True,
                             userGesture=gesture)
        try:
            result = ask()
        except RuntimeError as error:
            # The page was still on its way to another.
            if "context was destroyed" not in str(error):
                raise
            result = ask()
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def navigate(self, url):
        self.call("Page.navigate", url=url)
        self.wait_for(f"location.href === {json.dumps(url)} && document.readyState === 'complete'",
                      f"{url} to load")

    def wait_for(self, script, what=None, seconds=20):
        """The first true value of an expression in the page."""
        def value():
            try:
                return self.evaluate(script)
            except RuntimeError:
                return None  # the page is between two documents
        return wait_until(value, what or script, seconds, every=0.05)

    def click(self, selector):
        """A real click of the mouse in the middle of the first element that matches."""
        # A click before the page's first picture hits nothing.
        self.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
        x, y = self.evaluate(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text):
        """Types into the focused element, as a keyboard would."""
        self.call("Input.insertText", text=text)

    def bring_to_front(self):
        self.call("Page.bringToFront")

    def picture(self, path):
        """The page as PNG, without the browser's own controls."""
        with open(path, "wb") as f:
            f.write(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self):
        self._browser.http(f"close/{self.target_id}")
        self.disconnect()

    def disconnect(self):
        self._socket.close()


class Chromium:
    """Chromium on a Desktop. `share` is what getDisplayMedia gets without asking: "Entire screen",
    or a window's title; None leaves the picker open."""

    application = "Chromium"

    def __init__(self, desktop, share=None, position=(0, 0), size=(1000, 700), args=()):
        self._port = free_port()
        self._pages = []
        profile = desktop.folder.make(f"chromium-{self._port}")
        flags = [
            # As root there is no sandbox to be had; only our own pages are opened.
            "--no-sandbox", "--test-type",
            f"--user-data-dir={profile}", "--password-store=basic", "--use-mock-keychain",
            "--no-first-run", "--no-default-browser-check", "--disable-search-engine-choice-screen",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-domain-reliability", "--disable-client-side-phishing-detection",
            "--disable-default-apps", "--disable-extensions", "--disable-breakpad",
            "--disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider,"
            "WebRtcHideLocalIpsWithMdns",
            "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--allow-loopback-in-peer-connection", "--disable-quic", "--disable-gpu", "--disable-dev-shm-usage", "--ozone-platform=x11",
            "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
            "--disable-backgrounding-occluded-windows",
            f"--window-position={position[0]},{position[1]}", f"--window-size={size[0]},{size[1]}",
            f"--remote-debugging-port={self._port}",
        ]
        if share is not None:
            flags.append(f"--auto-select-desktop-capture-source={share}")
        self._running = desktop.start([program("chromium"), *flags, *args, "about:blank"],
                                      log_name=f"chromium-{self._port}")
        wait_until(lambda: self._running.check() and self._answers(), "Chromium's DevTools", 30)
        self.page = self._first_page()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def pid(self):
        return self._running.pid

    def keep(self, page):
        """Called by a page, which is disconnected with the browser at the latest."""
        self._pages.append(page)

    def http(self, path, method="PUT"):
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}/json/{path}", method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def open(self, url):
        """Opens a page in the first tab."""
        self.page.navigate(url)
        return self.page

    def open_window(self, url, left=40, top=40, width=640, height=480):
        """Opens a page in a window of its own."""
        created = self.page.call("Target.createTarget", url=url, newWindow=True, left=left, top=top,
                                 width=width, height=height)
        target = wait_until(
            lambda: next((t for t in self._targets() if t["id"] == created["targetId"]), None),
            "the new window")
        page = ChromiumPage(self, target)
        page.wait_for("document.readyState === 'complete'")
        return page

    def stop(self):
        for page in self._pages:
            page.disconnect()
        self._running.stop()

    def _answers(self):
        try:
            return self.http("version", "GET")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None

    def _targets(self):
        return [t for t in json.loads(self.http("list", "GET")) if t["type"] == "page"]

    def _first_page(self):
        return ChromiumPage(self, wait_until(self._targets, "Chromium's first page")[0])

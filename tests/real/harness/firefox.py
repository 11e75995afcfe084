# SPDX-License-Identifier: Apache-2.0
"""Firefox over Marionette, with no traffic of its own; its screen picker is worked as a user does."""

import json
import os
import socket

from .processes import free_port, program, wait_until

_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.topsites.contile.enabled": False,
    "captivedetect.canonicalURL": "",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.prefetch-next": False,
    "network.proxy.type": 0,
    "services.settings.server": "http://127.0.0.1:9/",
    "startup.homepage_welcome_url": "",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "trailhead.firstrun.didSeeAboutWelcome": True,
    # The picker's button is dead for a while after it opens, against clickjacking; and its menu
    # would close by itself when another window takes the focus.
    "security.notification_enable_delay": 0,
    "ui.popup.disable_autohide": True,
    "remote.prefs.recommended": False,
}

# The screen picker is a panel of the browser's own window: chosen and confirmed by what a person
# clicks, in the parent process.
_PICKER_OPEN = """
  const n = PopupNotifications.getNotification('webRTC-shareDevices', gBrowser.selectedBrowser);
  const list = document.getElementById('webRTC-selectWindow-menulist');
  return !!n && !!list && PopupNotifications.panel.state === 'open' && list.itemCount > 2;
"""
_PICKER_CHOOSE = """
  const [what] = arguments;
  const list = document.getElementById('webRTC-selectWindow-menulist');
  const items = [...list.menupopup.children].filter(i => i.deviceId !== undefined);
  const wanted = items.find(i => what === '' ? i.mediaSource === 'screen'
                                             : i.label && i.label.includes(what));
  if (!wanted) return items.map(i => `${i.mediaSource}: ${i.label}`).join(' | ') || 'nothing';
  list.selectedItem = wanted;
  wanted.doCommand();
  list.dispatchEvent(new Event('command', {bubbles: true}));
  return '';
"""
_PICKER_ALLOW = """
  const panel = PopupNotifications.panel.querySelector('popupnotification');
  if (panel.button.disabled || panel.getAttribute('mainactiondisabled') === 'true') return false;
  panel.button.click();
  return true;
"""


class FirefoxPage:
    """The one tab. Errors of the page's scripts are RuntimeErrors here."""

    def __init__(self, marionette):
        self._marionette = marionette

    def evaluate(self, script, gesture=False):
        del gesture  # a script has none in Firefox: click()
        return self._marionette.call("WebDriver:ExecuteScript", script=f"return ({script});",
                                     args=[], sandbox=None)["value"]

    def navigate(self, url):
        self._marionette.call("WebDriver:Navigate", url=url)

    def wait_for(self, script, what=None, seconds=20):
        """The first true value of an expression in the page."""
        return wait_until(lambda: self.evaluate(script), what or script, seconds, every=0.05)

    def click(self, selector):
        """A real click of the mouse on the first element that matches."""
        found = self._marionette.call("WebDriver:FindElement", using="css selector", value=selector)
        self._marionette.call("WebDriver:ElementClick", id=next(iter(found["value"].values())))


class Firefox:
    """Firefox ESR on a Desktop."""

    application = "Firefox"

    def __init__(self, desktop, size=(1000, 700), args=()):
        port = free_port()
        profile = desktop.folder.make(f"firefox-{port}")
        preferences = dict(_PREFERENCES, **{"marionette.port": port})
        with open(os.path.join(profile, "user.js"), "w", encoding="utf-8") as f:
            for name, value in preferences.items():
                f.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        env = dict(desktop.env, MOZ_CRASHREPORTER_DISABLE="1", MOZ_DISABLE_CONTENT_SANDBOX="1",
                   MOZ_ENABLE_WAYLAND="0", MOZ_REMOTE_SETTINGS_DEVTOOLS="1")
        self._desktop = desktop
        self._running = desktop.start(
            [program("firefox-esr"), "--profile", profile, "--no-remote", "--marionette",
             "--remote-allow-system-access", "--width", str(size[0]), "--height", str(size[1]),
             *args, "about:blank"], log_name=f"firefox-{port}", env=env)
        self._marionette = _Marionette(self._running, port)
        self._marionette.call("WebDriver:NewSession")
        self.page = FirefoxPage(self._marionette)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def pid(self):
        return self._running.pid

    def open(self, url):
        self.page.navigate(url)
        return self.page

    def wait_for_picker(self):
        """Until the screen picker is open with its list."""
        # It opens only in a window that has the focus.
        self._desktop.activate(self._desktop.wait_for_window("Mozilla Firefox"))
        wait_until(lambda: self._in_browser(_PICKER_OPEN), "Firefox's screen picker")

    def choose(self, title=None):
        """Chooses the window whose title holds `title`, or the whole screen: starts its preview."""
        missing = self._in_browser(_PICKER_CHOOSE, title or "")
        if missing:
            raise RuntimeError(f"Firefox's picker does not offer {title or 'a screen'}: {missing}")

    def allow(self):
        """Confirms what was chosen in the picker."""
        wait_until(lambda: self._in_browser(_PICKER_ALLOW), "the picker's Allow button")

    def stop(self):
        self._marionette.close()
        self._running.stop()

    def _in_browser(self, script, *args):
        self._marionette.call("Marionette:SetContext", value="chrome")
        try:
            return self._marionette.call("WebDriver:ExecuteScript", script=script,
                                         args=list(args))["value"]
        finally:
            self._marionette.call("Marionette:SetContext", value="content")


class _Marionette:
    """The wire: LENGTH:[0, id, command, parameters] out, LENGTH:[1, id, error, result] in."""

    def __init__(self, running, port):
        def connect():
            running.check()
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=30)
            except ConnectionRefusedError:
                return None
        self._socket = wait_until(connect, "Firefox's Marionette", 40, every=0.1)
        self._last_id = 0
        self._read()  # its greeting

    def call(self, command, **parameters):
        self._last_id += 1
        data = json.dumps([0, self._last_id, command, parameters]).encode()
        self._socket.sendall(str(len(data)).encode() + b":" + data)
        _, _, error, result = self._read()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return result

    def close(self):
        self._socket.close()

    def _read(self):
        length = b""
        while not length.endswith(b":"):
            length += self._take(1)
        return json.loads(self._take(int(length[:-1])))

    def _take(self, count):
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise ConnectionError("Firefox closed its Marionette connection")
            data += part
        return data

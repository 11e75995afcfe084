# SPDX-License-Identifier: Apache-2.0
"""The hands of an employee at the tray's windows: with a keyboard and no mouse, or with a mouse and no keyboard.

    hands = Keyboard(desktop, tray, reader)
    window = hands.window("call", "Call")
    hands.do(window, "push button", "Start the call", key="alt+s")
"""

import os
import re
import time

from .agent import fail, log_step
from .processes import program, wait_until
from .tray import embedded_icon, is_viewable, listed


def check(condition, what):
    """A step of a test, told where it went as it should."""
    if not condition:
        fail(what)
    log_step(f"ok: {what}")


class Hands:
    """What both can do. `pictures` is a folder for pictures of the screen, or None."""

    def __init__(self, desktop, tray, reader, pictures=None):
        self.desktop, self.tray, self.reader, self._pictures = desktop, tray, reader, pictures

    def xdotool(self, *args):
        return self.desktop.run([program("xdotool"), *map(str, args)])

    def keep_picture(self, name):
        if self._pictures:
            self.desktop.picture(os.path.join(self._pictures, f"{name}.png"))

    def type_words(self, text):
        """What has to be said in words has to be typed."""
        self.xdotool("type", "--delay", 15, text)
        time.sleep(0.2)

    def has_window(self, title):
        return any(w.name.startswith(title) for w in self.reader.windows())

    def wait_until_gone(self, title):
        wait_until(lambda: not self.has_window(title), f"{title!r} to close", 5)


class Keyboard(Hands):
    def press(self, *keys):
        self.xdotool("key", "--clearmodifiers", "--delay", 80, *keys)
        time.sleep(0.2)

    def window(self, name, title):
        """The window by name (a key of the desktop's is bound to that), in front and with the keyboard."""
        self.tray.show(name)
        heard = self.reader.window(title)
        self.to_front(title)
        return heard

    def to_front(self, title):
        self.desktop.activate(self.desktop.wait_for_window(title))

    def go_to(self, window, role, name):
        """Goes to a thing with the Tab key, as far as it takes."""
        window.find(role, name)
        self.go_to_where(window, lambda h: h.role == role and name in h.name, f"{role} {name!r}")

    def go_to_where(self, window, wanted, what):
        for _ in range(60):
            if any("focused" in h.states and wanted(h) for h in window.inside()):
                return
            self.press("Tab")
        fail(f"{what} cannot be reached with the Tab key: {window.inside()}")

    def do(self, window, role, name, key=None):
        """Presses a button, by its key where it has one."""
        if key:
            window.find(role, name)
            self.press(key)
        else:
            self.go_to(window, role, name)
            self.press("space")

    def pick(self, window, role, name, number, of, key=None):
        """Opens a button's menu and takes one of its items, counted from 1, `of` so many. (AT-SPI's tree has no menus.)"""
        self.do(window, role, name, key)
        popup(self.desktop)
        self.press(*["Down"] * number, "Return")

    def choose(self, window, description, text, key=None):
        """Goes to a list of choices and types the first word of one. (A space would open the list.)"""
        if key:
            self.press(key)
        else:
            self.go_to_where(window, lambda h: h.role == "combo box" and description in h.description, description)
        self.type_words(text.partition(" ")[0])
        wait_until(lambda: chosen(window, description).startswith(text), f"{description} to be {text}", 5)

    def close(self, title):
        self.press("Escape")
        self.wait_until_gone(title)


class Mouse(Hands):
    def __init__(self, *args):
        super().__init__(*args)
        self._row = 0  # the height of a line of the icon's menu

    def click(self, place, button=1):
        left, top, width, height = place
        self.xdotool("mousemove", "--sync", left + width // 2, top + height // 2, "click", button)
        time.sleep(0.3)

    def window(self, name, title):
        """The window by the menu of the icon in the panel."""
        if not self.has_window(title):
            self.from_icon(name)
        heard = self.reader.window(title)
        self.to_front(title)
        return heard

    def from_icon(self, item):
        """Takes an item of the icon's menu."""
        icon = wait_until(lambda: embedded_icon(self.desktop), "the icon in the panel")
        self.click(geometry(self.desktop, icon), button=3)
        left, top, width, height = popup(self.desktop)
        # Counted from below: what a recording adds stands above.
        self._row = self._row or height // len(ICON_MENU)
        number = ICON_MENU[::-1].index(item)
        self.click([left, top + height - self._row * (number + 1), width, self._row])

    def to_front(self, title):
        """As a panel's list of windows does."""
        self.desktop.activate(self.desktop.wait_for_window(title))

    def do(self, window, role, name, key=None):
        """Clicks on it, scrolling to it where need be. (`key` is for the other hands.)"""
        thing = window.find(role, name)
        for _ in range(20):
            place, around = resting_place(thing), frame_of(window, thing)
            if within(place, around):
                return self.click(place)
            left, top, width, height = around
            down = place[1] > top + height // 2
            self.xdotool("mousemove", left + width // 2, top + height // 2, "click", 5 if down else 4)
            time.sleep(0.2)
        fail(f"{thing!r} cannot be scrolled to")

    def pick(self, window, role, name, number, of, key=None):
        self.do(window, role, name)
        left, top, width, height = popup(self.desktop)
        self.click([left, top + height * (number - 1) // of, width, height // of])

    def choose(self, window, description, text, key=None):
        box = wait_until(lambda: box_of(window, description), f"the choice {description!r}", 5)
        self.click(box.place())
        self.click(self.reader.below(box, "list item", text).place())
        wait_until(lambda: chosen(window, description).startswith(text), f"{description} to be {text}", 5)

    def close(self, title):
        """By the cross at the right of openbox's frame."""
        left, top, width, _ = geometry(self.desktop, self.desktop.wait_for_window(title))
        self.click([left + width - CROSS, top - CROSS, 0, 0])
        self.wait_until_gone(title)


CROSS = 11  # its middle, from the corner of the window
# The windows of the icon's menu, from its top.
ICON_MENU = ("status", "call", "recording", "check", "alerts", "sharing", "glass-box", "welcome", "quit")


def box_of(window, description):
    return next((h for h in window.all("combo box") if description in h.description), None)


def chosen(window, description):
    """What a list of choices shows; Qt tells it in the name's place."""
    box = box_of(window, description)
    return box.name if box else ""


def popup(desktop):
    """Where the tray's menu stands that is open."""
    def look():
        tops = listed(desktop, "-children")
        for window, width, height in re.findall(r'(0x[0-9a-f]+) [^\n]*\("chaperone-tray"[^\n]*\)\s+(\d+)x(\d+)\+', tops):
            if int(width) > 64 and int(height) > 20 and is_viewable(desktop, window):
                return geometry(desktop, window)
        return None
    return wait_until(look, "a menu of the tray's", 5)


def geometry(desktop, window):
    """Where an X window stands: [left, top, width, height]."""
    said = desktop.run([program("xwininfo"), "-id", str(window)])
    return [int(re.search(rf"{key}:\s+(-?\d+)", said)[1])
            for key in ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")]


def resting_place(thing):
    """Where it stands once nothing moves it any more."""
    last = []

    def at_rest():
        last.append(thing.place())
        return len(last) > 1 and last[-1] == last[-2] and last[-1]
    return wait_until(at_rest, f"{thing!r} to come to rest", 5, every=0.15)


def frame_of(window, thing):
    """Where a thing must stand to be seen: the part of the window that scrolls it, or the window."""
    around = [h for h in window.inside() if h.role in ("scroll pane", "viewport") and h.path == thing.path[:len(h.path)]]
    return (around[-1] if around else window).place()


def within(place, around):
    (left, top, width, height), (outer_left, outer_top, outer_width, outer_height) = place, around
    return (outer_left <= left and left + width <= outer_left + outer_width
            and outer_top <= top and top + height <= outer_top + outer_height)

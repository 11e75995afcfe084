# SPDX-License-Identifier: Apache-2.0
"""What a screen reader hears of the windows on a Desktop, and what a person who relies on one can do: AT-SPI.

    with ScreenReader(desktop) as reader:
        reader.environment(tray.env)          # before the program starts
        window = reader.window("Call")
        window.find("push button", "Start the call").press()
"""

import ast
import contextlib
import os
import subprocess

from .processes import Running, program, wait_until

_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"

# Runs in a process of its own: libatspi holds on to the first bus that it meets.
_SPEAKER = r"""
import sys
import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi
Atspi.init()
Atspi.set_timeout(2000, 4000)


def told(node, depth=0):
    states = node.get_state_set()
    row = {"path": None, "role": node.get_role_name(), "name": node.get_name() or "",
           "description": node.get_description() or "", "depth": depth,
           "states": [s.value_nick for s in states.get_states()], "text": "", "value": None}
    for key, interface, get in (("text", node.get_text_iface(), lambda i: Atspi.Text.get_text(
            i, 0, Atspi.Text.get_character_count(i))),
                                ("value", node.get_value_iface(), Atspi.Value.get_current_value)):
        if interface is not None:
            try:
                row[key] = get(interface)
            except Exception:
                pass
    return row


def walk(node, path, depth, rows):
    try:
        row = told(node, depth)
    except Exception:  # gone while it was asked
        return
    row["path"] = path
    rows.append(row)
    for i in range(min(node.get_child_count(), 400)):
        child = node.get_child_at_index(i)
        if child is not None:
            walk(child, path + [i], depth + 1, rows)


def at(path):
    node = Atspi.get_desktop(0)
    for i in path:
        node = node.get_child_at_index(i)
        if node is None:
            return None
    return node


def answer(question):
    deed, path, argument = question
    node = at(path)
    if node is None:
        return None
    if deed == "tree":
        rows = []
        walk(node, path, 0, rows)
        return rows
    if deed == "press":
        action = node.get_action_iface()
        return action is not None and Atspi.Action.do_action(action, argument)
    if deed == "focus":
        return Atspi.Component.grab_focus(node.get_component_iface())
    if deed == "type":
        return Atspi.EditableText.set_text_contents(node.get_editable_text_iface(), argument)
    if deed == "place":
        box = Atspi.Component.get_extents(node.get_component_iface(), Atspi.CoordType.SCREEN)
        return [box.x, box.y, box.width, box.height]
    if deed == "choose":
        return Atspi.Selection.select_child(node.get_selection_iface(), argument)
    return None


for line in sys.stdin:
    try:
        said = answer(eval(line, {"__builtins__": {}}))
    except Exception as error:
        said = None
    print(repr(said), flush=True)
"""


class ScreenReader:
    """Starts the accessibility bus of a Desktop. Its programs are heard when they start with environment()."""

    def __init__(self, desktop):
        self._desktop = desktop
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        with self._stack:
            if not os.access(_LAUNCHER, os.X_OK):
                raise RuntimeError(f"{_LAUNCHER} is not installed: run installer/setup-dev")
            env = dict(self._desktop.env)
            env.pop("NO_AT_BRIDGE", None)
            self._desktop.start([_LAUNCHER, "--launch-immediately"], env=env)
            gdbus = program("gdbus")
            wait_until(lambda: "true" in self._desktop.run(
                [gdbus, "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus",
                 "--method", "org.freedesktop.DBus.NameHasOwner", "org.a11y.Bus"]), "the accessibility bus")
            self._speaker = Running(["/usr/bin/python3", "-c", _SPEAKER], env=env, stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE, log=self._desktop.folder.file("log", "speaker.log"))
            self._stack.callback(self._speaker.stop)
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    @staticmethod
    def environment(env):
        """Lets a Qt program that starts with it speak."""
        env.pop("NO_AT_BRIDGE", None)
        env["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"

    def ask(self, deed, path, argument=None):
        self._speaker.check()
        self._speaker.process.stdin.write((repr((deed, path, argument)) + "\n").encode())
        self._speaker.process.stdin.flush()
        return ast.literal_eval(self._speaker.process.stdout.readline().decode())

    def windows(self, application="Chaperone"):
        """The windows of programs of that name, as they are now."""
        rows = self.ask("tree", []) or []
        mine = [r["path"][0] for r in rows if r["depth"] == 1 and application.lower() in r["name"].lower()]
        return [Heard(self, r) for r in rows
                if r["depth"] == 2 and r["path"][0] in mine and "showing" in r["states"]]

    def below(self, thing, role, name, seconds=5):
        """A part of a thing, such as a choice of its list, even where what holds it does not show."""
        return wait_until(lambda: next((Heard(self, r) for r in self.ask("tree", thing.path) or []
                                        if r["role"] == role and name in r["name"]), None),
                          f"{role} {name!r} of {thing!r}", seconds, every=0.1)

    def window(self, title, seconds=10):
        """The window with that title, once it is there."""
        return wait_until(lambda: next((w for w in self.windows() if w.name.startswith(title)), None),
                          f"a window {title!r} to be heard", seconds, every=0.1)


class Heard:
    """One thing on the screen as it was when it was asked for."""

    def __init__(self, reader, row):
        self._reader, self._row = reader, row

    def __repr__(self):
        return f"{self.role} {self.name!r}"

    def __getattr__(self, name):  # role, name, description, states, text, value, path
        try:
            return self._row[name]
        except KeyError:
            raise AttributeError(name) from None

    def inside(self):
        """Everything below it that shows, itself first."""
        return [h for h in (Heard(self._reader, r) for r in self._reader.ask("tree", self.path) or [])
                if "showing" in h.states]

    def all(self, role, name=""):
        return [h for h in self.inside() if h.role == role and name in h.name]

    def find(self, role, name="", seconds=8):
        """The first one of that role whose name holds `name`, once it is there and can be used."""
        try:
            return wait_until(lambda: next((h for h in self.all(role, name) if "sensitive" in h.states), None),
                              f"{role} {name!r} in {self.name!r}", seconds, every=0.1)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; it has {self.inside()}") from None

    def says(self, text):
        """Whether it, or something below it, says that."""
        return any(text in h.name or text in h.text for h in self.inside())

    def wait_to_say(self, text, seconds=8):
        try:
            return wait_until(lambda: self.says(text), f"{self.name!r} to say {text!r}", seconds, every=0.1)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; it says {[h.name or h.text for h in self.inside()]}") from None

    def press(self):
        """Presses a button, ticks a box, opens a menu."""
        if not self._reader.ask("press", self.path, 0):
            raise RuntimeError(f"{self!r} cannot be pressed")

    def focus(self):
        self._reader.ask("focus", self.path)

    def place(self):
        """Where it stands on the screen: [left, top, width, height]."""
        return self._reader.ask("place", self.path)


def check_names(window):
    """[things that a person can reach but a screen reader has no name for]"""
    return [h for h in window.inside()
            if "focusable" in h.states and h.role not in ("frame", "window", "filler", "panel", "scroll pane", "viewport")
            and not (h.name or h.text)]

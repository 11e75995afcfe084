#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The smallest panel that shows only StatusNotifierItems, as GNOME's and KDE's do: org.kde.StatusNotifierWatcher with a host.
Shows nothing; who registered can be asked for."""

from gi.repository import Gio, GLib

INTERFACE = """
<node>
  <interface name="org.kde.StatusNotifierWatcher">
    <method name="RegisterStatusNotifierItem"><arg name="service" type="s" direction="in"/></method>
    <method name="RegisterStatusNotifierHost"><arg name="service" type="s" direction="in"/></method>
    <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
    <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
    <property name="ProtocolVersion" type="i" access="read"/>
    <signal name="StatusNotifierHostRegistered"/>
  </interface>
</node>
"""


def main():
    items = []

    def on_call(_, sender, __, ___, method, arguments, invocation):
        if method == "RegisterStatusNotifierItem":
            said = arguments.unpack()[0]
            items.append(sender + said if said.startswith("/") else said + "/StatusNotifierItem")
        invocation.return_value(None)

    def on_get(_, __, ___, ____, name):
        return {"RegisteredStatusNotifierItems": GLib.Variant("as", items),
                "IsStatusNotifierHostRegistered": GLib.Variant("b", True),
                "ProtocolVersion": GLib.Variant("i", 0)}[name]

    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
    bus.register_object("/StatusNotifierWatcher", interface, on_call, on_get, None)
    Gio.bus_own_name_on_connection(bus, interface.name, Gio.BusNameOwnerFlags.NONE, None, None)
    GLib.MainLoop().run()


main()

// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/keyring.h"

#include <sdbus-c++/sdbus-c++.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <thread>

namespace chaperone::test {

PrivateBus::PrivateBus() {
  const auto config = folder_.path() / "bus.conf";
  std::ofstream(config)
      << "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
         "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
         "<busconfig><type>session</type><listen>unix:dir="
      << folder_.path().string()
      << "</listen><policy context=\"default\"><allow send_destination=\"*\"/>"
         "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n";
  daemon_ = std::make_unique<Child>(std::vector<std::string>{
      "dbus-daemon", "--config-file=" + config.string(), "--nofork", "--print-address"});
  address_ = daemon_->ReadLine();
  if (address_.empty()) FAIL("dbus-daemon did not start: run installer/setup-dev");
}

Keyring::Keyring() {
  const std::string home = bus_.folder().string();
  daemon_ = std::make_unique<Child>(
      std::vector<std::string>{"gnome-keyring-daemon", "--foreground", "--unlock",
                               "--components=secrets", "--control-directory=" + home},
      std::map<std::string, std::string>{{"DBUS_SESSION_BUS_ADDRESS", bus_.address()},
                                         {"HOME", home},
                                         {"XDG_DATA_HOME", home + "/data"},
                                         {"XDG_RUNTIME_DIR", home}},
      "open sesame");
  const auto connection = sdbus::createSessionBusConnectionWithAddress(bus_.address());
  const auto proxy =
      sdbus::createProxy(*connection, "org.freedesktop.DBus", "/org/freedesktop/DBus");
  for (int tries = 0; tries < 1000; ++tries) {
    bool owned = false;
    proxy->callMethod("NameHasOwner")
        .onInterface("org.freedesktop.DBus")
        .withArguments(std::string("org.freedesktop.secrets"))
        .storeResultsTo(owned);
    if (owned) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL("gnome-keyring-daemon did not start: run installer/setup-dev");
}

void Keyring::Lock() {
  const auto connection = sdbus::createSessionBusConnectionWithAddress(bus_.address());
  const auto proxy =
      sdbus::createProxy(*connection, "org.freedesktop.secrets", "/org/freedesktop/secrets");
  sdbus::ObjectPath collection;
  proxy->callMethod("ReadAlias")
      .onInterface("org.freedesktop.Secret.Service")
      .withArguments(std::string("default"))
      .storeResultsTo(collection);
  std::vector<sdbus::ObjectPath> locked;
  sdbus::ObjectPath prompt;
  proxy->callMethod("Lock")
      .onInterface("org.freedesktop.Secret.Service")
      .withArguments(std::vector<sdbus::ObjectPath>{collection})
      .storeResultsTo(locked, prompt);
  REQUIRE(locked.size() == 1);
}

}  // namespace chaperone::test

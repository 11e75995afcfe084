// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/unit_probe.h"

#include <sdbus-c++/sdbus-c++.h>

#include "agent/bus/bus.h"

namespace chaperone::agent {
namespace {

constexpr const char* kSystemd = "org.freedesktop.systemd1";
constexpr const char* kUnitFace = "org.freedesktop.systemd1.Unit";
constexpr const char* kServiceFace = "org.freedesktop.systemd1.Service";
constexpr std::chrono::seconds kPatience{5};

}  // namespace

UnitProbe ProbeAgentUnit() {
  UnitProbe probe;
  auto bus = Bus::Open();
  if (!bus.ok()) return probe;
  sdbus::IConnection& connection = (*bus)->connection();
  try {
    const auto manager = sdbus::createProxy(connection, kSystemd, "/org/freedesktop/systemd1");
    sdbus::ObjectPath path;
    manager->callMethod("LoadUnit")
        .onInterface("org.freedesktop.systemd1.Manager")
        .withTimeout(kPatience)
        .withArguments(std::string("chaperone-agent.service"))
        .storeResultsTo(path);
    probe.manager = true;
    const auto unit = sdbus::createProxy(connection, kSystemd, path);
    const auto text = [&](const char* name, const char* face) {
      return unit->getProperty(name).onInterface(face).get<std::string>();
    };
    probe.load_state = text("LoadState", kUnitFace);
    probe.active_state = text("ActiveState", kUnitFace);
    probe.result = text("Result", kServiceFace);
    const auto number = [&](const char* name) {
      return unit->getProperty(name).onInterface(kServiceFace).get<uint32_t>();
    };
    probe.main_pid = static_cast<pid_t>(number("MainPID"));
    probe.restarts = number("NRestarts");
    const auto watchdog =
        unit->getProperty("WatchdogUSec").onInterface(kServiceFace).get<uint64_t>();
    probe.watchdog = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::microseconds(static_cast<int64_t>(watchdog & INT64_MAX)));
  } catch (const sdbus::Error&) {
    // What is not known stays empty.
  }
  return probe;
}

}  // namespace chaperone::agent

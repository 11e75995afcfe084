// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/desktop_probe.h"

#include <sdbus-c++/sdbus-c++.h>

#include <algorithm>
#include <vector>

#include "agent/bus/bus.h"
#include "agent/bus/names.h"

namespace chaperone::agent {
namespace {

constexpr std::chrono::seconds kProbePatience{5};
constexpr const char* kSecrets = "org.freedesktop.secrets";

// One question; false where nobody answers.
template <class... Results>
bool Ask(sdbus::IProxy& proxy, const char* interface, const char* method, Results&... results) {
  try {
    proxy.callMethod(method)
        .onInterface(interface)
        .withTimeout(kProbePatience)
        .storeResultsTo(results...);
    return true;
  } catch (const sdbus::Error&) {
    return false;
  }
}

void AskNotifications(sdbus::IConnection& connection, DesktopProbe& probe) {
  constexpr const char* kName = "org.freedesktop.Notifications";
  const auto proxy = sdbus::createProxy(connection, kName, "/org/freedesktop/Notifications");
  std::vector<std::string> capabilities;
  if (!Ask(*proxy, kName, "GetCapabilities", capabilities)) return;
  probe.notification_actions =
      std::find(capabilities.begin(), capabilities.end(), "actions") != capabilities.end();
  std::string name;
  std::string vendor;
  std::string version;
  std::string specification;
  Ask(*proxy, kName, "GetServerInformation", name, vendor, version, specification);
  probe.notification_server = name.empty() ? "an unnamed daemon" : name + " " + version;
}

void AskSecrets(sdbus::IConnection& connection, DesktopProbe& probe) {
  const auto service = sdbus::createProxy(connection, kSecrets, "/org/freedesktop/secrets");
  try {
    sdbus::ObjectPath collection;
    service->callMethod("ReadAlias")
        .onInterface("org.freedesktop.Secret.Service")
        .withTimeout(kProbePatience)
        .withArguments(std::string("default"))
        .storeResultsTo(collection);
    probe.secret_service = true;
    probe.secret_collection = collection != "/";
    if (!probe.secret_collection) return;
    const auto keys = sdbus::createProxy(connection, kSecrets, collection);
    probe.secret_locked =
        keys->getProperty("Locked").onInterface("org.freedesktop.Secret.Collection").get<bool>();
  } catch (const sdbus::Error&) {
    // What is not known stays false: `doctor` then says that there is none.
  }
}

}  // namespace

policy::Result<DesktopProbe> ProbeDesktop() {
  auto bus = Bus::Open();
  if (!bus.ok()) return bus.error();
  sdbus::IConnection& connection = (*bus)->connection();
  DesktopProbe probe;
  AskNotifications(connection, probe);
  AskSecrets(connection, probe);
  const auto daemon =
      sdbus::createProxy(connection, "org.freedesktop.DBus", "/org/freedesktop/DBus");
  std::vector<std::string> names;
  if (Ask(*daemon, "org.freedesktop.DBus", "ListNames", names)) {
    probe.agent_running = std::find(names.begin(), names.end(), kBusName) != names.end();
  }
  return probe;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include <sdbus-c++/sdbus-c++.h>

#include <catch2/catch.hpp>

#include "tests/agent/cli/machine.h"
#include "tests/agent/cli/program.h"

namespace chaperone::agent {
namespace {

// A user's systemd, as far as the doctor asks it, on the bus of the test.
class Systemd {
 public:
  std::string load_state = "loaded";
  std::string active_state = "active";
  std::string result = "success";
  uint32_t main_pid = 0;
  uint32_t restarts = 0;

  Systemd() {
    manager_->registerMethod("LoadUnit")
        .onInterface("org.freedesktop.systemd1.Manager")
        .implementedAs([](const std::string&) { return sdbus::ObjectPath("/unit"); });
    manager_->finishRegistration();
    const auto property = [&](const char* face, const char* name, auto get) {
      unit_->registerProperty(name).onInterface(face).withGetter(get);
    };
    constexpr const char* kUnit = "org.freedesktop.systemd1.Unit";
    constexpr const char* kService = "org.freedesktop.systemd1.Service";
    property(kUnit, "LoadState", [this] { return load_state; });
    property(kUnit, "ActiveState", [this] { return active_state; });
    property(kService, "Result", [this] { return result; });
    property(kService, "MainPID", [this] { return main_pid; });
    property(kService, "NRestarts", [this] { return restarts; });
    property(kService, "WatchdogUSec", [] { return uint64_t{90000000}; });
    unit_->finishRegistration();
    connection_->enterEventLoopAsync();
  }

 private:
  std::unique_ptr<sdbus::IConnection> connection_ =
      sdbus::createSessionBusConnection("org.freedesktop.systemd1");
  std::unique_ptr<sdbus::IObject> manager_ =
      sdbus::createObject(*connection_, "/org/freedesktop/systemd1");
  std::unique_ptr<sdbus::IObject> unit_ = sdbus::createObject(*connection_, "/unit");
};

json FindCode(const json& report, const std::string& subject) {
  for (const json& check : report.at("checks")) {
    if (check.at("subject") == subject) return check;
  }
  return {{"code", "none"}};
}

TEST_CASE("doctor: of a running agent it says whether anything starts it again, and how often") {
  Machine machine;
  machine.agent.reply = {{"pid", 4711}};
  Systemd systemd;
  const auto examine = [&] {
    return FindCode(json::parse(machine.Run({"doctor", "--json"}).out), "agent");
  };
  systemd.main_pid = 4711;
  const json as_unit = examine();
  CHECK(as_unit.at("code") == "running_as_unit");
  CHECK(Has(as_unit.at("found"), "90 s"));
  systemd.restarts = 3;
  const json restarted = examine();
  CHECK(restarted.at("level") == "warn");
  CHECK(restarted.at("numbers").at("restarts") == 3);
  CHECK(Has(restarted.at("to_do"), "journalctl --user"));
  systemd.main_pid = 0;
  CHECK(examine().at("code") == "running_outside_unit");
}

TEST_CASE("doctor: of an agent that does not run it says why, as its unit tells") {
  const testing::PrivateBus bus;
  Systemd systemd;
  const auto examine = [&] {
    const Finished finished = testing::Run({CHAPERONE, "doctor", "--json"}, {{"DISPLAY", ""}});
    return FindCode(json::parse(finished.out), "agent");
  };
  systemd.active_state = "failed";
  systemd.result = "watchdog";
  const json failed = examine();
  CHECK(failed.at("level") == "fail");
  CHECK(Has(failed.at("found"), "watchdog"));
  systemd.active_state = "inactive";
  const json stopped = examine();
  CHECK(stopped.at("level") == "warn");
  CHECK(Has(stopped.at("to_do"), "systemctl --user start"));
  systemd.load_state = "masked";
  const json masked = examine();
  CHECK(masked.at("level") == "warn");
  CHECK(Has(masked.at("found"), "not watched"));
  CHECK(Has(masked.at("to_do"), "unmask"));
}

TEST_CASE("doctor: an agent of another version, and mails that wait, are told with what to do") {
  Machine machine;
  machine.agent.reply = {{"version", "0.0.1"},
                         {"pid", 4711},
                         {"coverage", {{{"share", "s1"}, {"reason", "reader_behind"}}}},
                         {"mail", {{"waiting", 3}, {"stuck", true}, {"refused", 2}}},
                         {"ledger", {{"failing", true}}}};
  const json report = json::parse(machine.Run({"doctor", "--json"}).out);
  const json versions = FindCode(report, "versions");
  CHECK(versions.at("code") == "agent_differs");
  CHECK(Has(versions.at("found"), "0.0.1"));
  CHECK(Has(versions.at("to_do"), "systemctl --user restart"));
  CHECK(FindCode(report, "ledger").at("level") == "fail");
  CHECK(FindCode(report, "outbox").at("numbers") == json{{"waiting", 3}});
  bool gap = false;
  for (const json& check : report.at("checks")) {
    gap = gap || (check.at("code") == "gap_now" && Has(check.at("found"), "reader_behind"));
    if (check.at("level") == "ok") continue;
    INFO(check.dump());
    CHECK_FALSE(check.at("to_do").get<std::string>().empty());
  }
  CHECK(gap);
  const json same = FindCode(json::parse(Chaperone({"doctor", "--json"}, {}).out), "versions");
  CHECK(same.at("code") == "same");
}

}  // namespace
}  // namespace chaperone::agent

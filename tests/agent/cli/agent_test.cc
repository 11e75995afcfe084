// SPDX-License-Identifier: Apache-2.0
// The real agent on a bus of its own, without a display, a keyring or a mail server.
#include <signal.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/agent/bus/private_bus.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using testing::RunUntil;

struct RunningAgent {
  testing::PrivateBus bus;
  testing::TemporaryFolder folder;
  testing::TemporaryFolder state;
  std::map<std::string, std::string> environment = {{"HOME", folder.path()},
                                                    {"CHAPERONE_CONFIG_DIR", folder.path()},
                                                    {"CHAPERONE_STATE_DIR", state.path()},
                                                    {"DISPLAY", ""},
                                                    {"WAYLAND_DISPLAY", ""},
                                                    {"DBUS_SESSION_BUS_ADDRESS", bus.address()}};
  std::unique_ptr<testing::Process> agent;

  explicit RunningAgent(const std::string& policy) {
    WritePolicy(policy);
    agent = std::make_unique<testing::Process>(std::vector<std::string>{CHAPERONE, "agent"},
                                               environment, folder.path() / "log");
    RunUntil([] {}, [&] { return !Status().is_null(); });
  }

  void WritePolicy(const std::string& text) const {
    std::ofstream(folder.path() / "policy.toml") << text;
  }
  json Status() const {
    const auto asked = testing::Run({CHAPERONE, "status", "--json"}, environment);
    return asked.exit_code == 0 ? json::parse(asked.out) : json();
  }
  bool Warns(const std::string& part) const {
    return Status().at("warnings").dump().find(part) != std::string::npos;
  }
  std::string Log() const { return testing::ReadFile(folder.path() / "log"); }
};

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
  return count;
}

constexpr const char* kFileVault = "[vault]\nallow_file = true\n";

TEST_CASE("agent: a reload that fails is a warning until one succeeds") {
  const RunningAgent running(kFileVault);
  const json status = running.Status();
  const std::string failed = "the policy could not be read again";
  CHECK_FALSE(running.Warns(failed));
  running.WritePolicy(std::string(kFileVault) + "oops = 1\n");
  REQUIRE(kill(status.at("pid").get<pid_t>(), SIGHUP) == 0);
  RunUntil([] {}, [&] { return running.Warns(failed); });
  CHECK(running.Warns("policy.toml:3: vault.oops"));
  running.WritePolicy(kFileVault);
  REQUIRE(kill(status.at("pid").get<pid_t>(), SIGHUP) == 0);
  RunUntil([] {}, [&] { return !running.Warns(failed); });
}

TEST_CASE("agent: policy reload tells running agents, but not of a wrong policy") {
  const RunningAgent running(kFileVault);
  const auto reload = [&] {
    return testing::Run({CHAPERONE, "policy", "reload", "--json"}, running.environment);
  };
  running.WritePolicy(std::string(kFileVault) + "oops = 1\n");
  const auto refused = reload();
  CHECK(refused.exit_code == 3);
  CHECK(refused.err.find("policy.toml:3: vault.oops") != std::string::npos);
  running.WritePolicy(std::string(kFileVault) + "[mail]\nport = 1001\n");
  const auto done = reload();
  REQUIRE(done.exit_code == 0);
  CHECK(json::parse(done.out).at("agents") >= 1);
  RunUntil([] {},
           [&] {
             const auto shown = testing::Run({CHAPERONE, "policy", "show", "--in-force", "--json"},
                                             running.environment);
             return shown.out.find("1001") != std::string::npos;
           });
  CHECK(Count(running.Log(), "the policy stays as it was") == 0);
}

TEST_CASE("agent: status warns of what the policy lacks and of files that cannot be used") {
  const RunningAgent running(std::string(kFileVault) +
                             "[mail]\nhost = \"127.0.0.1\"\nfrom = \"c@firm.example\"\n"
                             "ca_file = \"/nonexistent/ca.pem\"\n");
  CHECK(running.Warns("champions: none is named"));
  CHECK_FALSE(running.Warns("no mail server"));
  CHECK(running.Warns("mail.ca_file: /nonexistent/ca.pem cannot be used"));
  CHECK(Count(running.Log(), "mail.ca_file: /nonexistent/ca.pem cannot be used") == 1);
  const RunningAgent bare(kFileVault);
  CHECK(bare.Warns("no mail server"));
}

TEST_CASE("agent: without a display its log says why, once") {
  const RunningAgent running(std::string(kFileVault) + "[sampling]\nidle_poll_ms = 100\n");
  const std::string reason = "shares are not being watched: ";
  RunUntil([] {}, [&] { return running.Warns(reason); });
  // It looks for the display again and again meanwhile.
  for (int i = 0; i < 20; ++i) REQUIRE(running.Warns(reason));
  CHECK(Count(running.Log(), reason) == 1);
}

}  // namespace
}  // namespace chaperone::agent

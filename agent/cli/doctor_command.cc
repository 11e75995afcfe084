// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "agent/cli/command.h"
#include "agent/cli/doctor_check.h"
#include "agent/cli/print.h"

namespace chaperone::agent {
namespace {

constexpr std::array<const char*, 4> kLevelNames = {"ok", "note", "warn", "fail"};

const char* LevelName(Level level) {
  return kLevelNames.at(static_cast<size_t>(level));
}

int Examine(bool as_json) {
  policy::Policy policy;
  CheckResults results = CheckPolicy(policy);
  const auto add = [&](CheckResults more) {
    std::move(more.begin(), more.end(), std::back_inserter(results));
  };
  add(CheckDisplay(policy));
  add(CheckShield(policy));
  add(CheckDesktop(policy));
  add(CheckStateFolder());
  add(CheckReader());
  add(CheckMail(policy));
  add(CheckRecording(policy));
  const bool lacking = std::any_of(results.begin(), results.end(), [](const CheckResult& result) {
    return result.level == Level::kFail;
  });
  if (as_json) {
    nlohmann::json checks = nlohmann::json::array();
    for (const CheckResult& r : results) {
      checks.push_back({{"level", LevelName(r.level)},
                        {"subject", r.subject},
                        {"found", r.found},
                        {"to_do", r.to_do}});
    }
    Print(std::cout, {{"ok", !lacking}, {"checks", std::move(checks)}}, true);
  } else {
    for (const CheckResult& r : results) {
      std::cout << LevelName(r.level)
                << std::string(6 - std::string_view(LevelName(r.level)).size(), ' ') << r.subject
                << ": " << r.found << '\n';
      if (!r.to_do.empty() && r.level != Level::kOk) std::cout << "      → " << r.to_do << '\n';
    }
  }
  return lacking ? kExitLacking : kExitFine;
}

}  // namespace

void AddDoctor(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      AddSubcommand(app, "doctor",
                    "Checks display, shield, bus, notifications, keyring, disk, reader, "
                    "mail, sound, recorder and policy, and says what to do",
                    "chaperone doctor --json");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "One JSON document");
  command->callback([&invocation, json] { invocation.run = [json] { return Examine(*json); }; });
}

}  // namespace chaperone::agent

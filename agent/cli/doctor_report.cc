// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/doctor_report.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace chaperone::agent {

bool DoctorReport::lacking() const {
  return std::any_of(results.begin(), results.end(),
                     [](const DoctorResult& result) { return result.level == Level::kFail; });
}

DoctorReport ExamineMachine() {
  DoctorReport report;
  report.session = LookAtSession();
  const SessionView& session = report.session;
  policy::Policy policy;
  const auto add = [&](DoctorResults more) {
    std::move(more.begin(), more.end(), std::back_inserter(report.results));
  };
  add(CheckPolicy(policy));
  add(CheckDisplay(policy));
  add(CheckShareWatch(policy, session));
  add(CheckShield(policy));
  add(CheckDesktop(session));
  add(CheckAgent(session));
  add(CheckVersions(session));
  add(CheckClock());
  add(CheckStateFolder());
  add(CheckKeys(policy, session));
  add(CheckReader());
  add(CheckMail(policy));
  add(CheckRecording(policy));
  return report;
}

const char* LevelName(Level level) {
  constexpr std::array<const char*, 4> kNames = {"ok", "note", "warn", "fail"};
  return kNames.at(static_cast<size_t>(level));
}

nlohmann::json ToJson(const DoctorReport& report) {
  nlohmann::json checks = nlohmann::json::array();
  for (const DoctorResult& r : report.results) {
    nlohmann::json numbers = nlohmann::json::object();
    for (const auto& [name, number] : r.numbers) numbers[std::string(name.text())] = number;
    checks.push_back({{"level", LevelName(r.level)},
                      {"subject", r.subject.text()},
                      {"code", r.code.text()},
                      {"found", r.found},
                      {"to_do", r.to_do},
                      {"numbers", std::move(numbers)}});
  }
  return {{"ok", !report.lacking()}, {"checks", std::move(checks)}};
}

}  // namespace chaperone::agent

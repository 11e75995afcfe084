// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/bus/desktop_probe.h"
#include "agent/bus/unit_probe.h"
#include "policy/base/result.h"
#include "policy/rules/policy_file.h"

namespace chaperone::agent {

// How much a finding matters: kNote is a limit that one should know, kWarn works but will
// disappoint, kFail is something that the agent needs.
enum class Level { kOk, kNote, kWarn, kFail };

// A text that stands in the source. Nothing that is read at run time can become one, so that it
// never holds anything of anybody: this is what a support file carries.
class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}  // NOLINT(google-explicit-constructor)
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// What was counted or measured: "free_mb".
struct Measure {
  Literal name;
  int64_t number = 0;
};

// One finding. What is not in order says what to do, in one sentence.
struct DoctorResult {
  Level level = Level::kFail;
  Literal subject;    // "display"
  Literal code;       // "no_display": what was found, in a word that never changes
  std::string found;  // what is there, or is not, and what that means
  std::string to_do;  // "" where there is nothing to do
  std::vector<Measure> numbers = {};
};
using DoctorResults = std::vector<DoctorResult>;

// What answers in this session, asked once for all checks.
struct SessionView {
  policy::Result<DesktopProbe> desktop = policy::Unavailable("not asked");
  UnitProbe unit;
  // What a running agent answers to Status; nothing where none runs, or it does not answer.
  std::optional<nlohmann::json> status;
};
SessionView LookAtSession();

// Each looks at one part of the machine and changes nothing. They may block for some seconds.
DoctorResults CheckPolicy(policy::Policy& policy);  // fills in what holds, or the defaults
DoctorResults CheckDisplay(const policy::Policy& policy);
DoctorResults CheckShareWatch(const policy::Policy& policy, const SessionView& session);
DoctorResults CheckShield(const policy::Policy& policy);
DoctorResults CheckDesktop(const SessionView& session);
DoctorResults CheckAgent(const SessionView& session);
DoctorResults CheckVersions(const SessionView& session);
DoctorResults CheckClock();
DoctorResults CheckStateFolder();
DoctorResults CheckKeys(const policy::Policy& policy, const SessionView& session);
DoctorResults CheckReader();
DoctorResults CheckMail(const policy::Policy& policy);
DoctorResults CheckRecording(const policy::Policy& policy);

}  // namespace chaperone::agent

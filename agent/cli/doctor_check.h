// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/rules/policy_file.h"

namespace chaperone::agent {

// How much a finding matters: kNote is a limit that one should know, kWarn works but will
// disappoint, kFail is something that the agent needs.
enum class Level { kOk, kNote, kWarn, kFail };

struct CheckResult {
  Level level = Level::kFail;
  std::string subject;  // "display"
  std::string found;    // what is there, or is not, and what that means
  std::string to_do;    // "" where there is nothing to do
};
using CheckResults = std::vector<CheckResult>;

// Each looks at one part of the machine and changes nothing. They may block for some seconds.
CheckResults CheckPolicy(policy::Policy& policy);  // fills in what holds, or the defaults
CheckResults CheckDisplay(const policy::Policy& policy);
CheckResults CheckShield(const policy::Policy& policy);
CheckResults CheckDesktop(const policy::Policy& policy);
CheckResults CheckStateFolder();
CheckResults CheckReader();
CheckResults CheckMail(const policy::Policy& policy);
CheckResults CheckRecording(const policy::Policy& policy);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "agent/cli/doctor_check.h"

namespace chaperone::agent {

// All checks of this machine, made once.
struct DoctorReport {
  SessionView session;
  DoctorResults results;

  bool lacking() const;  // something that the agent needs
};
DoctorReport ExamineMachine();

const char* LevelName(Level level);  // "ok", "note", "warn", "fail"
// {"ok", "checks": [{"level", "subject", "code", "found", "to_do", "numbers": {name: n}}]}
nlohmann::json ToJson(const DoctorReport& report);

}  // namespace chaperone::agent

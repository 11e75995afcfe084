// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace chaperone::agent {

// The agent's unit, as the user's own systemd tells of it.
struct UnitProbe {
  bool manager = false;              // a systemd of this user answers on the session bus
  std::string load_state;            // "loaded", "masked", "not-found" …
  std::string active_state;          // "active", "inactive", "failed", "activating" …
  std::string result;                // of its last end: "success", "exit-code", "watchdog" …
  pid_t main_pid = 0;                // 0: none runs
  uint32_t restarts = 0;             // since it was last started by hand
  std::chrono::seconds watchdog{0};  // it is restarted when silent for so long; 0: never

  bool operator==(const UnitProbe&) const = default;
};

// Asks; starts nothing. All of it is empty where nobody answers.
UnitProbe ProbeAgentUnit();

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <optional>

#include "agent/tray/agent_status.h"

// What the employee may do with the recording now, told from the agent's status. Pure.
namespace chaperone::tray {

struct RecordingDeeds {
  bool pause = false;  // by hand, or for card details
  bool resume = false;
  bool stop = false;

  bool operator==(const RecordingDeeds&) const = default;
};
RecordingDeeds DeedsOf(const std::optional<AgentStatus>& status);

// How things stand with it, in one sentence.
QString RecordingTitle(const std::optional<AgentStatus>& status);

// A pause that the employee asked for and may have forgotten.
bool IsByHand(const QString& pause_reason);

}  // namespace chaperone::tray

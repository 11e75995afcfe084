// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <optional>

#include "agent/tray/agent_status.h"

namespace chaperone::tray {

// What the icon shows: one state, the one that matters most now. Zero is the safe value.
enum class TrayState : uint8_t {
  kNoAgent,  // nothing protects this desktop
  kIdle,
  kInCall,      // a program has the microphone, or a call is open; nothing is recorded
  kGateClosed,  // a recording is wanted and something is missing: the employee is needed
  kRecording,
  kPaused,
  kSharing,      // a share is watched
  kCoverageGap,  // something that is shared is not read, or nothing can be put on record
  kAlert,
};
inline constexpr int kTrayStateCount = 9;

// `status`: nullopt while the agent does not answer. Alert before gap, gap before recording, a
// closed gate before a share: what needs the employee comes first, and doubt is shown.
TrayState StateOf(const std::optional<AgentStatus>& status);

// The icon's file and the name by which tests and screen readers know the state: "no-agent",
// "idle", "in-call", "gate-closed", "recording", "paused", "sharing", "coverage-gap", "alert".
QString StateName(TrayState state);

// The same for people, translated: "Recording".
QString StateTitle(TrayState state);

// All that goes on, a sentence each, the state's own first: for the tooltip and the window.
QStringList StateSentences(const std::optional<AgentStatus>& status);

}  // namespace chaperone::tray

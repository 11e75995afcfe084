// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
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

// Since when the recording is paused, as the tray saw it: the agent says why, not since when.
class PauseClock {
 public:
  // `reason`: "" while nothing is paused. Another reason goes on with the same pause.
  void See(const QString& reason, qint64 now_ms);
  // How long by now; 0 where nothing is paused.
  qint64 length_ms(qint64 now_ms) const;

 private:
  std::optional<qint64> since_ms_;
};

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include "agent/tray/agent_link.h"

namespace chaperone::tray {

// Asks RecordingStatus five times a second while something moves on the screen: a meter, a bar.
// Off at first, and never more than one question at a time.
class GatePoll : public QObject {
  Q_OBJECT

 public:
  static constexpr int kEveryMs = 200;

  explicit GatePoll(AgentLink& link, QObject* parent = nullptr);
  void Run(bool on);

 signals:
  void Answered(const chaperone::tray::GateStatus& gate);

 private:
  void Ask();

  AgentLink& link_;
  QTimer timer_;
  bool asking_ = false;
};

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/gate_poll.h"

namespace chaperone::tray {

GatePoll::GatePoll(AgentLink& link, QObject* parent) : QObject(parent), link_(link) {
  timer_.setInterval(kEveryMs);
  connect(&timer_, &QTimer::timeout, this, &GatePoll::Ask);
}

void GatePoll::Run(bool on) {
  if (on == timer_.isActive()) return;
  if (on) {
    timer_.start();
    Ask();  // what was told before may be old
  } else {
    timer_.stop();
  }
}

void GatePoll::Ask() {
  if (asking_) return;
  asking_ = true;
  link_.Call(
      QStringLiteral("RecordingStatus"), {}, this,
      [this](const AgentReply& reply) {
        asking_ = false;
        if (reply.ok() && timer_.isActive()) emit Answered(ParseGate(reply.json));
      },
      AgentLink::kPatienceMs);
}

}  // namespace chaperone::tray

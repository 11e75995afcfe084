// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "agent/agent.h"
#include "agent/bus/bus.h"
#include "agent/delivery_worker.h"
#include "agent/message_pipe.h"
#include "agent/sound_worker.h"
#include "agent/watch_worker.h"

namespace chaperone::agent {

// The thread "agent": waits for the bus, the other threads, signals and time, and lets the agent
// decide. It sleeps while nothing happens.
class Loop {
 public:
  // All must outlive the loop. `bus` may be lost and found again while it runs.
  Loop(Agent& agent, Records& records, std::unique_ptr<Bus> bus, std::string display);
  ~Loop();

  // Until SIGTERM or SIGINT; SIGHUP reads the policy again. The signals must be blocked in every
  // thread.
  policy::Result<void> Run();

 private:
  using Clock = std::chrono::steady_clock;

  policy::Result<void> JoinBus();
  void LeaveBus();
  void ServeBus();
  void Deliver();
  bool HandleSignals();
  int PollTimeout();

  Agent& agent_;
  Records& records_;
  std::unique_ptr<Bus> bus_;
  std::unique_ptr<BusService> service_;
  std::unique_ptr<Notifier> notifier_;
  Clock::time_point bus_due_{};
  Clock::time_point retry_due_{};
  Channel<SendResult> sent_{64};
  DeliveryWorker delivery_;
  WatchWorker watch_;
  SoundWorker sound_;
  OwnedFd signals_;
};

}  // namespace chaperone::agent

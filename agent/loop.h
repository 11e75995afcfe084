// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "agent/agent.h"
#include "agent/bus/bus.h"
#include "agent/delivery_worker.h"
#include "agent/message_pipe.h"
#include "agent/service_manager.h"
#include "agent/sound_worker.h"
#include "agent/watch_worker.h"

namespace chaperone::agent {

// Why the service ended: it was asked to, or a newer version was installed and nothing is open that
// would suffer.
enum class AgentEnd { kUnknown, kAsked, kGivesWay };

// The thread "agent": waits for the bus, the other threads, signals and time, and lets the agent
// decide. It sleeps while nothing happens.
class Loop {
 public:
  // All must outlive the loop. `bus` may be lost and found again while it runs.
  Loop(Agent& agent, Records& records, std::unique_ptr<Bus> bus, std::string display);
  ~Loop();

  // Until SIGTERM or SIGINT, or after SIGUSR2 (a newer version is installed) as soon as no call,
  // share or recording is open; SIGHUP reads the policy again. The signals must be blocked in every
  // thread.
  policy::Result<AgentEnd> Run();

 private:
  using Clock = std::chrono::steady_clock;

  policy::Result<void> JoinBus();
  void LeaveBus();
  void ServeBus();
  void Deliver();
  bool HandleSignals();  // false: asked to end
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
  ServiceManager manager_;
  bool replaced_ = false;  // by a newer version, for which we make room
};

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/service_manager.h"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace chaperone::agent {

ServiceManager::ServiceManager() {
  uint64_t patience = 0;
  // A third of its patience: one that comes late is not yet a hang.
  if (sd_watchdog_enabled(0, &patience) > 0) every_ = std::chrono::microseconds(patience / 3);
}

void ServiceManager::Ready() {
  sd_notify(0, "READY=1");
}

void ServiceManager::Ending() {
  sd_notify(0, "STOPPING=1");
}

void ServiceManager::Alive(Clock::time_point now) {
  if (every_.count() == 0 || now < due_) return;
  due_ = now + every_;
  sd_notify(0, "WATCHDOG=1");
}

std::optional<ServiceManager::Clock::time_point> ServiceManager::due() const {
  if (every_.count() == 0) return std::nullopt;
  return due_;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

namespace chaperone::agent {

// Tells the service manager that started us how we are (sd_notify(3)): a unit of Type=notify with
// WatchdogSec=. Where none asked to be told, nothing happens. One thread only.
class ServiceManager {
 public:
  using Clock = std::chrono::steady_clock;

  ServiceManager();
  void Ready();   // the store is open and the name on the bus is ours
  void Ending();  // asked to end; sealing a recording may take some seconds
  // From the loop alone, so that a loop that hangs is noticed.
  void Alive(Clock::time_point now);
  // When Alive() is due again at the latest; none where there is no watchdog.
  std::optional<Clock::time_point> due() const;

 private:
  std::chrono::microseconds every_{0};  // zero: nobody watches
  Clock::time_point due_{};
};

}  // namespace chaperone::agent

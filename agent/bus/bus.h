// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "policy/base/result.h"

namespace sdbus {
class IConnection;
}

namespace chaperone::agent {

// Our connection to the session bus, driven by the agent's own loop: no thread of its own. All that
// uses it (BusService, Notifier) is called from within Process(), on the thread that calls that.
class Bus {
 public:
  // Fails with kUnavailable (retryable) when there is no session bus; the message says what to do.
  static policy::Result<std::unique_ptr<Bus>> Open();
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  // What to poll for. The values hold until the next call of anything on the bus: ask before every
  // poll().
  int poll_fd() const;
  short poll_events() const;
  // How long poll() may wait at most; none: for ever.
  std::optional<std::chrono::milliseconds> poll_timeout() const;
  // Handles what has come and sends what waits; never blocks. kUnavailable when the bus is gone:
  // then this and all that uses it is to be destroyed, and may be opened anew.
  policy::Result<void> Process();

  // For the files of this folder and tests.
  sdbus::IConnection& connection() { return *connection_; }

 private:
  explicit Bus(std::unique_ptr<sdbus::IConnection> connection);
  std::unique_ptr<sdbus::IConnection> connection_;
};

}  // namespace chaperone::agent

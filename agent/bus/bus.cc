// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/bus.h"

#include <sdbus-c++/sdbus-c++.h>

#include <algorithm>

namespace chaperone::agent {

policy::Result<std::unique_ptr<Bus>> Bus::Open() {
  try {
    return std::unique_ptr<Bus>(new Bus(sdbus::createSessionBusConnection()));
  } catch (const sdbus::Error& error) {
    return policy::Unavailable(
        "there is no session bus (" + error.getMessage() +
            "): the desktop cannot be told of leaks and the command line cannot reach the agent; "
            "log in to a desktop session, or start one with dbus-run-session",
        true);
  }
}

Bus::Bus(std::unique_ptr<sdbus::IConnection> connection) : connection_(std::move(connection)) {}

Bus::~Bus() = default;

int Bus::poll_fd() const {
  try {
    return connection_->getEventLoopPollData().fd;
  } catch (const sdbus::Error&) {
    return -1;
  }
}

short Bus::poll_events() const {
  try {
    return connection_->getEventLoopPollData().events;
  } catch (const sdbus::Error&) {
    return 0;
  }
}

std::optional<std::chrono::milliseconds> Bus::poll_timeout() const {
  try {
    const int timeout = connection_->getEventLoopPollData().getPollTimeout();
    if (timeout < 0) return std::nullopt;
    return std::chrono::milliseconds(timeout);
  } catch (const sdbus::Error&) {
    return std::chrono::milliseconds{0};  // the bus is gone: Process() says so
  }
}

policy::Result<void> Bus::Process() {
  try {
    // Bounded, so that a flood of messages cannot keep the loop from its other duties: where more
    // waits, poll_timeout() is zero.
    constexpr int kAtOnce = 64;
    for (int i = 0; i < kAtOnce && connection_->processPendingRequest(); ++i) {
    }
    return {};
  } catch (const sdbus::Error& error) {
    return policy::Unavailable("the session bus is gone (" + error.getMessage() +
                                   "): the desktop cannot be told of leaks until it is back",
                               true);
  }
}

}  // namespace chaperone::agent

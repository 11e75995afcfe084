// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/base/result.h"

namespace chaperone::agent {

// What the session bus has of what the agent needs, for `doctor`.
struct DesktopProbe {
  std::string notification_server;  // "dunst 1.9.0"; "" : none answers
  bool notification_actions = false;
  bool secret_service = false;     // one runs or can be started
  bool secret_collection = false;  // it has a default collection, where keys go
  bool secret_locked = false;
  bool agent_running = false;
};

// Asks; blocks for some seconds at most. kUnavailable when there is no session bus.
policy::Result<DesktopProbe> ProbeDesktop();

}  // namespace chaperone::agent

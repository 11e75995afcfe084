// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "agent/loaded_policy.h"
#include "agent/loop.h"
#include "policy/base/result.h"

namespace chaperone::agent {

// What `chaperone agent` starts with.
struct AgentSetup {
  std::filesystem::path state_folder;
  // Reads all policy files; called at the start and when asked to reload.
  std::function<policy::Result<LoadedPolicy>()> load_policy;
};

// The service, until SIGTERM or SIGINT, or until a newer version can take over (kGivesWay: start
// this program's file again). The only place that wires the parts together. An error says why it
// could not start.
policy::Result<AgentEnd> RunAgentService(const AgentSetup& setup);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "agent/bus/agent_client.h"

namespace chaperone::agent {

// Something goes on in the agent and its state is asked for every 200 ms. On a terminal, standard
// error says how far it is, on one line that is wiped at the end.
struct Waiting {
  Request question;
  std::function<bool(const nlohmann::json& reply)> goes_on;
  std::function<std::string(const nlohmann::json& reply)> progress;  // "" says nothing
  std::function<bool()> given_up = {};  // asked before each question; absent: never
};

// The first reply with which it does not go on. kUnavailable when it was given up.
policy::Result<nlohmann::json> WaitFor(AgentClient& client, const Waiting& waiting);

}  // namespace chaperone::agent

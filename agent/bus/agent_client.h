// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json.hpp>

#include "agent/bus/request.h"

namespace sdbus {
class IConnection;
class IProxy;
}  // namespace sdbus

namespace chaperone::agent {

// Asks the running agent, from another process (the command line). Blocking; one thread.
class AgentClient {
 public:
  // kUnavailable when there is no session bus.
  static policy::Result<std::unique_ptr<AgentClient>> Connect();
  ~AgentClient();
  AgentClient(const AgentClient&) = delete;
  AgentClient& operator=(const AgentClient&) = delete;

  // The agent's reply, or its error. kUnavailable when the agent is not running or does not answer:
  // the message says how to start it.
  policy::Result<nlohmann::json> Call(const Request& request);

 private:
  explicit AgentClient(std::unique_ptr<sdbus::IConnection> connection);
  std::unique_ptr<sdbus::IConnection> connection_;
  std::unique_ptr<sdbus::IProxy> proxy_;
};

}  // namespace chaperone::agent

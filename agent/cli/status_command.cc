// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "agent/bus/agent_client.h"
#include "agent/cli/command.h"
#include "agent/cli/gate_reply.h"
#include "agent/cli/print.h"

namespace chaperone::agent {
namespace {

int ShowStatus(bool as_json) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  auto reply = (*client)->Call(request::Status{});
  if (!reply.ok()) return Fail(reply.error());
  if (!as_json && reply->contains("recording")) {
    reply->at("recording") = GateForPeople(reply->at("recording"));
  }
  if (!as_json && reply->contains("shares")) {
    for (nlohmann::json& share : reply->at("shares")) share.erase("region");
  }
  Print(std::cout, *reply, as_json);
  return kExitFine;
}

}  // namespace

void AddStatus(CLI::App& app, Invocation& invocation) {
  CLI::App* command = AddSubcommand(
      app, "status",
      "How the agent is: call, recording, shares, alerts, what is not watched, mail, ledger",
      "chaperone status --json");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "One JSON document");
  command->callback([&invocation, json] { invocation.run = [json] { return ShowStatus(*json); }; });
}

}  // namespace chaperone::agent

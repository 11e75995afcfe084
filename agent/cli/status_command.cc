// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "agent/cli/command.h"

namespace chaperone::agent {

void AddStatus(CLI::App& app, Invocation& invocation) {
  CLI::App* command = AddSubcommand(
      app, "status", "How the agent is: call, shares, alerts, what is not watched, mail, ledger",
      "chaperone status --json");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "One JSON document");
  command->callback([&invocation, json] {
    invocation.run = [json] { return AskAgent(request::Status{}, *json); };
  });
}

}  // namespace chaperone::agent

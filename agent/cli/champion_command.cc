// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "agent/cli/command.h"

namespace chaperone::agent {

void AddChampion(CLI::App& app, Invocation& invocation) {
  CLI::App* champion =
      AddSubcommand(app, "champion", "The Data Protection Champions", "chaperone champion test");
  champion->require_subcommand(1);
  CLI::App* test =
      AddSubcommand(*champion, "test", "Sends a test alert to every champion and deputy",
                    "chaperone champion test");
  auto json = std::make_shared<bool>(false);
  test->add_flag("--json", *json, "One JSON document");
  test->callback([&invocation, json] {
    invocation.run = [json] { return AskAgent(request::TestChampion{}, *json); };
  });
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "agent/cli/command.h"

namespace chaperone::agent {
namespace {

struct RetentionOptions {
  bool json = false;
  bool dry_run = false;
};

}  // namespace

void AddRetention(CLI::App& app, Invocation& invocation) {
  CLI::App* retention = AddSubcommand(app, "retention", "What is deleted when, by the schedule",
                                      "chaperone retention list");
  retention->require_subcommand(1);
  auto options = std::make_shared<RetentionOptions>();

  CLI::App* list = AddSubcommand(*retention, "list", "What is kept, what is due first on top",
                                 "chaperone retention list --json");
  list->add_flag("--json", options->json, "One JSON document");
  list->callback([&invocation, options] {
    invocation.run = [options] { return AskAgent(request::ListRetention{}, options->json); };
  });

  CLI::App* sweep = AddSubcommand(
      *retention, "sweep", "Deletes what is due; holds win, and no clock that ran ahead counts",
      "chaperone retention sweep --dry-run");
  sweep->add_flag("--dry-run", options->dry_run, "Say what is due and delete nothing");
  sweep->add_flag("--json", options->json, "One JSON document");
  sweep->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::SweepRetention{options->dry_run}, options->json);
    };
  });
}

}  // namespace chaperone::agent

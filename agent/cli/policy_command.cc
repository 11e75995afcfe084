// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "agent/cli/command.h"
#include "agent/cli/policy_bundle_command.h"
#include "agent/cli/policy_folders.h"
#include "agent/cli/policy_keys.h"
#include "agent/cli/policy_origin.h"
#include "agent/cli/print.h"
#include "agent/cli/running_agents.h"
#include "agent/delivery/mail_files.h"
#include "agent/policy_json.h"

namespace chaperone::agent {
namespace {

struct PolicyOptions {
  bool json = false;
  bool managed = false;
  bool in_force = false;
  bool origin = false;
  std::vector<std::string> files;
};

policy::Result<LoadedPolicy> Load(const PolicyOptions& options) {
  return options.files.empty() ? LoadPolicy() : LoadPolicyFiles(options.files, options.managed);
}

int Check(const PolicyOptions& options) {
  const auto loaded = Load(options);
  if (!loaded.ok()) return Fail(loaded.error());
  nlohmann::json files = nlohmann::json::array();
  for (const PolicyFile& file : loaded->files) files.push_back(file.path);
  nlohmann::json report = {{"ok", true}, {"files", files}, {"warnings", loaded->warnings}};
  if (loaded->bundle_version) report["bundle_version"] = *loaded->bundle_version;
  for (std::string& warning : MailFileWarnings(loaded->policy.mail)) {
    report["warnings"].push_back(std::move(warning));
  }
  Print(std::cout, report, options.json);
  return kExitFine;
}

// "alerts.min_score = 0.6 (/etc/chaperone/managed.d/10-firm.toml:7)", a line each.
int ShowOrigin(const LoadedPolicy& loaded, bool as_json) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const OriginatedValue& each : ValuesWithOrigin(loaded)) {
    if (as_json) {
      rows.push_back(
          {{"key", each.key}, {"value", each.value}, {"file", each.file}, {"line", each.line}});
      continue;
    }
    std::cout << each.key << " = " << each.value.dump() << " (";
    if (each.file.empty()) {
      std::cout << "the program's default";
    } else {
      std::cout << each.file << ':' << each.line;
    }
    std::cout << ")\n";
  }
  if (as_json) {
    Print(std::cout, {{"values", std::move(rows)}, {"warnings", loaded.warnings}}, true);
  } else {
    for (const std::string& warning : loaded.warnings)
      std::cerr << "chaperone: " << warning << '\n';
  }
  return kExitFine;
}

int Show(const PolicyOptions& options) {
  if (options.in_force) return AskAgent(request::ShowPolicy{}, options.json);
  const auto loaded = Load(options);
  if (!loaded.ok()) return Fail(loaded.error());
  if (options.origin) return ShowOrigin(*loaded, options.json);
  Print(std::cout, PolicyToJson(loaded->policy), options.json);
  return kExitFine;
}

// A wrong policy is said here, and agents are not told of it: they go on with what they have.
int Reload(bool as_json) {
  const auto loaded = LoadPolicy();
  if (!loaded.ok()) return Fail(loaded.error());
  Print(std::cout, {{"agents", SignalRunningAgents(SIGHUP)}, {"warnings", loaded->warnings}},
        as_json);
  return kExitFine;
}

int ShowKeys(bool as_json, bool as_markdown) {
  if (as_json) {
    Print(std::cout, PolicyKeysJson(), true);
  } else {
    std::cout << (as_markdown ? PolicyKeysMarkdown() : PolicyKeysText());
  }
  return kExitFine;
}

}  // namespace

void AddPolicy(CLI::App& app, Invocation& invocation) {
  CLI::App* policy = AddSubcommand(app, "policy", "What the firm has decided",
                                   "chaperone policy check /etc/chaperone/managed.d/10-firm.toml");
  policy->require_subcommand(1);
  auto options = std::make_shared<PolicyOptions>();
  constexpr const char* kFiles =
      "Policy files, taken together in this order; without: the ones that hold on this machine";

  CLI::App* check = AddSubcommand(*policy, "check",
                                  "Whether policy files are right; says every error with its line",
                                  "chaperone policy check firm.toml");
  check->add_option("FILE", options->files, kFiles);
  constexpr const char* kManaged =
      "The files are meant for managed.d, where alone some keys count: ruling_key, recovery_key";
  check->add_flag("--managed", options->managed, kManaged)->needs(check->get_option("FILE"));
  check->add_flag("--json", options->json, "One JSON document");
  check->callback(
      [&invocation, options] { invocation.run = [options] { return Check(*options); }; });

  CLI::App* show = AddSubcommand(*policy, "show", "The policy that comes out of all files",
                                 "chaperone policy show --json");
  show->add_option("FILE", options->files, kFiles);
  show->add_flag("--managed", options->managed, kManaged)->needs(show->get_option("FILE"));
  show->add_flag("--in-force", options->in_force,
                 "As the running agent has it, with the files that it was read from")
      ->excludes(show->get_option("FILE"));
  show->add_flag("--origin", options->origin,
                 "A line for each value, with the file and line that it comes from, and what has "
                 "no effect")
      ->excludes(show->get_option("--in-force"));
  show->add_flag("--json", options->json, "One JSON document");
  show->callback([&invocation, options] { invocation.run = [options] { return Show(*options); }; });

  CLI::App* reload = AddSubcommand(
      *policy, "reload",
      "Has the agents that run read the policy again: for root everybody's, else your own",
      "sudo chaperone policy reload");
  reload->add_flag("--json", options->json, "One JSON document");
  reload->callback(
      [&invocation, options] { invocation.run = [options] { return Reload(options->json); }; });

  CLI::App* keys = AddSubcommand(
      *policy, "keys", "Every key that a policy may have: what it says, what it takes, its default",
      "chaperone policy keys");
  auto markdown = std::make_shared<bool>(false);
  keys->add_flag("--markdown", *markdown, "As installer/POLICY_KEYS.md has it");
  keys->add_flag("--json", options->json, "One JSON document")
      ->excludes(keys->get_option("--markdown"));
  keys->callback([&invocation, options, markdown] {
    invocation.run = [options, markdown] { return ShowKeys(options->json, *markdown); };
  });
  AddPolicyBundle(*policy, invocation);
}

}  // namespace chaperone::agent

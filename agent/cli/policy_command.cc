// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "agent/cli/command.h"
#include "agent/cli/policy_folders.h"
#include "agent/cli/print.h"
#include "agent/delivery/mail_files.h"
#include "agent/policy_json.h"

namespace chaperone::agent {
namespace {

struct Options {
  bool json = false;
  bool managed = false;
  bool in_force = false;
  std::vector<std::string> files;
};

policy::Result<LoadedPolicy> Load(const Options& options) {
  return options.files.empty() ? LoadPolicy() : LoadPolicyFiles(options.files, options.managed);
}

int Check(const Options& options) {
  const auto loaded = Load(options);
  if (!loaded.ok()) return Fail(loaded.error());
  nlohmann::json files = nlohmann::json::array();
  for (const PolicyFile& file : loaded->files) files.push_back(file.path);
  nlohmann::json report = {{"ok", true}, {"files", files}, {"warnings", loaded->warnings}};
  for (std::string& warning : MailFileWarnings(loaded->policy.mail)) {
    report["warnings"].push_back(std::move(warning));
  }
  Print(std::cout, report, options.json);
  return kExitFine;
}

int Show(const Options& options) {
  if (options.in_force) return AskAgent(request::ShowPolicy{}, options.json);
  const auto loaded = Load(options);
  if (!loaded.ok()) return Fail(loaded.error());
  Print(std::cout, PolicyToJson(loaded->policy), options.json);
  return kExitFine;
}

}  // namespace

void AddPolicy(CLI::App& app, Invocation& invocation) {
  CLI::App* policy = AddSubcommand(app, "policy", "What the firm has decided",
                                   "chaperone policy check /etc/chaperone/managed.d/10-firm.toml");
  policy->require_subcommand(1);
  auto options = std::make_shared<Options>();
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
  show->add_flag("--json", options->json, "One JSON document");
  show->callback([&invocation, options] { invocation.run = [options] { return Show(*options); }; });
}

}  // namespace chaperone::agent

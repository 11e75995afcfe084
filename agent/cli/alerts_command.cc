// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <set>

#include "agent/cli/command.h"
#include "agent/cli/usage.h"

namespace chaperone::agent {
namespace {

struct Options {
  bool json = false;
  std::string alert;
  std::string answer;
};

// As people type it; the bus has the names of policy::Answer.
const std::map<std::string, policy::Answer>& Answers() {
  static const std::map<std::string, policy::Answer> by_word = {
      {"hidden", policy::Answer::kHidden},
      {"customer", policy::Answer::kIsCustomer},
      {"false-alarm", policy::Answer::kFalseAlarm},
  };
  return by_word;
}

}  // namespace

void AddAlerts(CLI::App& app, Invocation& invocation) {
  CLI::App* alerts = AddSubcommand(app, "alerts", "Alerts of other people's data on shared screens",
                                   "chaperone alerts list");
  alerts->require_subcommand(1);
  auto options = std::make_shared<Options>();

  CLI::App* list =
      AddSubcommand(*alerts, "list", "All alerts that are kept", "chaperone alerts list --json");
  list->add_flag("--json", options->json, "One JSON document");
  list->callback([&invocation, options] {
    invocation.run = [options] { return AskAgent(request::ListAlerts{}, options->json); };
  });

  CLI::App* show = AddSubcommand(*alerts, "show", "All that is kept about one alert",
                                 "chaperone alerts show k3f2-7");
  show->add_option("ALERT", options->alert, "The alert's id")->required();
  show->add_flag("--json", options->json, "One JSON document");
  show->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::ShowAlert{options->alert}, options->json);
    };
  });

  CLI::App* resolve = AddSubcommand(*alerts, "resolve", "Says what came of an alert",
                                    "chaperone alerts resolve k3f2-7 --as hidden");
  std::set<std::string> words;
  for (const auto& [word, answer] : Answers()) words.insert(word);
  resolve->add_option("ALERT", options->alert, "The alert's id")->required();
  resolve
      ->add_option("--as", options->answer,
                   "hidden: I have hidden it; customer: it is the customer's own; false-alarm: it "
                   "is nobody's data")
      ->required()
      ->check(OneOf(words));
  resolve->add_flag("--json", options->json, "One JSON document");
  resolve->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::ResolveAlert{options->alert, Answers().at(options->answer)},
                      options->json);
    };
  });
}

}  // namespace chaperone::agent

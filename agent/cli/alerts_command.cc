// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "agent/bus/recording_fields.h"
#include "agent/cli/command.h"
#include "agent/cli/text_file.h"
#include "agent/cli/usage.h"

namespace chaperone::agent {
namespace {

struct AlertsOptions {
  bool json = false;
  std::string alert;
  std::string answer;
  std::string why;
  uint32_t seconds = 0;
  std::string text;
  std::string since;
};

// As people type it; the bus has the names of policy::Answer.
const std::map<std::string, policy::Answer>& Answers() {
  static const std::map<std::string, policy::Answer> by_word = {
      {"hidden", policy::Answer::kHidden},
      {"customer", policy::Answer::kIsCustomer},
      {"colleague", policy::Answer::kColleague},
      {"false-alarm", policy::Answer::kFalseAlarm},
  };
  return by_word;
}

const std::map<std::string, policy::FalseAlarmReason>& Reasons() {
  using policy::FalseAlarmReason;
  static const std::map<std::string, FalseAlarmReason> by_word = {
      {"not-personal-data", FalseAlarmReason::kNotPersonalData},
      {"public", FalseAlarmReason::kPublic},
      {"misread", FalseAlarmReason::kMisread},
      {"invented", FalseAlarmReason::kInvented},
      {"other", FalseAlarmReason::kOther},
  };
  return by_word;
}

// `alerts show` has the rest.
nlohmann::json Shortened(nlohmann::json alert) {
  for (const char* field : {"parties", "places", "share", "snoozed_until", "window", "why"})
    alert.erase(field);
  return alert;
}

template <class T>
std::set<std::string> WordsOf(const std::map<std::string, T>& by_word) {
  std::set<std::string> words;
  for (const auto& [word, value] : by_word) words.insert(word);
  return words;
}

int Resolve(const AlertsOptions& options) {
  request::AnswerAlert answer{options.alert, Answers().at(options.answer),
                              policy::FalseAlarmReason::kNone};
  if (!options.why.empty()) {
    if (answer.answer != policy::Answer::kFalseAlarm) {
      return Fail(
          policy::BadInput("--why: is the reason of a false alarm; expected it with --as "
                           "false-alarm only"));
    }
    answer.why = Reasons().at(options.why);
  }
  return AskAgent(answer, options.json);
}

int Count(const AlertsOptions& options) {
  request::ListAlertCounts counts;
  if (const auto day = DateFromText(options.since)) {
    counts.since = std::chrono::floor<std::chrono::days>(*day);
  }
  return AskAgent(counts, options.json);
}

int Ask(const AlertsOptions& options) {
  auto text = QuestionArgument(options.text, std::cin);
  if (!text.ok()) return Fail(text.error());
  return AskAgent(request::AskAboutAlert{options.alert, std::move(*text)}, options.json);
}

}  // namespace

void AddAlerts(CLI::App& app, Invocation& invocation) {
  CLI::App* alerts = AddSubcommand(app, "alerts", "Alerts of other people's data on shared screens",
                                   "chaperone alerts list");
  alerts->require_subcommand(1);
  auto options = std::make_shared<AlertsOptions>();

  CLI::App* list =
      AddSubcommand(*alerts, "list", "All alerts that are kept", "chaperone alerts list --json");
  list->add_flag("--json", options->json, "One JSON document");
  list->callback([&invocation, options] {
    invocation.run = [options] {
      return AskForList(request::ListAlerts{}, options->json, Shortened);
    };
  });

  CLI::App* counts = AddSubcommand(*alerts, "counts",
                                   "Leaks that were only counted (alerts.mode is monitor), by day",
                                   "chaperone alerts counts --since 2026-11-01");
  counts->add_option("--since", options->since, "From this day on, UTC; default: all that is kept")
      ->check(CLI::Validator(
          [](const std::string& given) {
            return DateFromText(given).has_value() ? "" : kDateExpected;
          },
          "", ""));
  counts->add_flag("--json", options->json, "One JSON document");
  counts->callback(
      [&invocation, options] { invocation.run = [options] { return Count(*options); }; });

  CLI::App* show = AddSubcommand(*alerts, "show", "All that is kept about one alert",
                                 "chaperone alerts show k3f2-7");
  show->add_option("ALERT", options->alert, "The alert's id")->required();
  show->add_flag("--json", options->json, "One JSON document");
  show->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::ShowAlert{options->alert}, options->json);
    };
  });

  const auto add_cover = [&](const char* name, const char* what, const char* example,
                             bool covered) {
    CLI::App* cover = AddSubcommand(*alerts, name, what, example);
    cover->add_option("ALERT", options->alert, "The alert's id")->required();
    cover->add_flag("--json", options->json, "One JSON document");
    cover->callback([&invocation, options, covered] {
      invocation.run = [options, covered] {
        return AskAgent(request::CoverAlert{options->alert, covered}, options->json);
      };
    });
  };
  add_cover("cover", "Covers on the shared screen what an alert is about",
            "chaperone alerts cover k3f2-7", true);
  add_cover("uncover", "Lifts that cover", "chaperone alerts uncover k3f2-7", false);

  CLI::App* resolve = AddSubcommand(*alerts, "resolve", "Says what came of an alert",
                                    "chaperone alerts resolve k3f2-7 --as hidden");
  resolve->add_option("ALERT", options->alert, "The alert's id")->required();
  resolve
      ->add_option("--as", options->answer,
                   "hidden: I have hidden it; customer: it is the customer's own; colleague: it is "
                   "a colleague's business data; false-alarm: it is nobody's data")
      ->required()
      ->check(OneOf(WordsOf(Answers())));
  resolve
      ->add_option(
          "--why", options->why,
          "The reason of a false alarm: not-personal-data, public, misread, invented, other")
      ->check(OneOf(WordsOf(Reasons())));
  resolve->add_flag("--json", options->json, "One JSON document");
  resolve->callback(
      [&invocation, options] { invocation.run = [options] { return Resolve(*options); }; });

  CLI::App* snooze =
      AddSubcommand(*alerts, "snooze", "No more notices of an alert for a while; on record",
                    "chaperone alerts snooze k3f2-7 --seconds 120");
  snooze->add_option("ALERT", options->alert, "The alert's id")->required();
  snooze
      ->add_option("--seconds", options->seconds,
                   "For how long; the policy says how long it may be (alerts.max_snooze_s)")
      ->required()
      ->check(CLI::Range(1, 3600));
  snooze->add_flag("--json", options->json, "One JSON document");
  snooze->callback([&invocation, options] {
    invocation.run = [options] {
      return AskAgent(request::SnoozeAlert{options->alert, std::chrono::seconds{options->seconds}},
                      options->json);
    };
  });

  CLI::App* ask = AddSubcommand(*alerts, "ask", "Asks the champions about an alert, by mail",
                                "chaperone alerts ask k3f2-7 --text @question.txt");
  ask->add_option("ALERT", options->alert, "The alert's id")->required();
  ask->add_option("--text", options->text,
                  "The question, or @FILE, or - for standard input. It should name nobody: it "
                  "leaves the machine")
      ->required();
  ask->add_flag("--json", options->json, "One JSON document");
  ask->callback([&invocation, options] { invocation.run = [options] { return Ask(*options); }; });
}

}  // namespace chaperone::agent

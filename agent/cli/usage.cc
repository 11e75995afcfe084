// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/usage.h"

#include <algorithm>
#include <iostream>
#include <string_view>

namespace chaperone::agent {
namespace {

// How far the line was understood.
struct Place {
  const CLI::App* command;
  std::string path;     // "chaperone call"
  std::string unknown;  // the word after it, where a subcommand of it should stand
};

std::vector<const CLI::App*> Subcommands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

Place Understood(const CLI::App& app, int argc, const char* const* argv) {
  Place place{&app, app.get_name(), ""};
  for (int i = 1; i < argc; ++i) {
    const CLI::App* next = nullptr;
    for (const CLI::App* sub : Subcommands(*place.command)) {
      if (sub->get_name() == argv[i]) next = sub;
    }
    if (next == nullptr) {
      place.unknown = argv[i];
      break;
    }
    place.command = next;
    place.path += " " + next->get_name();
  }
  return place;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// What can be repeated: commands and options look like this.
bool IsPlainName(std::string_view word) {
  return !word.empty() && word.size() <= 20 && word.front() != '-' &&
         std::all_of(word.begin(), word.end(),
                     [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
}

std::string NoSuchOption(const std::string& word) {
  const std::string option = word.substr(0, word.find('='));
  if (!option.starts_with("--") || !IsPlainName(std::string_view(option).substr(2))) return "";
  return "there is no option " + option;
}

std::string WrongCommand(const Place& place) {
  std::vector<std::string> names;
  for (const CLI::App* sub : Subcommands(*place.command)) names.push_back(sub->get_name());
  std::string what = NoSuchOption(place.unknown);
  if (!what.empty()) return what;
  if (place.unknown.empty()) {
    what = "a command is missing";
  } else if (IsPlainName(place.unknown)) {
    what = "there is no command \"" + place.unknown + "\"";
  } else {
    what = "what follows is not a command";
  }
  return what + "; expected one of: " + Joined(names);
}

std::string What(const CLI::App& app, const CLI::ParseError& error, const Place& place) {
  if (place.command->get_require_subcommand_min() > 0) return WrongCommand(place);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    for (const std::string& word : app.remaining(true)) {
      std::string what = NoSuchOption(word);
      if (!what.empty()) return what;
    }
    return "an argument too many was given";
  }
  // These speak of options by their names; others repeat values.
  const bool names_only = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr ||
                          dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr ||
                          dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr ||
                          dynamic_cast<const CLI::RequiresError*>(&error) != nullptr ||
                          dynamic_cast<const CLI::ValidationError*>(&error) != nullptr;
  return names_only ? error.what() : "an option was given a value that it does not take";
}

}  // namespace

ExitCode TellUsage(const CLI::App& app, const CLI::ParseError& error, int argc,
                   const char* const* argv) {
  const Place place = Understood(app, argc, argv);
  std::cerr << place.path << ": " << What(app, error, place) << ".\nSee: " << place.path
            << " --help\n";
  return kExitUsage;
}

CLI::Validator OneOf(const std::set<std::string>& choices) {
  const std::string expected = "expected one of: " + Joined({choices.begin(), choices.end()});
  return CLI::Validator(
      [choices, expected](const std::string& given) {
        return choices.contains(given) ? "" : "is not known; " + expected;
      },
      "", "");
}

}  // namespace chaperone::agent

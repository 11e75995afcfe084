// SPDX-License-Identifier: Apache-2.0
#include "agent/read/context_options.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <sstream>
#include <utility>

#include "policy/personal_data/text.h"

namespace chaperone::agent {
namespace {

using policy::BadInput;
using policy::Error;
using policy::ErrorCode;
using policy::Result;

void StripLineEnd(std::string& line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.pop_back();
}

// Replaces "@FILE" and "-" by what they stand for. Nothing of a value ever reaches a message: what
// was meant as "@FILE" may be a person's handle.
Result<std::vector<std::string>> Expand(const std::vector<std::string>& values, const char* option,
                                        bool domains_allowed, std::istream& in) {
  std::vector<std::string> expanded;
  for (const std::string& value : values) {
    if (value == "-") {
      std::string line;
      if (!std::getline(in, line)) {
        return BadInput(std::string(option) +
                        " -: standard input ended before its value; expected one line for it");
      }
      StripLineEnd(line);
      if (!line.empty()) expanded.push_back(std::move(line));
      continue;
    }
    if (value.size() < 2 || value[0] != '@') {
      expanded.push_back(value);
      continue;
    }
    std::ifstream file(value.substr(1));
    if (!file) {
      if (domains_allowed) {  // "--identifier @acme.example" names an organisation
        expanded.push_back(value);
        continue;
      }
      return BadInput(
          std::string(option) +
          " @FILE: the file cannot be read; expected a text file with one value a line");
    }
    for (std::string line; std::getline(file, line);) {
      StripLineEnd(line);
      if (!line.empty()) expanded.push_back(std::move(line));
    }
    if (file.bad()) return BadInput(std::string(option) + " @FILE: reading the file failed");
  }
  return expanded;
}

Result<policy::Policy> ReadPolicy(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return BadInput(path +
                    ": the policy file cannot be read; expected a TOML file (see `chaperone "
                    "policy check --help`)");
  }
  std::ostringstream text;
  text << file.rdbuf();
  return policy::ParsePolicy({path, text.str(), false}, policy::Policy{});
}

std::vector<policy::KnownPerson> Named(const std::vector<std::string>& names) {
  std::vector<policy::KnownPerson> people;
  people.reserve(names.size());
  for (const std::string& name : names) people.push_back({name, {}});
  return people;
}

}  // namespace

void AddContextOptions(CLI::App& app, ContextOptions& options) {
  const char* group =
      "Who is known (a value may be @FILE, one a line, or -, the next line of "
      "standard input)";
  app.add_option("--customer", options.customers, "Customer whose identity is confirmed")
      ->allow_extra_args(false)
      ->type_name("NAME")
      ->group(group);
  app.add_option("--identifier", options.identifiers,
                 "The customer's e-mail, phone, account number …, or @domain of an organisation")
      ->allow_extra_args(false)
      ->type_name("VALUE")
      ->group(group);
  app.add_option("--representative", options.representatives,
                 "Representative whose identity and authority are confirmed")
      ->allow_extra_args(false)
      ->type_name("NAME")
      ->group(group);
  app.add_option("--staff", options.staff, "Colleague")
      ->allow_extra_args(false)
      ->type_name("NAME")
      ->group(group);
  app.add_option("--staff-domain", options.staff_domains, "The firm's own mail domain")
      ->allow_extra_args(false)
      ->type_name("DOMAIN")
      ->group(group);
  app.add_option("--policy", options.policy, "Policy file: own domains, staff, thresholds")
      ->type_name("FILE");
  app.add_option("--min-score", options.min_score, "Leave out findings scored below (default 0.5)")
      ->type_name("S")
      ->check(CLI::Range(0.0, 1.0));
  // Known, so that a script that uses it is told why it fails; not offered before it works.
  app.add_option("--directory", options.directory)->group("");
}

Result<ReadingContext> ResolveContext(const ContextOptions& options, std::istream& in) {
  if (!options.directory.empty()) {
    return Error{ErrorCode::kRefused, false,
                 "--directory: this version cannot use a directory of customers yet, so nothing "
                 "was read; leave the option out, or name people with --customer and --identifier"};
  }
  ReadingContext context;
  if (!options.policy.empty()) {
    Result<policy::Policy> parsed = ReadPolicy(options.policy);
    if (!parsed) return parsed.error();
    context.people.staff = parsed->staff;
    context.people.staff_domains = parsed->own_domains;
    context.rules = parsed->detection;
    context.alerts = parsed->alerts;
  }
  if (options.min_score) {
    if (!(*options.min_score >= 0 && *options.min_score <= 1)) {  // also refuses NaN
      return Error{ErrorCode::kRefused, false, "--min-score: expected a number from 0 to 1"};
    }
    context.rules.min_score = *options.min_score;
  }

  std::vector<std::string> customers;
  std::vector<std::string> identifiers;
  std::vector<std::string> representatives;
  std::vector<std::string> staff;
  std::vector<std::string> staff_domains;
  const struct {
    const char* option;
    const std::vector<std::string>& from;
    std::vector<std::string>& to;
    bool domains_allowed;
  } lists[] = {
      {"--customer", options.customers, customers, false},
      {"--identifier", options.identifiers, identifiers, true},
      {"--representative", options.representatives, representatives, false},
      {"--staff", options.staff, staff, false},
      {"--staff-domain", options.staff_domains, staff_domains, true},
  };
  for (const auto& list : lists) {
    Result<std::vector<std::string>> values =
        Expand(list.from, list.option, list.domains_allowed, in);
    if (!values) return values.error();
    list.to = std::move(*values);
    for (const std::string& value : list.to) {
      if (policy::Sanitised(value) == value) continue;
      return BadInput(std::string(list.option) +
                      ": a value is not UTF-8, so nothing would ever match it; expected text in "
                      "UTF-8");
    }
  }

  policy::KnownPeople& people = context.people;
  people.customers = Named(customers);
  people.representatives = Named(representatives);
  for (policy::KnownPerson& person : Named(staff)) people.staff.push_back(std::move(person));
  for (std::string& domain : staff_domains) people.staff_domains.push_back(std::move(domain));
  // With several customers nobody says whose an identifier is: it then stands on its own.
  policy::KnownPerson unnamed;
  policy::KnownPerson& owner = people.customers.size() == 1 ? people.customers.front() : unnamed;
  for (std::string& identifier : identifiers) {
    if (identifier[0] == '@') {
      people.customer_domains.push_back(identifier.substr(1));
    } else {
      owner.identifiers.push_back(std::move(identifier));
    }
  }
  if (!unnamed.identifiers.empty()) people.customers.push_back(std::move(unnamed));
  return context;
}

int ExitOfUsage(const CLI::App& app, const CLI::ParseError& error, std::ostream& out,
                std::ostream& err) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    err << app.get_name()
        << ": an argument was not expected; a value stands after its option (--customer NAME), in "
           "quotes where it has spaces\nRun with --help for more information.\n";
    return 2;
  }
  return app.exit(error, out, err) == 0 ? 0 : 2;
}

int ExitCodeOf(const policy::Error& error) {
  switch (error.code) {
    case ErrorCode::kRefused:
      return 2;
    case ErrorCode::kUnavailable:
    case ErrorCode::kLocked:
    case ErrorCode::kIo:
      return 4;
    default:
      return 3;
  }
}

}  // namespace chaperone::agent

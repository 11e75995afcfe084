// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "policy/base/result.h"
#include "policy/people/known_people.h"
#include "policy/rules/policy_file.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
class ParseError;
}  // namespace CLI

namespace chaperone::agent {

// What `detect` and `scan` are told on the command line about who is known (docs: contracts).
// People named here count as confirmed. Personal data: memory only.
struct ContextOptions {
  std::vector<std::string> customers;
  std::vector<std::string> identifiers;  // of the customer; "@domain": an organisation
  std::vector<std::string> representatives;
  std::vector<std::string> staff_domains;
  std::vector<std::string> staff;
  std::string directory;
  std::string policy;  // path of a policy file
  std::optional<double> min_score;
};

struct ReadingContext {
  policy::KnownPeople people;
  policy::DetectionRules rules;
  policy::AlertRules alerts;  // which findings would raise an alert
};

// Adds the options to `app`; `options` must outlive the parse.
void AddContextOptions(CLI::App& app, ContextOptions& options);

// Turns the options into who is known and which findings count. A value "@FILE" stands for the
// lines of that file, "-" for the next line of `in`. Errors are for people and quote no value:
// kBadInput for a file or policy that is wrong (exit 3), kRefused for an option that cannot be
// served (exit 2).
policy::Result<ReadingContext> ResolveContext(const ContextOptions& options, std::istream& in);

// Writes help to `out` or a usage error to `err`; gives the exit code, 0 or 2. An argument that was
// not expected may be a person's name, so it is not quoted.
int ExitOfUsage(const CLI::App& app, const CLI::ParseError& error, std::ostream& out,
                std::ostream& err);

// The exit code that the contract gives such an error: 2 usage, 3 bad input, 4 machine.
int ExitCodeOf(const policy::Error& error);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/personal_value.h"

#include <fstream>

namespace chaperone::agent {
namespace {

constexpr size_t kMostBytes = size_t{1} << 20U;

void AddLine(std::vector<std::string>& values, std::string line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (!line.empty()) values.push_back(std::move(line));
}

}  // namespace

policy::Result<std::vector<std::string>> PersonalValues(const std::vector<std::string>& arguments,
                                                        std::istream& in, bool domains_allowed) {
  std::vector<std::string> values;
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      std::string line;
      if (!std::getline(in, line)) {
        return policy::BadInput("-: standard input has ended; expected one line for each \"-\"");
      }
      AddLine(values, std::move(line));
      continue;
    }
    std::ifstream file;
    if (argument.size() > 1 && argument.front() == '@') file.open(argument.substr(1));
    if (!file.is_open()) {
      if (argument.size() > 1 && argument.front() == '@' && !domains_allowed) {
        return policy::BadInput(
            "@FILE: the file cannot be read; expected a text file with one value a line");
      }
      values.push_back(argument);
      continue;
    }
    size_t bytes = 0;
    for (std::string line; std::getline(file, line); AddLine(values, std::move(line))) {
      bytes += line.size();
      if (bytes > kMostBytes) {
        return policy::BadInput("@FILE: the file is too long; expected at most 1 MiB");
      }
    }
  }
  return values;
}

policy::Result<std::string> PersonalValue(const std::string& argument, std::istream& in) {
  if (argument.empty()) return std::string();
  auto values = PersonalValues({argument}, in);
  if (!values.ok()) return values.error();
  if (values->size() != 1) {
    return policy::BadInput("a file or line with " + std::to_string(values->size()) +
                            " values was given; expected one value");
  }
  return std::move(values->front());
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "policy/rules/policy_file.h"

namespace chaperone::policy {
namespace {

struct Case {
  std::string name;
  std::string toml;
  std::string message;
};

void Replace(std::string& text, std::string_view mark, char byte) {
  for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
    text.replace(at, mark.size(), 1, byte);
  }
}

std::vector<Case> ReadCases(const std::string& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::vector<Case> cases;
  bool in_message = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("=== ")) {
      cases.push_back({line.substr(4), "", ""});
      in_message = false;
    } else if (cases.empty()) {
      continue;
    } else if (line == "---") {
      in_message = true;
    } else {
      std::string& part = in_message ? cases.back().message : cases.back().toml;
      if (in_message && !part.empty()) part += '\n';
      part += line;
      if (!in_message) part += '\n';
    }
  }
  for (Case& each : cases) {
    Replace(each.toml, "<NUL>", '\0');
    Replace(each.toml, "<FF>", '\xff');
    Replace(each.toml, "<C0>", '\xc0');
  }
  return cases;
}

TEST_CASE("policy: what is wrong with a file is said by file, line, key and expectation") {
  const std::vector<Case> cases = ReadCases(CASES_FILE);
  REQUIRE(cases.size() >= 35);
  for (const Case& each : cases) {
    INFO("case: " << each.name);
    const Result<Policy> result = ParsePolicy({"p.toml", each.toml}, DefaultPolicy());
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == ErrorCode::kBadInput);
    CHECK(result.error().detail == each.message);
  }
}

}  // namespace
}  // namespace chaperone::policy

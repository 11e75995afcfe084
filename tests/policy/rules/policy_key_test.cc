// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/policy_key.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "policy/rules/policy_file.h"

namespace chaperone::policy {
namespace {

const PolicyKey& Find(const std::string& key) {
  const auto& keys = PolicyKeys();
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&](const PolicyKey& each) { return each.key == key; });
  INFO(key);
  REQUIRE(found != keys.end());
  return *found;
}

std::string Sample() {
  std::ifstream file(REPOSITORY "/samples/policies/policy.toml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// "champions[].name" is `[[champions]]` and `name`.
std::string Section(const PolicyKey& key) {
  const size_t dot = key.key.rfind('.');
  if (dot == std::string::npos) return "";
  const std::string table = key.key.substr(0, dot);
  return table.ends_with("[]") ? "[[" + table.substr(0, table.size() - 2) + "]]"
                               : "[" + table + "]";
}

bool IsTable(const PolicyKey& key) {
  return key.type == ValueType::kTable || key.type == ValueType::kTables;
}

TEST_CASE("policy keys: each has one sentence, a type and what is expected, and none is twice") {
  std::set<std::string> seen;
  for (const PolicyKey& key : PolicyKeys()) {
    INFO(key.key);
    CHECK(seen.insert(key.key).second);
    CHECK(key.help.size() >= 10);
    CHECK(key.help.ends_with('.'));
    CHECK(key.help.find('|') == std::string::npos);  // it stands in a table of Markdown
    CHECK(key.type != ValueType::kUnknown);
    CHECK(key.expected.empty() == IsTable(key));
  }
  CHECK(seen.size() >= 100);
  CHECK_FALSE(seen.contains("mail.password"));  // forbidden, so not offered
}

TEST_CASE("policy keys: range, unit, choices and default are those of the parser") {
  const PolicyKey& port = Find("mail.port");
  CHECK(port.type == ValueType::kWhole);
  CHECK(port.least == 1);
  CHECK(port.most == 65535);
  CHECK(port.preset == "587");
  CHECK(Find("sampling.idle_poll_ms").unit == "ms");
  CHECK(Find("mail.timeout_s").unit == "s");
  CHECK(Find("retention[].keep_days").unit == "days");
  CHECK(Find("retention[].keep_days").required);
  CHECK(Find("detection.min_score").preset == "0.5");
  CHECK(Find("shield.mode").choices == std::vector<std::string>{"off", "ask", "cover"});
  CHECK(Find("shield.mode").preset == "\"ask\"");
  CHECK(Find("detection.ignored_kinds").choices.size() == kKindCount - 1);
  CHECK(Find("detection.ignored_kinds").preset == "[]");
  CHECK(Find("organisation").preset.empty());
  CHECK(Find("recording.announcements").merged_by ==
        std::vector<std::string>{"language", "version"});
  CHECK(Find("share_rules").merged_by == std::vector<std::string>{"name"});
  CHECK(Find("share_rules").preset.find("\"chromium-screen\"") != std::string::npos);
  CHECK(Find("champions").merged_by.empty());
  std::set<std::string> managed_only;
  for (const PolicyKey& key : PolicyKeys()) {
    if (key.managed_only) managed_only.insert(key.key);
  }
  CHECK(managed_only ==
        std::set<std::string>{"alerts.mode", "champions[].ruling_key", "recording.recovery_key"});
  CHECK(Find("alerts.mode").open_choice == "enforce");
}

TEST_CASE("policy keys: a number at its bound is taken, one beyond it is not") {
  size_t tried = 0;
  for (const PolicyKey& key : PolicyKeys()) {
    if (key.type != ValueType::kWhole || key.key.find("[]") != std::string::npos) continue;
    const std::string name = key.key.substr(key.key.rfind('.') + 1);
    const auto takes = [&](double value) {
      const auto whole = std::to_string(static_cast<int>(value));
      const auto parsed =
          ParsePolicy({"p.toml", Section(key) + "\n" + name + " = " + whole + "\n"}, Policy{});
      // What keys say of each other is another matter.
      return parsed.ok() || parsed.error().detail.find("out of range") == std::string::npos;
    };
    INFO(key.key);
    CHECK(takes(*key.least));
    CHECK(takes(*key.most));
    CHECK_FALSE(takes(*key.least - 1));
    CHECK_FALSE(takes(*key.most + 1));
    ++tried;
  }
  CHECK(tried >= 10);
}

TEST_CASE("policy keys: the documented sample names every one in its own table") {
  // By section, all that stands in it, comments too: of two keys only one can be set.
  std::map<std::string, std::string> sections;
  std::istringstream lines(Sample());
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) section = line.substr(0, line.find_last_of(']') + 1);
    sections[section] += line + "\n";
  }
  for (const PolicyKey& key : PolicyKeys()) {
    INFO(key.key);
    if (IsTable(key)) {
      const bool list = key.type == ValueType::kTables;
      CHECK(sections.contains(list ? "[[" + key.key + "]]" : "[" + key.key + "]"));
      continue;
    }
    const std::string name = key.key.substr(key.key.rfind('.') + 1);
    CHECK(std::regex_search(sections[Section(key)], std::regex("(^|\n)(# )?" + name + " = ")));
  }
}

}  // namespace
}  // namespace chaperone::policy

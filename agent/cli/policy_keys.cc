// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_keys.h"

#include <sstream>
#include <vector>

#include "policy/rules/policy_key.h"

namespace chaperone::agent {
namespace {

using nlohmann::ordered_json;
using policy::PolicyKey;
using policy::ValueType;

bool IsTable(const PolicyKey& key) {
  return key.type == ValueType::kTable || key.type == ValueType::kTables;
}

// A table with the keys that stand in it, but for tables.
struct Section {
  std::string header;  // "[mail]", "[[champions]]"; "" : above all tables
  std::string help;
  std::vector<const PolicyKey*> keys;
};

std::string Header(const PolicyKey& table) {
  return table.type == ValueType::kTables ? "[[" + table.key + "]]" : "[" + table.key + "]";
}

std::string Name(const PolicyKey& key) {
  return key.key.substr(key.key.rfind('.') + 1);
}

std::string Joined(const std::vector<std::string>& words, const std::string& between) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : between) + word;
  return joined;
}

std::string HelpOfTable(const PolicyKey& table) {
  std::string help = table.help;
  if (table.merged_by.empty()) return help;
  help += " A table with the " + Joined(table.merged_by, " and ") +
          " of one that is there already replaces it, others are added.";
  if (table.preset != "[]") {
    const auto names = ordered_json::parse(table.preset).get<std::vector<std::string>>();
    help += " The vendor's: " + Joined(names, ", ") + ".";
  }
  return help;
}

std::vector<Section> Sections() {
  std::vector<Section> sections(1);
  std::vector<std::string> prefixes(1);
  for (const PolicyKey& table : policy::PolicyKeys()) {
    if (!IsTable(table)) continue;
    sections.push_back({Header(table), HelpOfTable(table), {}});
    prefixes.push_back(table.key + (table.type == ValueType::kTables ? "[]." : "."));
  }
  for (const PolicyKey& key : policy::PolicyKeys()) {
    if (IsTable(key)) continue;
    const std::string prefix = key.key.substr(0, key.key.rfind('.') + 1);
    for (size_t i = 0; i < prefixes.size(); ++i) {
      if (prefixes[i] == prefix) sections[i].keys.push_back(&key);
    }
  }
  return sections;
}

std::string Takes(const PolicyKey& key) {
  if (!key.managed_only) return key.expected;
  const std::string which = key.open_choice.empty() ? "" : "all but " + key.open_choice + " ";
  return key.expected + "; " + which + (which.empty() ? "counts" : "count") +
         " in the managed policy alone";
}

std::string WithoutIt(const PolicyKey& key) {
  if (key.required) return "required";
  return key.preset.empty() || key.preset == "[]" ? "none" : key.preset;
}

}  // namespace

std::string PolicyKeysText() {
  std::ostringstream text;
  for (const Section& section : Sections()) {
    if (!section.header.empty()) text << '\n' << section.header << "\n" << section.help << '\n';
    for (const PolicyKey* key : section.keys) {
      text << "  " << Name(*key) << " = " << Takes(*key) << " ("
           << (key->required ? "" : "default: ") << WithoutIt(*key) << ")\n      " << key->help
           << '\n';
    }
  }
  return text.str();
}

std::string PolicyKeysMarkdown() {
  std::ostringstream text;
  text << "# Every key of the policy\n\n"
          "Made by `chaperone policy keys --markdown` from the table that the parser reads by; a "
          "test fails where the two differ.\n"
          "Files and their order: `README.md`; an example of each key: `policy.toml` among the "
          "samples. `chaperone policy check FILE` says what is wrong with a file.\n";
  for (const Section& section : Sections()) {
    text << "\n## " << (section.header.empty() ? "Above all tables" : "`" + section.header + "`")
         << "\n\n";
    if (!section.help.empty()) text << section.help << "\n";
    if (section.keys.empty()) continue;
    if (!section.help.empty()) text << '\n';
    text << "| key | what it says | takes | without it |\n|---|---|---|---|\n";
    for (const PolicyKey* key : section.keys) {
      const std::string preset = WithoutIt(*key);
      const bool is_value = !key->required && preset != "none";
      text << "| `" << Name(*key) << "` | " << key->help << " | " << Takes(*key) << " | "
           << (is_value ? "`" + preset + "`" : preset) << " |\n";
    }
  }
  return text.str();
}

ordered_json PolicyKeysJson() {
  const auto number = [](const std::optional<double>& value) {
    return value.has_value() ? ordered_json(*value) : ordered_json();
  };
  const auto list = [](const std::vector<std::string>& words) {
    return words.empty() ? ordered_json() : ordered_json(words);
  };
  ordered_json keys = ordered_json::array();
  for (const PolicyKey& key : policy::PolicyKeys()) {
    keys.push_back(
        {{"key", key.key},
         {"help", key.help},
         {"type", policy::ValueTypeName(key.type)},
         {"expected", key.expected},
         {"required", key.required},
         {"managed_only", key.managed_only},
         {"open_choice", key.open_choice.empty() ? ordered_json() : ordered_json(key.open_choice)},
         {"least", number(key.least)},
         {"most", number(key.most)},
         {"unit", key.unit.empty() ? ordered_json() : ordered_json(key.unit)},
         {"choices", list(key.choices)},
         {"merged_by", list(key.merged_by)},
         {"default", key.preset.empty() ? ordered_json() : ordered_json::parse(key.preset)}});
  }
  return {{"keys", std::move(keys)}};
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_origin.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "agent/policy_json.h"

namespace chaperone::agent {
namespace {

using nlohmann::ordered_json;

// The lists that are merged by name, with the keys that make it (policy/rules).
struct MergedList {
  std::string_view key;
  const char* name;
  const char* more = "";  // behind a slash
};
constexpr std::array<MergedList, 6> kMergedLists = {{
    {"share_rules", "name"},
    {"retention", "name"},
    {"recording.profiles", "name"},
    {"recording.purposes", "name"},
    {"recording.assessments", "reference"},
    {"recording.announcements", "language", "version"},
}};

std::string NameOf(const ordered_json& element, const MergedList& list) {
  std::string name = element.at(list.name).get<std::string>();
  if (*list.more != '\0') name.append("/").append(element.at(list.more).get<std::string>());
  return name;
}

class Walk {
 public:
  explicit Walk(const policy::PolicyOrigins& origins) : origins_(origins) {}

  void Visit(const std::string& key, const ordered_json& value) {
    const auto* list = std::find_if(kMergedLists.begin(), kMergedLists.end(),
                                    [&](const MergedList& each) { return each.key == key; });
    if (list != kMergedLists.end()) {
      for (const ordered_json& element : value) Add(key + "." + NameOf(element, *list), element);
    } else if (value.is_object()) {
      for (const auto& [name, inner] : value.items()) {
        std::string path = key;
        if (!path.empty()) path += '.';
        Visit(path += name, inner);
      }
    } else {
      Add(key, value);
    }
  }

  std::vector<OriginatedValue> Take() { return std::move(values_); }

 private:
  void Add(std::string key, const ordered_json& value) {
    const auto found = origins_.find(key);
    OriginatedValue row{std::move(key), value, "", 0};
    if (found != origins_.end()) {
      row.file = found->second.name;
      row.line = found->second.line;
    }
    values_.push_back(std::move(row));
  }

  const policy::PolicyOrigins& origins_;
  std::vector<OriginatedValue> values_;
};

}  // namespace

std::vector<OriginatedValue> ValuesWithOrigin(const LoadedPolicy& loaded) {
  Walk walk(loaded.origins);
  walk.Visit("", PolicyToJson(loaded.policy));
  return walk.Take();
}

}  // namespace chaperone::agent

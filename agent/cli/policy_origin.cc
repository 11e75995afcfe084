// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_origin.h"

#include <algorithm>
#include <utility>

#include "agent/policy_json.h"
#include "policy/rules/policy_key.h"

namespace chaperone::agent {
namespace {

using nlohmann::ordered_json;

// The row of a list that is merged by name, or null.
const policy::PolicyKey* MergedList(const std::string& key) {
  const auto& keys = policy::PolicyKeys();
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const policy::PolicyKey& each) {
    return each.key == key && !each.merged_by.empty();
  });
  return found == keys.end() ? nullptr : &*found;
}

// As the parser names it.
std::string NameOf(const ordered_json& element, const policy::PolicyKey& list) {
  std::string name;
  for (const std::string& key : list.merged_by) {
    name.append(name.empty() ? "" : "/").append(element.at(key).get<std::string>());
  }
  return name;
}

class Walk {
 public:
  explicit Walk(const policy::PolicyOrigins& origins) : origins_(origins) {}

  void Visit(const std::string& key, const ordered_json& value) {
    if (const policy::PolicyKey* list = MergedList(key)) {
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

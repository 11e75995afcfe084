// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_shape.h"

#include <algorithm>
#include <map>

#include "agent/policy_json.h"
#include "policy/rules/policy_key.h"

namespace chaperone::agent {
namespace {

using nlohmann::ordered_json;
using policy::PolicyKey;
using policy::ValueType;

// The files by path, each as it may be told.
std::map<std::string, ordered_json> PlacesOf(const std::vector<PolicyFile>& files) {
  std::map<std::string, ordered_json> places;
  std::map<PolicyLevel, int> number;
  for (const PolicyFile& file : files) {
    places[file.path] = {{"level", PolicyLevelName(file.level)}, {"place", ++number[file.level]}};
  }
  return places;
}

bool TellsItsValue(ValueType type) {
  return type == ValueType::kWhole || type == ValueType::kNumber || type == ValueType::kFlag ||
         type == ValueType::kChoice || type == ValueType::kChoices;
}

// "mail.port" in {"mail": {"port": …}}.
const ordered_json* FindValue(const ordered_json& effective, const std::string& key) {
  std::string path = "/" + key;
  std::replace(path.begin(), path.end(), '.', '/');
  const ordered_json::json_pointer pointer(path);
  return effective.contains(pointer) ? &effective.at(pointer) : nullptr;
}

}  // namespace

ordered_json PolicyShape(const LoadedPolicy& loaded) {
  const auto places = PlacesOf(loaded.files);
  const ordered_json effective = PolicyToJson(loaded.policy);
  ordered_json files = ordered_json::array();
  for (const PolicyFile& file : loaded.files) files.push_back(places.at(file.path));
  ordered_json keys = ordered_json::array();
  const auto add = [&](const PolicyKey& key, const std::string& file) -> ordered_json* {
    // Of a text in a signed bundle: the bundle's.
    const auto place = places.find(file.substr(0, file.find('#')));
    if (place == places.end()) return nullptr;  // built in
    keys.push_back({{"key", key.key}});
    keys.back().update(place->second);
    return &keys.back();
  };
  for (const PolicyKey& key : policy::PolicyKeys()) {
    if (key.key.find("[]") != std::string::npos) continue;  // its list is told
    if (!key.merged_by.empty()) {
      std::map<std::string, int> by_file;
      const std::string prefix = key.key + ".";
      for (auto at = loaded.origins.lower_bound(prefix);
           at != loaded.origins.end() && at->first.starts_with(prefix); ++at) {
        ++by_file[at->second.name];
      }
      for (const auto& [file, count] : by_file) {
        if (ordered_json* row = add(key, file)) (*row)["count"] = count;
      }
      continue;
    }
    const auto origin = loaded.origins.find(key.key);
    if (origin == loaded.origins.end()) continue;
    ordered_json* row = add(key, origin->second.name);
    const ordered_json* value = FindValue(effective, key.key);
    if (row == nullptr || value == nullptr) continue;
    if (TellsItsValue(key.type)) {
      (*row)["value"] = *value;
    } else if (value->is_array()) {
      (*row)["count"] = value->size();
    }
  }
  ordered_json shape = {{"files", std::move(files)}, {"keys", std::move(keys)}};
  if (loaded.bundle_version.has_value()) shape["bundle_version"] = *loaded.bundle_version;
  return shape;
}

}  // namespace chaperone::agent

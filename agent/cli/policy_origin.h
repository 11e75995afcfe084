// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "agent/loaded_policy.h"

namespace chaperone::agent {

// One value that holds, with the file that decided it.
struct OriginatedValue {
  std::string key;  // "alerts.min_score", "recording.purposes.complaints"
  nlohmann::ordered_json value;
  std::string file;  // "" : no file sets it, the program's own default
  size_t line = 0;
};

// Every value of the policy in the order of samples/policies/policy.toml's tables. The lists that
// are merged by name (retention, share_rules, the tables of recording) element by element.
std::vector<OriginatedValue> ValuesWithOrigin(const LoadedPolicy& loaded);

}  // namespace chaperone::agent

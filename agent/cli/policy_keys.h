// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace chaperone::agent {

// Every key of the policy (policy/rules/policy_key.h), table by table: for a terminal, and as
// installer/POLICY_KEYS.md holds it.
std::string PolicyKeysText();
std::string PolicyKeysMarkdown();
// {"keys": [{"key", "help", "type", "expected", "required", "managed_only", "least", "most",
// "unit", "choices", "merged_by", "default"}]}; what a key does not have is null.
nlohmann::ordered_json PolicyKeysJson();

}  // namespace chaperone::agent

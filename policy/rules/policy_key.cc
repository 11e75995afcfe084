// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/policy_key.h"

#include <array>

#include "policy/rules/policy_file.h"
#include "policy/rules/policy_schema.h"

namespace chaperone::policy {

std::string_view ValueTypeName(ValueType type) {
  constexpr std::array<std::string_view, 12> kNames = {"unknown", "text",   "texts", "whole",
                                                       "number",  "flag",   "date",  "choice",
                                                       "choices", "counts", "table", "tables"};
  return kNames.at(static_cast<size_t>(type));
}

const std::vector<PolicyKey>& PolicyKeys() {
  static const std::vector<PolicyKey> described = [] {
    std::vector<PolicyKey> keys;
    Policy defaults = DefaultPolicy();
    Value("", keys).Keys(defaults, PolicySchema());
    return keys;
  }();
  return described;
}

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/rules/policy_file.h"

namespace chaperone::agent {

// Where a policy file lies, and so how much it weighs: a later one wins, a managed one always does.
enum class PolicyLevel : uint8_t { kUnknown, kVendor, kRecommended, kUser, kManaged };
std::string_view PolicyLevelName(PolicyLevel level);  // "vendor" … "managed"

struct PolicyFile {
  std::string path;
  PolicyLevel level = PolicyLevel::kUnknown;  // kUnknown: it was named by hand

  bool operator==(const PolicyFile&) const = default;
};

// A policy with what it came from.
struct LoadedPolicy {
  policy::Policy policy;
  std::vector<PolicyFile> files;           // that were read, in order
  policy::PolicyOrigins origins;           // which text each value comes from
  std::optional<uint64_t> bundle_version;  // of the signed bundle that is the managed policy
  std::vector<std::string> warnings;       // keys without effect, and policy::PolicyWarnings()
};

}  // namespace chaperone::agent

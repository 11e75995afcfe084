// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "policy/personal_data/finding.h"
#include "policy/rules/policy_file.h"
#include "policy/sharing/alert.h"

namespace chaperone::policy {

// Whether this would raise an alert: a third party's, sure enough, of a kind that this firm alerts
// on, and not said to be the customer's or nobody's (`cleared`).
bool MayAlert(const Finding& finding, const Policy& policy, const std::set<Fingerprint>& cleared);

// What sharing a window would show of third parties.
struct ScreenRisk {
  Severity severity = Severity::kUnknown;  // kUnknown: nothing
  std::map<Kind, uint32_t> kinds;
  uint32_t third_parties = 0;

  bool operator==(const ScreenRisk&) const = default;
};
ScreenRisk RiskOf(const std::vector<Finding>& findings, const Policy& policy,
                  const std::set<Fingerprint>& cleared);

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/screen_risk.h"

#include <algorithm>

namespace chaperone::policy {

bool MayAlert(const Finding& finding, const Policy& policy, const std::set<Fingerprint>& cleared) {
  if (!IsThirdParty(finding.subject) || finding.score < policy.alerts.min_score) return false;
  const auto& ignored = policy.detection.ignored_kinds;
  if (std::find(ignored.begin(), ignored.end(), finding.kind) != ignored.end()) return false;
  return finding.fingerprint == Fingerprint{} || !cleared.contains(finding.fingerprint);
}

ScreenRisk RiskOf(const std::vector<Finding>& findings, const Policy& policy,
                  const std::set<Fingerprint>& cleared) {
  ScreenRisk risk;
  std::set<uint32_t> people;
  for (const Finding& finding : findings) {
    if (!MayAlert(finding, policy, cleared)) continue;
    ++risk.kinds[finding.kind];
    people.insert(finding.person);
  }
  // Data of nobody in particular (person 0) is one more person only where no other is known.
  if (people.size() > 1) people.erase(0);
  risk.third_parties = static_cast<uint32_t>(people.size());
  risk.severity = SeverityOf(risk.kinds, risk.third_parties);
  return risk;
}

}  // namespace chaperone::policy

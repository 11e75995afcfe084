// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/screen_risk.h"

#include <catch2/catch.hpp>

namespace chaperone::policy {
namespace {

Finding Found(Kind kind, uint32_t person, Subject subject = Subject::kThirdParty) {
  Finding finding;
  finding.kind = kind;
  finding.subject = subject;
  finding.score = 0.9;
  finding.person = person;
  return finding;
}

TEST_CASE("screen risk: nothing of a third party's is no risk") {
  const Policy policy;
  CHECK(RiskOf({}, policy, {}) == ScreenRisk{});
  CHECK(
      RiskOf({Found(Kind::kEmail, 1, Subject::kCustomer), Found(Kind::kEmail, 2, Subject::kStaff)},
             policy, {}) == ScreenRisk{});
}

TEST_CASE("screen risk: kinds and people are counted, and weighed as an alert is") {
  const Policy policy;
  const ScreenRisk risk = RiskOf(
      {Found(Kind::kEmail, 1), Found(Kind::kEmail, 2), Found(Kind::kPersonName, 0)}, policy, {});
  CHECK(risk.kinds == std::map<Kind, uint32_t>{{Kind::kEmail, 2}, {Kind::kPersonName, 1}});
  CHECK(risk.third_parties == 2);
  CHECK(risk.severity == SeverityOf(risk.kinds, 2));
  CHECK(RiskOf({Found(Kind::kPersonName, 0)}, policy, {}).third_parties == 1);
}

TEST_CASE("screen risk: what would raise no alert is no risk") {
  Policy policy;
  policy.detection.ignored_kinds = {Kind::kPostcode};
  Finding unsure = Found(Kind::kEmail, 1);
  unsure.score = policy.alerts.min_score - 0.01;
  Finding cleared = Found(Kind::kPhone, 2);
  cleared.fingerprint = {1, 2, 3};
  CHECK(RiskOf({unsure, Found(Kind::kPostcode, 3), cleared}, policy, {cleared.fingerprint}) ==
        ScreenRisk{});
  CHECK(RiskOf({cleared}, policy, {}).third_parties == 1);
}

}  // namespace
}  // namespace chaperone::policy

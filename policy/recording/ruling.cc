// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/ruling.h"

#include <algorithm>

namespace chaperone::policy {
namespace {

constexpr std::array<std::pair<std::string_view, RulingCondition>, 4> kConditions = {{
    {"active_consent", RulingCondition::kActiveConsent},
    {"full_restatement", RulingCondition::kFullRestatement},
    {"injected_only", RulingCondition::kInjectedOnly},
    {"identity_confirmed", RulingCondition::kIdentityConfirmed},
}};

}  // namespace

std::string_view RulingConditionName(RulingCondition condition) {
  for (const auto& [name, value] : kConditions) {
    if (value == condition) return name;
  }
  return "unknown";
}

RulingCondition RulingConditionFromName(std::string_view name) {
  for (const auto& [known, value] : kConditions) {
    if (known == name) return value;
  }
  return RulingCondition::kUnknown;
}

RulingStanding StandingOf(const Ruling& ruling, std::string_view purpose,
                          std::span<const std::string> jurisdictions, WallTime now) {
  const auto covered = [&](const std::string& place) {
    return !place.empty() && std::find(ruling.jurisdictions.begin(), ruling.jurisdictions.end(),
                                       place) != ruling.jurisdictions.end();
  };
  // A yes must cover all places of the call; a "no" in one of them is enough.
  const bool here =
      !jurisdictions.empty() &&
      (ruling.allowed ? std::all_of(jurisdictions.begin(), jurisdictions.end(), covered)
                      : std::any_of(jurisdictions.begin(), jurisdictions.end(), covered));
  if (!here || purpose.empty() || ruling.purpose != purpose) return RulingStanding::kElsewhere;
  if (now < ruling.valid_from) return RulingStanding::kNotYet;
  if (now >= ruling.valid_until) return RulingStanding::kExpired;
  return ruling.allowed ? RulingStanding::kHolds : RulingStanding::kSaysNo;
}

}  // namespace chaperone::policy

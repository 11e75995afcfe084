// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "policy/recording/gate.h"

namespace chaperone::policy {
namespace {

// The unknown counts as the strictest.
int Strictness(ConsentRule rule) {
  return rule == ConsentRule::kUnknown ? static_cast<int>(ConsentRule::kActive) + 1
                                       : static_cast<int>(rule);
}

void MakeStricter(JurisdictionProfile& profile, const JurisdictionProfile& with) {
  profile.name += "+" + with.name;
  profile.title += ", " + with.title;
  std::erase_if(profile.bases, [&](LawfulBasis basis) {
    return std::find(with.bases.begin(), with.bases.end(), basis) == with.bases.end();
  });
  if (Strictness(with.consent) > Strictness(profile.consent)) profile.consent = with.consent;
  profile.full_restatement = profile.full_restatement || with.full_restatement;
  profile.read_aloud_allowed = profile.read_aloud_allowed && with.read_aloud_allowed;
}

}  // namespace

std::vector<std::string> JurisdictionsOf(const RecordingRules& rules, const CallContext& call) {
  std::vector<std::string> places;
  // The employee is on the call too, whether or not they are listed.
  if (!rules.jurisdiction.empty() && !call.participants.empty()) {
    places.push_back(rules.jurisdiction);
  }
  for (const Participant& each : call.participants) {
    places.push_back(each.jurisdiction.empty() ? rules.jurisdiction : each.jurisdiction);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

std::optional<JurisdictionProfile> StrictestOf(const RecordingRules& rules,
                                               const std::vector<std::string>& jurisdictions) {
  std::optional<JurisdictionProfile> strictest;
  for (const std::string& place : jurisdictions) {
    const auto profile =
        std::find_if(rules.profiles.begin(), rules.profiles.end(),
                     [&](const JurisdictionProfile& each) { return each.name == place; });
    if (place.empty() || profile == rules.profiles.end()) return std::nullopt;
    if (strictest)
      MakeStricter(*strictest, *profile);
    else
      strictest = *profile;
  }
  return strictest;
}

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/ground.h"

namespace chaperone::policy {

Counsel Consult(const std::vector<Ruling>& rulings, const std::string& purpose,
                const std::vector<std::string>& places, WallTime now) {
  Counsel counsel;
  for (const Ruling& each : rulings) {
    const RulingStanding standing = StandingOf(each, purpose, places, now);
    counsel.expired |= standing == RulingStanding::kExpired && each.allowed;
    if (standing != RulingStanding::kHolds && standing != RulingStanding::kSaysNo) continue;
    const Ruling* newest = counsel.newest;
    const bool newer =
        newest == nullptr || each.valid_from > newest->valid_from ||
        (each.valid_from == newest->valid_from && standing == RulingStanding::kSaysNo);
    if (!newer) continue;
    counsel.newest = &each;
    counsel.standing = standing;
  }
  return counsel;
}

Ground GroundOf(const BasisStatement& stated, const Ruling* ruling) {
  Ground ground{stated.basis, stated.reference, stated.special_condition, false};
  if (ruling == nullptr) return ground;
  if (ruling->basis != LawfulBasis::kUnknown && ruling->basis != ground.basis) {
    // What was cited with another basis says nothing about this one.
    ground.basis = ruling->basis;
    ground.reference.clear();
  }
  if (!ruling->reference.empty()) ground.reference = ruling->reference;
  if (ruling->special_condition.empty()) return ground;
  ground.special_condition = ruling->special_condition;
  ground.special_by_ruling = true;
  return ground;
}

}  // namespace chaperone::policy

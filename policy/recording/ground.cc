// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/ground.h"

#include <optional>

namespace chaperone::policy {
namespace {

// When the champion last said no about this call, whether or not that has lapsed since.
std::optional<WallTime> LastNo(const std::vector<Ruling>& rulings, const std::string& purpose,
                               const std::vector<std::string>& places, WallTime now) {
  std::optional<WallTime> last;
  for (const Ruling& each : rulings) {
    if (each.allowed) continue;
    const RulingStanding standing = StandingOf(each, purpose, places, now);
    if (standing != RulingStanding::kSaysNo && standing != RulingStanding::kExpired) continue;
    last = last ? std::max(*last, each.valid_from) : each.valid_from;
  }
  return last;
}

}  // namespace

Counsel Consult(const std::vector<Ruling>& rulings, const std::string& purpose,
                const std::vector<std::string>& places, WallTime now) {
  Counsel counsel;
  const std::optional<WallTime> no = LastNo(rulings, purpose, places, now);
  for (const Ruling& each : rulings) {
    const RulingStanding standing = StandingOf(each, purpose, places, now);
    counsel.expired |= standing == RulingStanding::kExpired && each.allowed;
    if (standing != RulingStanding::kHolds && standing != RulingStanding::kSaysNo) continue;
    if (each.allowed && no && each.valid_from <= *no) continue;
    if (counsel.newest != nullptr && each.valid_from <= counsel.newest->valid_from) continue;
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

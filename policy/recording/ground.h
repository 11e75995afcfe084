// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "policy/recording/gate.h"

// What the champion said about a call, and what the recording rests on then. Internal to the gate.
namespace chaperone::policy {

// Of all rulings, what counts for this call.
struct Counsel {
  const Ruling* newest = nullptr;  // that holds or says no
  RulingStanding standing = RulingStanding::kUnknown;
  bool expired = false;  // one would have held

  bool holds() const { return newest != nullptr && standing == RulingStanding::kHolds; }
  bool says_no() const { return newest != nullptr && standing == RulingStanding::kSaysNo; }
  // A condition counts whether or not a ruling was needed: the champion asked for it.
  bool Has(RulingCondition condition) const {
    return holds() && std::find(newest->conditions.begin(), newest->conditions.end(), condition) !=
                          newest->conditions.end();
  }
};

// The newest word wins; of two at one moment, the "no". A "no" takes back every earlier yes that
// speaks about this call, even once it has lapsed itself. Points into `rulings`.
Counsel Consult(const std::vector<Ruling>& rulings, const std::string& purpose,
                const std::vector<std::string>& places, WallTime now);

// What the basis is once statement and ruling are put together.
struct Ground {
  LawfulBasis basis = LawfulBasis::kUnknown;
  std::string reference;
  std::string special_condition;
  bool special_by_ruling = false;  // the champion's word for the condition of Art. 9(2)
};

// `ruling`: the one that was needed and holds; null: none.
Ground GroundOf(const BasisStatement& stated, const Ruling* ruling);

}  // namespace chaperone::policy

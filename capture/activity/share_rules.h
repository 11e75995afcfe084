// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "capture/activity/share_watch.h"
#include "policy/rules/policy_file.h"

namespace chaperone::capture {

// How many resources of each type ("PIXMAP", "ShmSeg") an X client holds.
using ResourceCounts = std::map<std::string, int, std::less<>>;

// Whether a rule speaks of this program. `executable` is a basename; "" where it cannot be told,
// and then every rule does: a share must not be missed because its program hides.
bool RuleNames(const policy::ShareRule& rule, std::string_view executable);

// The first rule that a client fulfils; null where none does. Rules that name programs come before
// those for any program, wherever a firm's own stand in the list.
const policy::ShareRule* MatchingRule(const std::vector<policy::ShareRule>& rules,
                                      std::string_view executable, const ResourceCounts& counts);

// Evens polls out: a share is over when two polls in a row have missed it. A start counts at once.
class ShareMemory {
 public:
  std::vector<ObservedShare> Update(std::vector<ObservedShare> seen);

 private:
  struct Known {
    ObservedShare share;
    bool missed = false;
  };
  std::vector<Known> known_;
};

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/share_rules.h"

#include <algorithm>
#include <utility>

namespace chaperone::capture {
namespace {

int CountOf(const ResourceCounts& counts, const std::string& type) {
  const auto found = counts.find(type);
  return found == counts.end() ? 0 : found->second;
}

bool Fulfils(const policy::ShareRule& rule, const ResourceCounts& counts) {
  // A rule without a lower bound would hold for every client that has nothing.
  return !rule.at_least.empty() &&
         std::all_of(
             rule.at_least.begin(), rule.at_least.end(),
             [&](const auto& bound) { return CountOf(counts, bound.first) >= bound.second; }) &&
         std::all_of(rule.at_most.begin(), rule.at_most.end(), [&](const auto& bound) {
           return CountOf(counts, bound.first) <= bound.second;
         });
}

}  // namespace

bool RuleNames(const policy::ShareRule& rule, std::string_view executable) {
  return rule.processes.empty() || executable.empty() ||
         std::find(rule.processes.begin(), rule.processes.end(), executable) !=
             rule.processes.end();
}

const policy::ShareRule* MatchingRule(const std::vector<policy::ShareRule>& rules,
                                      std::string_view executable, const ResourceCounts& counts) {
  for (const bool for_any_program : {false, true}) {
    for (const policy::ShareRule& rule : rules) {
      if (rule.processes.empty() == for_any_program && RuleNames(rule, executable) &&
          Fulfils(rule, counts)) {
        return &rule;
      }
    }
  }
  return nullptr;
}

std::vector<ObservedShare> ShareMemory::Update(std::vector<ObservedShare> seen) {
  std::vector<Known> now;
  now.reserve(seen.size());
  for (ObservedShare& share : seen) now.push_back({std::move(share), false});
  for (Known& before : known_) {
    const bool again = std::any_of(now.begin(), now.end(), [&](const Known& k) {
      return k.share.id == before.share.id && k.share.pid == before.share.pid;
    });
    if (again || before.missed) continue;
    now.push_back({std::move(before.share), true});
  }
  known_ = std::move(now);
  std::vector<ObservedShare> shares;
  shares.reserve(known_.size());
  for (const Known& known : known_) shares.push_back(known.share);
  std::sort(shares.begin(), shares.end(),
            [](const ObservedShare& a, const ObservedShare& b) { return a.id < b.id; });
  return shares;
}

}  // namespace chaperone::capture

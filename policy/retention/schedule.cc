// SPDX-License-Identifier: Apache-2.0
#include "policy/retention/schedule.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace chaperone::policy {
namespace {

bool IsDue(const Retained& record, WallTime trusted) {
  return record.delete_after <= trusted && !record.hold && !record.busy;
}

// Whether the wall clock still shows what it claimed, `most` later at the most.
bool Stands(WallTime claimed, WallTime wall, std::chrono::milliseconds most) {
  return wall >= claimed - kClockSlack && wall <= claimed + most;
}

}  // namespace

std::string_view RecordKindName(RecordKind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"unknown", "recording", "alert", "mail"};
  const auto i = static_cast<size_t>(kind);
  return i < kNames.size() ? kNames[i] : kNames[0];
}

ClockEvidence FirstEvidence(const Now& now) {
  ClockEvidence evidence;
  evidence.trusted = now.wall;
  evidence.seen = now;
  return evidence;
}

ClockEvidence Update(ClockEvidence evidence, const Now& now) {
  const bool same_boot = now.boot_id == evidence.seen.boot_id && now.boot >= evidence.seen.boot;
  // A new boot began after the last look, so all of it certainly passed since.
  const std::chrono::milliseconds passed = same_boot ? now.boot - evidence.seen.boot : now.boot;
  const std::chrono::milliseconds gap = same_boot ? std::chrono::milliseconds{kClockSlack}
                                                  : std::chrono::milliseconds{kMaxTrustedGap};
  evidence.seen = now;
  evidence.trusted += passed;

  if (evidence.claimed) {
    *evidence.claimed += passed;
    if (Stands(*evidence.claimed, now.wall, gap)) {
      // Within one boot the claim moves with the boot clock alone, so that it cannot creep.
      if (!same_boot) evidence.claimed = std::max(*evidence.claimed, now.wall);
      evidence.claim_stood += passed;
      if (evidence.claim_stood >= kClaimStands) {
        evidence.trusted = std::max(evidence.trusted, *evidence.claimed);
        evidence.claimed.reset();
        evidence.claim_stood = {};
      }
      return evidence;
    }
    evidence.claimed.reset();
    evidence.claim_stood = {};
  }

  if (now.wall > evidence.trusted + gap) {
    evidence.claimed = now.wall;
  } else if (!same_boot) {
    evidence.trusted = std::max(evidence.trusted, now.wall);
  }
  return evidence;
}

std::vector<Retained> Due(const std::vector<Retained>& all, const ClockEvidence& evidence) {
  std::vector<Retained> due;
  std::copy_if(all.begin(), all.end(), std::back_inserter(due),
               [&](const Retained& each) { return IsDue(each, evidence.trusted); });
  std::stable_sort(due.begin(), due.end(), [](const Retained& a, const Retained& b) {
    return a.delete_after < b.delete_after;
  });
  return due;
}

std::optional<WallTime> NextDue(const std::vector<Retained>& all) {
  std::optional<WallTime> next;
  for (const Retained& each : all) {
    if (!each.hold && (!next || each.delete_after < *next)) next = each.delete_after;
  }
  return next;
}

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "policy/base/time.h"

// What is due for deletion, and how sure one must be of the date (domain.md, "Retention and
// rights"). Pure.
namespace chaperone::policy {

// What is known about the passing of time, kept across restarts.
//
// The rule: nothing is deleted before its time because a clock ran ahead. `elapsed` only ever
// counts time that certainly passed: within one boot what the boot clock counted; over a restart
// what the wall clock says, but at most kMaxTrustedGap at once. A larger claim, or a wall clock
// that ran ahead of the boot clock within one boot, is a *claim*: it is believed once it has stood
// for kClaimStands of boot time without the wall clock going back. A clock that is set back delays
// nothing that has passed already: `trusted` never goes back.
struct ClockEvidence {
  WallTime trusted;                         // the date that is certain to have come
  Now seen;                                 // when this was last brought up to date
  std::optional<WallTime> claimed;          // a later date that the wall clock shows
  std::chrono::milliseconds claim_stood{};  // for so long of boot time

  bool operator==(const ClockEvidence&) const = default;
};
inline constexpr std::chrono::hours kMaxTrustedGap{24 * 14};
inline constexpr std::chrono::hours kClaimStands{24};
inline constexpr std::chrono::minutes kClockSlack{5};  // NTP corrects by less without a claim

ClockEvidence FirstEvidence(const Now& now);
ClockEvidence Update(ClockEvidence evidence, const Now& now);

enum class RecordKind : uint8_t { kUnknown, kRecording, kAlert };

// Art. 17(3)(e) and the like: wins over the schedule until it is lifted.
struct LegalHold {
  std::string owner;   // login name or role: staff
  std::string reason;  // one word
  WallTime review_by;  // it is asked about then, never lifted by itself

  bool operator==(const LegalHold&) const = default;
};

struct Retained {
  std::string id;
  RecordKind kind = RecordKind::kUnknown;
  std::string retention_class;
  WallTime delete_after;
  bool busy = false;  // being recorded, exported or mailed at this moment
  std::optional<LegalHold> hold;

  bool operator==(const Retained&) const = default;
};

// What must go now: past its date by `evidence.trusted`, not held, not busy. Oldest date first.
std::vector<Retained> Due(const std::vector<Retained>& all, const ClockEvidence& evidence);
// The earliest moment at which something may become due; none where nothing waits.
std::optional<WallTime> NextDue(const std::vector<Retained>& all);

}  // namespace chaperone::policy

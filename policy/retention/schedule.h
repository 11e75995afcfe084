// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/base/time.h"

// What is due for deletion, and how sure one must be of the date (domain.md, "Retention and
// rights"). Pure.
namespace chaperone::policy {

// What is known about the passing of time, kept across restarts.
//
// The rule: nothing is deleted before its time because a clock ran ahead. `trusted` counts time
// that certainly passed: within one boot what the boot clock counted. Over a restart the wall clock
// may add at most kMaxTrustedGap, for the time without power. Anything later that the wall clock
// shows is a *claim*: it is believed once it has stood for kClaimStands of boot time, in one boot
// or several, without the wall clock leaving it by more than kClockSlack. A clock that is set back
// delays nothing: `trusted` never goes back.
//
// So `trusted` gets ahead of real time only by at most kMaxTrustedGap for a restart or by a claim
// that stood, and is never further ahead than the wall clock was at some look. It is behind a right
// clock by at most kClockSlack, save while a claim stands.
struct ClockEvidence {
  WallTime trusted;                 // the date that is certain to have come
  Now seen;                         // when this was last brought up to date
  std::optional<WallTime> claimed;  // a later date that the wall clock shows; moves on with time
  std::chrono::milliseconds claim_stood{};  // for so long of boot time

  bool operator==(const ClockEvidence&) const = default;
};
inline constexpr std::chrono::hours kMaxTrustedGap{24 * 14};
inline constexpr std::chrono::hours kClaimStands{24};
inline constexpr std::chrono::minutes kClockSlack{
    5};  // NTP corrects by less: neither a claim nor believed

ClockEvidence FirstEvidence(const Now& now);
ClockEvidence Update(ClockEvidence evidence, const Now& now);

enum class RecordKind : uint8_t { kUnknown, kRecording, kAlert, kMail };
std::string_view RecordKindName(RecordKind kind);  // "unknown recording alert mail"

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
// The earliest moment at which something becomes due, what is held left out; none where nothing
// waits.
std::optional<WallTime> NextDue(const std::vector<Retained>& all);

}  // namespace chaperone::policy

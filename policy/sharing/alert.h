// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "policy/base/geometry.h"
#include "policy/base/time.h"
#include "policy/personal_data/finding.h"

namespace chaperone::policy {

// How bad it is that this was seen: a name alone is low, contact data medium; identity, health,
// money and credentials are high, as are several people at once (domain.md; ICO's guidance on
// assessing severity).
enum class Severity : uint8_t { kUnknown, kLow, kMedium, kHigh };

enum class AlertState : uint8_t { kUnknown, kOpen, kClosed };

// What the employee said of an alert. Kept by number: new ones come last.
enum class Answer : uint8_t { kNone, kHidden, kIsCustomer, kFalseAlarm, kColleague };

// Why it is a false alarm, where the employee says so. Kept by number, too.
enum class FalseAlarmReason : uint8_t {
  kNone,
  kNotPersonalData,
  kPublic,    // anybody may know it
  kMisread,   // something else stands there
  kInvented,  // an example, a training record
  kOther,
};

enum class Audience : uint8_t { kUnknown, kInternal, kExternal };

std::string_view SeverityName(Severity severity);
std::string_view AlertStateName(AlertState state);
std::string_view AnswerName(Answer answer);  // "none hidden is_customer false_alarm colleague"
std::optional<Answer> AnswerFromName(std::string_view name);
// "" for kNone; else "not_personal_data public misread invented other".
std::string_view FalseAlarmReasonName(FalseAlarmReason reason);
std::optional<FalseAlarmReason> FalseAlarmReasonFromName(std::string_view name);
std::string_view AudienceName(Audience audience);
std::optional<Audience> AudienceFromName(std::string_view name);

// One leak, from the first sight of it until nothing has been seen for a while. Holds no text:
// counts, kinds, place and keyed fingerprints. Fingerprints are personal data: they are kept sealed
// and never logged.
struct Alert {
  std::string id;  // unique for ever, says nothing
  AlertState state = AlertState::kUnknown;
  Severity severity = Severity::kUnknown;
  std::map<Kind, uint32_t> kinds;  // the most of each kind that was visible at once
  uint32_t third_parties = 0;      // the most people whose data was visible at once
  std::string application;         // that shares: "Chromium"
  std::string monitor;             // "screen", "DP-1" or "window"
  Rect region;                     // the smallest that holds what was seen, in frame pixels
  std::set<Fingerprint> fingerprints;
  Audience audience = Audience::kUnknown;
  bool call_open = false;
  WallTime opened_at;
  WallTime last_seen_at;
  std::optional<WallTime> closed_at;
  std::chrono::milliseconds visible{};  // in sum, over reopenings
  uint32_t reopened = 0;
  Answer answer = Answer::kNone;
  FalseAlarmReason why = FalseAlarmReason::kNone;  // with kFalseAlarm only
  // A mail about it is held back; on record, so that it goes out even after a crash.
  bool mail_owed = false;

  bool operator==(const Alert&) const = default;
};

// Whose data a frame shows, told apart without saying who they are.
struct Party {
  std::string name;  // "A", "B" … in one frame; "": known to be nobody's in particular
  std::map<Kind, uint32_t> kinds;

  bool operator==(const Party&) const = default;
};
std::string PartyName(size_t index);  // "A" … "Z", "AA" …

Severity SeverityOf(const std::map<Kind, uint32_t>& kinds, uint32_t third_parties);

}  // namespace chaperone::policy

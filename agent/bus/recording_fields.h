// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "policy/base/result.h"
#include "policy/recording/gate.h"
#include "policy/recording/recording.h"
#include "policy/retention/schedule.h"

// What the recording side of the interface takes, and how it is checked. The errors repeat no
// value.
namespace chaperone::agent {

// The ground of a recording as it crosses the bus: a{sv} with the keys that the XML names.
using BasisFields = std::map<std::string, sdbus::Variant>;

BasisFields ToFields(const policy::BasisStatement& basis);
// kBadInput where a key is unknown, has another type, or CheckBasis() does not hold.
policy::Result<policy::BasisStatement> BasisFromFields(const BasisFields& fields);

// Purpose and condition are names (IsReason()) or ""; the reference is one line of UTF-8 with at
// most 200 characters.
policy::Result<void> CheckBasis(const policy::BasisStatement& basis);
// "", or a tag of BCP 47 such as "en" or "de-CH".
policy::Result<void> CheckLanguage(std::string_view language);
// "p1".
policy::Result<void> CheckHandle(std::string_view participant);
// What is asked of a champion: UTF-8, not empty, at most 1000 characters.
policy::Result<void> CheckQuestionText(std::string_view text);
// Owner and reason are one word.
policy::Result<void> CheckHold(const policy::LegalHold& hold);

// A day of the calendar, "2027-01-31", and back; none where it is no such day.
std::optional<policy::WallTime> DateFromText(std::string_view text);
std::string DateText(policy::WallTime day);
inline constexpr const char* kDateExpected = "is not a date; expected a day such as 2027-01-31";

// Why an employee pauses: "card" or "by_hand", and back; kUnknown for anything else.
policy::RecordingGapReason PauseReasonFromName(std::string_view name);
const char* PauseReasonName(policy::RecordingGapReason reason);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <map>
#include <string>
#include <string_view>

#include "policy/base/result.h"
#include "policy/people/call_context.h"

namespace chaperone::agent {

// A participant as it crosses the bus: a{sv} with the keys that the XML names.
using ParticipantFields = std::map<std::string, sdbus::Variant>;

ParticipantFields ToFields(const policy::Participant& participant);
// kBadInput where a key is unknown, has another type, or CheckParticipant() does not hold.
policy::Result<policy::Participant> FromFields(const ParticipantFields& fields);

// A reason as the record may keep it: one word, a-z 0-9 _ -, at most 40. Free text could name
// somebody.
bool IsReason(std::string_view how);
inline constexpr const char* kReasonExpected =
    "is not a plain word; expected one such as security_questions (a-z 0-9 _ -, at most 40)";

// Somebody is named; names (200 characters) and identifiers (100) are UTF-8 on one line; a
// jurisdiction is one word; a confirmed identity has a reason. kBadInput otherwise; the message
// never repeats a value.
policy::Result<void> CheckParticipant(const policy::Participant& participant);

}  // namespace chaperone::agent

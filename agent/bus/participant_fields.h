// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <map>
#include <string>

#include "policy/base/result.h"
#include "policy/people/call_context.h"

namespace chaperone::agent {

// A participant as it crosses the bus: a{sv} with the keys that the XML names.
using ParticipantFields = std::map<std::string, sdbus::Variant>;

ParticipantFields ToFields(const policy::Participant& participant);
// kBadInput where a key is unknown, has another type, or neither name nor identifiers are given.
policy::Result<policy::Participant> FromFields(const ParticipantFields& fields);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "policy/base/result.h"
#include "policy/people/call_context.h"

// The names on the bus that both sides, service and client, must spell alike.
namespace chaperone::agent {

inline constexpr const char* kBusName = "org.chaperone.Agent1";
inline constexpr const char* kObjectPath = "/org/chaperone/Agent1";
inline constexpr const char* kInterface = "org.chaperone.Agent1";

// "org.chaperone.Error.BadInput" … and back; a name that is not ours gives kUnknown.
const char* BusErrorName(policy::ErrorCode code);
policy::ErrorCode BusErrorCode(std::string_view name);

// "customer", "representative", "staff", "other"; kUnknown for anything else.
const char* RoleName(policy::Role role);
policy::Role RoleFromName(std::string_view name);

}  // namespace chaperone::agent

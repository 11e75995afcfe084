// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "policy/session.h"

// The agent's answers as JSON, as agent/bus/org.chaperone.Agent1.xml describes them. Pure. No name
// or identifier of a person, and no fingerprint, is ever in a reply.
namespace chaperone::agent {

nlohmann::json CallReply(const policy::Session& session);      // null while no call is open
nlohmann::json SharesReply(const policy::Session& session);    // array
nlohmann::json CoverageReply(const policy::Session& session);  // array
nlohmann::json ShieldReply(const policy::Session& session);    // {"mode", "covered": [...]}
// As ListAlerts has it, and as ShowAlert has it. What is live comes from the session, as far as it
// tracks the alert.
nlohmann::json AlertReply(const policy::Session& session, const policy::Alert& alert);
nlohmann::json WholeAlertReply(const policy::Session& session, const policy::Alert& alert,
                               bool on_record);

}  // namespace chaperone::agent

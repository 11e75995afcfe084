// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "agent/bus/request.h"

namespace chaperone::agent {

// MayRecord's and RecordingStatus's reply, for people or as JSON.
void PrintGate(std::ostream& out, const nlohmann::json& reply, bool as_json);
// What people need of it, to be printed as a part of something else.
nlohmann::json GateForPeople(const nlohmann::json& reply);
// Asks, prints, and returns the exit code: fine whatever the gate says.
int AskGate(const Request& request, bool as_json);

// The field's text; "" where there is none.
std::string TextOf(const nlohmann::json& reply, const char* field);
// On standard error: why there is no recording, one line each.
void TellMissing(const nlohmann::json& reply);
// "announcing: 3 s of 12 s", "opening …"
std::string GateProgress(const nlohmann::json& reply);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>

namespace chaperone::agent {

// One JSON document on one line; or the same for people: "name: value" lines, tables for lists of
// things, "none" for what is absent or empty. Control characters never reach the terminal.
void Print(std::ostream& out, const nlohmann::json& document, bool as_json);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "policy/rules/policy_file.h"

namespace chaperone::agent {

// A policy with the keys of its TOML. It holds no secret: those are named by path or label.
nlohmann::ordered_json PolicyToJson(const policy::Policy& policy);

}  // namespace chaperone::agent

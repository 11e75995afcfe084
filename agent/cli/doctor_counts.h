// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace chaperone::agent {

// How much the running agent keeps, by kinds and states that have a name in the program; any other
// counts as "other". `status` is its answer to Status. What it does not answer is left out.
nlohmann::ordered_json CountWhatIsKept(const nlohmann::json& status);

}  // namespace chaperone::agent

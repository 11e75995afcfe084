// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "agent/loaded_policy.h"

namespace chaperone::agent {

// Which keys are set by which file, without what anybody wrote: {"files": [{"level", "place": n}],
// "keys": [{"key", "level", "place", "count" of a list, "value" of a number, flag or choice}],
// "bundle_version" of a signed policy}. A file goes by its level and its place among those of that
// level, as they are read. What no file sets is not listed.
nlohmann::ordered_json PolicyShape(const LoadedPolicy& loaded);

}  // namespace chaperone::agent

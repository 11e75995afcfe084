// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "agent/bus/request.h"

namespace chaperone::agent {

// Has the agent write into a new file that only its owner can read, and prints its reply; or, with
// `path` "", into memory and from there to standard output. `request` takes the descriptor; `what`
// names the memory. A file that is not written whole is removed again. Returns the exit code.
int ExportInto(const std::string& path, bool as_json, const char* what,
               const std::function<Request(int file)>& request);

}  // namespace chaperone::agent

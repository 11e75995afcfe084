// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/cli/command.h"

namespace chaperone::agent {

// `policy new-key`, `sign`, `verify` and `install`: the firm's policy as one signed file.
void AddPolicyBundle(CLI::App& policy, Invocation& invocation);

}  // namespace chaperone::agent

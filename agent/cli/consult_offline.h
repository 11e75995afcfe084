// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/cli/command.h"

namespace chaperone::agent {

// `consult new-key` and `consult answer`: the champion's side, which needs no agent.
void AddConsultOffline(CLI::App& consult, Invocation& invocation);

}  // namespace chaperone::agent

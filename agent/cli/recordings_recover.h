// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/cli/command.h"

namespace chaperone::agent {

// `recordings recover` and `recordings recovery-key`, the firm's side: `chaperone-recorder` does
// it.
void AddRecordingsRecover(CLI::App& recordings, Invocation& invocation);

}  // namespace chaperone::agent

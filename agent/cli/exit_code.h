// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/base/result.h"

namespace chaperone::agent {

// What the command line's exit codes mean; scripts rely on them.
enum ExitCode : int {
  kExitFine = 0,
  kExitNo = 1,        // the answer is "no"
  kExitUsage = 2,     // the command was typed wrongly
  kExitBadInput = 3,  // what was given is wrong: the message says where and what is expected
  kExitLacking = 4,   // the machine lacks something: the message says what to do
};

ExitCode ExitCodeFor(policy::ErrorCode code);

}  // namespace chaperone::agent

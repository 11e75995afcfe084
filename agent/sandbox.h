// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/base/result.h"

namespace chaperone::agent {

// For a process that holds personal data in memory: no core dump, not readable by other processes
// of the user (PR_SET_DUMPABLE), no new privileges. Call first thing in main().
policy::Result<void> KeepMemoryPrivate();

// For a helper that reads hostile input, once everything is open and loaded: a seccomp filter that
// leaves memory, time, and the descriptors that are open already. No file, no network, no process
// can be opened any more; an attempt fails with EPERM (a few that only an attacker makes end the
// process). Cannot be undone.
policy::Result<void> EnterSandbox();

}  // namespace chaperone::agent

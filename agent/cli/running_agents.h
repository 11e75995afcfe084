// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chaperone::agent {

// Sends a signal to every agent on this machine that runs this very program and that we may signal;
// returns to how many. They are told by /proc, for root has no bus of its users.
int SignalRunningAgents(int signal);

}  // namespace chaperone::agent

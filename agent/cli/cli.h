// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chaperone::agent {

// The command line of `chaperone`: understands it, runs the command, returns the exit code.
int RunCli(int argc, char** argv);

}  // namespace chaperone::agent

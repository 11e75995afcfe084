// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/cli.h"

int main(int argc, char** argv) {
  return chaperone::agent::RunCli(argc, argv);
}

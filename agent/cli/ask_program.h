// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace chaperone::agent {

struct ProgramAnswer {
  bool started = false;
  bool in_time = false;
  int exit_code = -1;
  std::string words;  // of both outputs, at most a few lines

  bool fine() const { return started && in_time && exit_code == 0; }
};

// Runs a program that answers with a line or two, for at most `patience`. Blocks.
ProgramAnswer AskProgram(const std::string& program, const char* argument,
                         std::chrono::seconds patience);
// Why it is not fine, of a program that is called `name`.
std::string WhyNotFine(const ProgramAnswer& answer, const std::string& name);

}  // namespace chaperone::agent

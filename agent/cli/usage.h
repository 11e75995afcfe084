// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <set>
#include <string>

#include "agent/cli/exit_code.h"

namespace chaperone::agent {

// Says on standard error what was typed wrongly, for which command, and where its help is. What was
// typed may be a person's name, so it is repeated only where it can be nothing but the name of a
// command or an option.
ExitCode TellUsage(const CLI::App& app, const CLI::ParseError& error, int argc,
                   const char* const* argv);

// Unlike CLI11's own, it does not repeat what it refuses.
CLI::Validator OneOf(const std::set<std::string>& choices);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/cli.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string_view>
#include <utility>

#include "agent/cli/command.h"
#include "agent/cli/usage.h"
#include "agent/helper.h"
#include "agent/version.h"

namespace chaperone::agent {
namespace {

// Commands that need the reader, which links what the agent must not: they become it.
constexpr std::array<std::pair<const char*, const char*>, 2> kReaderCommands = {{
    {"detect", "Text in as JSON lines, findings out (see `chaperone detect --help`)"},
    {"scan", "Images in; lines, findings and a verdict out (see `chaperone scan --help`)"},
}};

bool IsReaderCommand(std::string_view name) {
  return std::any_of(kReaderCommands.begin(), kReaderCommands.end(),
                     [&](const auto& row) { return row.first == name; });
}

int BecomeReader(char** argv) {
  const auto reader = FindHelper("chaperone-reader");
  if (!reader.ok()) return Fail(reader.error());
  // Tesseract reads it when it is loaded: set later, it costs several times the CPU.
  setenv("OMP_THREAD_LIMIT", "1", 1);
  execv(reader->c_str(), argv);
  return Fail(policy::Unavailable(*reader + " could not be started: " + std::strerror(errno)));
}

}  // namespace

int RunCli(int argc, char** argv) {
  if (argc > 1 && IsReaderCommand(argv[1])) return BecomeReader(argv);

  CLI::App app("Warns when another person's data is on a shared screen.", "chaperone");
  app.footer(
      "Exit codes: 0 fine, 1 the answer is no, 2 usage, 3 bad input or policy, 4 the machine lacks "
      "something.\nExample:\n  chaperone doctor");
  app.set_version_flag("--version", std::string("chaperone ") + kVersion);
  app.require_subcommand(1);
  Invocation invocation;
  AddAgent(app, invocation);
  AddStatus(app, invocation);
  AddCall(app, invocation);
  AddShare(app, invocation);
  AddAlerts(app, invocation);
  AddLedger(app, invocation);
  AddPolicy(app, invocation);
  AddChampion(app, invocation);
  AddDoctor(app, invocation);
  for (const auto& [name, description] : kReaderCommands) app.add_subcommand(name, description);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version are asked for by the same way.
    if (error.get_exit_code() == 0) return app.exit(error);
    return TellUsage(app, error, argc, argv);
  }
  return invocation.run ? invocation.run() : kExitUsage;
}

}  // namespace chaperone::agent

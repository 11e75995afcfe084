// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "agent/cli/command.h"
#include "agent/cli/usage.h"
#include "agent/version.h"

namespace chaperone::agent {
namespace {

// What `chaperone-reader` does, for the agent must not link what reads pictures. It understands the
// rest of the line itself.
struct ReaderCommand {
  const char* name;
  const char* description;
};
constexpr std::array<ReaderCommand, 2> kReaderCommands = {{
    {"detect", "Text in as JSON lines, findings out (see `chaperone detect --help`)"},
    {"scan", "Images in; lines, findings and a verdict out (see `chaperone scan --help`)"},
}};

bool IsReaderCommand(int argc, char** argv) {
  return argc > 1 && std::any_of(kReaderCommands.begin(), kReaderCommands.end(),
                                 [&](const ReaderCommand& command) {
                                   return command.name == std::string_view(argv[1]);
                                 });
}

int BecomeReader(int argc, char** argv) {
  // Tesseract reads it when it is loaded: set later, it costs several times the CPU.
  setenv("OMP_THREAD_LIMIT", "1", 1);
  return BecomeHelper("chaperone-reader", {argv + 1, argv + argc});
}

}  // namespace

int RunCli(int argc, char** argv) {
  if (IsReaderCommand(argc, argv)) return BecomeReader(argc, argv);

  CLI::App app(
      "Warns when another person's data is on a shared screen; records calls that may be recorded.",
      "chaperone");
  app.footer(
      "Exit codes: 0 fine, 1 the answer is no, 2 usage, 3 bad input or policy, 4 the machine lacks "
      "something.\nExample:\n  chaperone doctor");
  app.set_version_flag("--version", std::string("chaperone ") + kVersion);
  app.require_subcommand(1);
  Invocation invocation;
  AddAgent(app, invocation);
  AddStatus(app, invocation);
  AddCall(app, invocation);
  AddBasis(app, invocation);
  AddAnnounce(app, invocation);
  AddRecord(app, invocation);
  AddConsult(app, invocation);
  AddRecordings(app, invocation);
  AddRetention(app, invocation);
  AddShare(app, invocation);
  AddAlerts(app, invocation);
  AddLedger(app, invocation);
  AddPolicy(app, invocation);
  AddChampion(app, invocation);
  AddDoctor(app, invocation);
  for (const ReaderCommand& command : kReaderCommands) {
    app.add_subcommand(command.name, command.description);
  }
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

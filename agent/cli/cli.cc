// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/cli.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
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

// Commands that need what the agent must not link: this program becomes the helper that does it.
struct HelperCommand {
  const char* group;  // "" or the command that it is part of
  const char* name;
  const char* helper;
  const char* description;
};
constexpr std::array<HelperCommand, 4> kHelperCommands = {{
    {"", "detect", "chaperone-reader",
     "Text in as JSON lines, findings out (see `chaperone detect --help`)"},
    {"", "scan", "chaperone-reader",
     "Images in; lines, findings and a verdict out (see `chaperone scan --help`)"},
    {"recordings", "recover", "chaperone-recorder",
     "Opens archived recordings with the firm's recovery key (see `chaperone recordings recover "
     "--help`)"},
    {"recordings", "recovery-key", "chaperone-recorder",
     "Makes the firm's recovery key; prints the half for managed policy"},
}};

// The line's helper command, and at which argument its name stands; 0: none.
std::pair<const HelperCommand*, int> FindHelperCommand(int argc, char** argv) {
  for (const HelperCommand& command : kHelperCommands) {
    const bool grouped = *command.group != '\0';
    const int at = grouped ? 2 : 1;
    if (argc > at && command.name == std::string_view(argv[at]) &&
        (!grouped || command.group == std::string_view(argv[1]))) {
      return {&command, at};
    }
  }
  return {nullptr, 0};
}

// The helper finds the command's name as its first argument.
int Become(const HelperCommand& command, char** argv) {
  const auto helper = FindHelper(command.helper);
  if (!helper.ok()) return Fail(helper.error());
  // Tesseract reads it when it is loaded: set later, it costs several times the CPU.
  setenv("OMP_THREAD_LIMIT", "1", 1);
  execv(helper->c_str(), argv);
  return Fail(policy::Unavailable(*helper + " could not be started: " + std::strerror(errno)));
}

void AddHelperCommands(CLI::App& app) {
  for (const HelperCommand& command : kHelperCommands) {
    CLI::App* group = *command.group == '\0' ? &app : app.get_subcommand(command.group);
    group->add_subcommand(command.name, command.description);
  }
}

}  // namespace

int RunCli(int argc, char** argv) {
  if (const auto [command, at] = FindHelperCommand(argc, argv); command != nullptr) {
    return Become(*command, argv + at - 1);
  }

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
  AddHelperCommands(app);
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

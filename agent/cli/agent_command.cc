// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "agent/cli/command.h"
#include "agent/cli/folders.h"
#include "agent/cli/policy_folders.h"
#include "agent/run_agent.h"
#include "capture/activity/sound_watch.h"

namespace chaperone::agent {
namespace {

// The newer version, in this process's place. Returns only where it does not start.
int StartAgain(const std::string& program) {
  const char* const arguments[] = {program.c_str(), "agent", nullptr};
  execv(program.c_str(), const_cast<char* const*>(arguments));
  return Fail(policy::Unavailable(program + " cannot be started again: install the package again"));
}

int Run() {
  // Read now: once the file is replaced, its name has " (deleted)" behind it.
  std::error_code unknown;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", unknown).string();
  const auto ran = RunAgentService({UsualStateFolder(), [] { return LoadPolicy(); }});
  if (ran.ok()) return *ran == AgentEnd::kGivesWay ? StartAgain(program) : kExitFine;
  const int code = Fail(ran.error());
  // "No" is an answer to a question; here it is a machine that is not as it must be.
  return code == kExitNo ? kExitLacking : code;
}

// For the unit's ExecStopPost=: an agent that was killed leaves nobody mute.
int CleanUp() {
  const auto removed = capture::CleanUpSound("");
  if (removed.ok()) return kExitFine;
  // Where there is no sound server, nothing of ours can be on it.
  return removed.error().code == policy::ErrorCode::kUnavailable ? kExitFine
                                                                 : Fail(removed.error());
}

}  // namespace

void AddAgent(CLI::App& app, Invocation& invocation) {
  CLI::App* command = AddSubcommand(app, "agent", "Runs the agent in the foreground, until stopped",
                                    "chaperone agent");
  // Accepted so that a unit file can say what it means: there is no other way of running.
  command->add_flag("--foreground")->description("Stay in the foreground (always so)");
  auto clean_up = std::make_shared<bool>(false);
  command->add_flag("--clean-up-sound", *clean_up,
                    "Only removes what an agent that was killed left on the sound server");
  command->callback([&invocation, clean_up] {
    invocation.run = [clean_up] { return *clean_up ? CleanUp() : Run(); };
  });
}

}  // namespace chaperone::agent

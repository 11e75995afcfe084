// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <iostream>

#include "agent/bus/agent_client.h"
#include "agent/cli/print.h"
#include "agent/helper.h"

namespace chaperone::agent {

ExitCode ExitCodeFor(policy::ErrorCode code) {
  using policy::ErrorCode;
  switch (code) {
    case ErrorCode::kBadInput:
    case ErrorCode::kNotFound:
    case ErrorCode::kProtocol:
      return kExitBadInput;
    case ErrorCode::kRefused:
      return kExitNo;
    case ErrorCode::kUnavailable:
    case ErrorCode::kLocked:
    case ErrorCode::kIo:
    case ErrorCode::kUnknown:
      break;
  }
  return kExitLacking;
}

CLI::App* AddSubcommand(CLI::App& app, const std::string& name, const std::string& description,
                        const std::string& example) {
  CLI::App* command = app.add_subcommand(name, description);
  command->footer("Example:\n  " + example);
  return command;
}

int Fail(const policy::Error& error) {
  std::cerr << "chaperone: " << error.detail << '\n';
  return ExitCodeFor(error.code);
}

int AskAgent(const Request& request, bool as_json) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  const auto reply = (*client)->Call(request);
  if (!reply.ok()) return Fail(reply.error());
  Print(std::cout, *reply, as_json);
  return kExitFine;
}

int AskForList(const Request& request, bool as_json,
               const std::function<nlohmann::json(const nlohmann::json&)>& shortened) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  auto reply = (*client)->Call(request);
  if (!reply.ok()) return Fail(reply.error());
  if (!as_json) {
    for (nlohmann::json& list : *reply) {
      if (!list.is_array()) continue;
      for (nlohmann::json& each : list) each = shortened(each);
    }
  }
  Print(std::cout, *reply, as_json);
  return kExitFine;
}

int BecomeHelper(const std::string& helper, std::vector<std::string> arguments) {
  const auto program = FindHelper(helper);
  if (!program.ok()) return Fail(program.error());
  arguments.insert(arguments.begin(), helper);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  execv(program->c_str(), argv.data());
  return Fail(policy::Unavailable(*program + " could not be started: " + std::strerror(errno)));
}

}  // namespace chaperone::agent

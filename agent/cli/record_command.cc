// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>

#include "agent/cli/agent_wait.h"
#include "agent/cli/command.h"
#include "agent/cli/gate_reply.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::RecordingGapReason;

struct RecordOptions {
  bool json = false;
  bool card = false;
};

bool IsPhase(const json& reply, std::initializer_list<const char*> phases) {
  const std::string phase = TextOf(reply, "phase");
  return std::any_of(phases.begin(), phases.end(), [&](const char* p) { return phase == p; });
}

// Until it records (again), or it is clear that it does not.
int Go(const Request& request, bool as_json) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  const auto begun = (*client)->Call(request);
  if (!begun.ok()) return Fail(begun.error());
  const auto ended = WaitFor(**client, {request::RecordingStatus{},
                                        [](const json& reply) {
                                          return IsPhase(reply, {"announcing", "opening"});
                                        },
                                        GateProgress});
  if (!ended.ok()) return Fail(ended.error());
  const bool records = IsPhase(*ended, {"recording"});
  if (records || as_json) PrintGate(std::cout, *ended, as_json);
  if (records) return kExitFine;
  TellMissing(*ended);
  std::cerr << "chaperone: nothing is being recorded\n";
  return kExitNo;
}

int Stop(bool as_json) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  const auto begun = (*client)->Call(request::StopRecording{});
  if (!begun.ok()) return Fail(begun.error());
  const auto ended = WaitFor(
      **client, {request::RecordingStatus{},
                 [](const json& reply) { return IsPhase(reply, {"closing"}); }, GateProgress});
  if (!ended.ok()) return Fail(ended.error());
  PrintGate(std::cout, *ended, as_json);
  return kExitFine;
}

int May(bool as_json) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  const auto reply = (*client)->Call(request::MayRecord{});
  if (!reply.ok()) return Fail(reply.error());
  PrintGate(std::cout, *reply, as_json);
  return reply->value("may", false) ? kExitFine : kExitNo;
}

}  // namespace

void AddRecord(CLI::App& app, Invocation& invocation) {
  CLI::App* record =
      AddSubcommand(app, "record", "Records the call that is open", "chaperone record start");
  record->require_subcommand(1);
  auto options = std::make_shared<RecordOptions>();
  const auto add = [&](const char* name, const char* description, const char* example,
                       const std::function<int(const RecordOptions&)>& run) {
    CLI::App* command = AddSubcommand(*record, name, description, example);
    command->add_flag("--json", options->json, "One JSON document");
    command->callback(
        [&invocation, options, run] { invocation.run = [options, run] { return run(*options); }; });
    return command;
  };
  add("start",
      "Records, after the announcement where that is missing; exit code 1 and what is missing "
      "where it may not",
      "chaperone record start",
      [](const RecordOptions& o) { return Go(request::StartRecording{}, o.json); });
  add("stop", "Ends the recording", "chaperone record stop",
      [](const RecordOptions& o) { return Stop(o.json); });
  CLI::App* pause =
      add("pause", "Keeps nothing until `record resume`", "chaperone record pause --card",
          [](const RecordOptions& o) {
            return AskGate(request::PauseRecording{o.card ? RecordingGapReason::kPauseCard
                                                          : RecordingGapReason::kPauseByHand},
                           o.json);
          });
  pause->add_flag("--card", options->card, "Card data is about to be said or shown");
  add("resume", "Goes on after a pause", "chaperone record resume",
      [](const RecordOptions& o) { return Go(request::ResumeRecording{}, o.json); });
  add("status", "How the recording goes: phase, what is missing, time, gaps, levels",
      "chaperone record status --json",
      [](const RecordOptions& o) { return AskGate(request::RecordingStatus{}, o.json); });
  add("may", "Whether this call may be recorded now; exit code 1 where it may not",
      "chaperone record may --json", [](const RecordOptions& o) { return May(o.json); });
}

}  // namespace chaperone::agent

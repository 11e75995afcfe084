// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "agent/bus/agent_client.h"
#include "agent/cli/command.h"
#include "agent/cli/export_file.h"
#include "agent/cli/gate_reply.h"
#include "agent/cli/print.h"

namespace chaperone::agent {
namespace {

int ShowStatus(bool as_json) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  auto reply = (*client)->Call(request::Status{});
  if (!reply.ok()) return Fail(reply.error());
  if (!as_json && reply->contains("recording")) {
    reply->at("recording") = GateForPeople(reply->at("recording"));
  }
  if (!as_json && reply->contains("shares")) {
    for (nlohmann::json& share : reply->at("shares")) share.erase("region");
  }
  if (!as_json && reply->contains("monitoring") && reply->at("monitoring").is_object()) {
    reply->at("monitoring") = reply->at("monitoring").at("sentence");
  }
  Print(std::cout, *reply, as_json);
  return kExitFine;
}

struct StatusOptions {
  bool json = false;
  bool mails = false;
  bool gaps = false;
  bool access = false;
  bool remembered = false;
  std::string file;  // to export into; "-": standard output
};

int Show(const StatusOptions& options) {
  if (options.mails) return AskAgent(request::ListMails{}, options.json);
  if (options.gaps) return AskAgent(request::ListGaps{}, options.json);
  if (options.access) return AskAgent(request::ListAccess{}, options.json);
  if (options.remembered) return AskAgent(request::ListRemembered{}, options.json);
  if (!options.file.empty()) {
    return ExportInto(options.file == "-" ? "" : options.file, options.json, "own data",
                      [](int file) { return request::ExportOwnData{file}; });
  }
  return ShowStatus(options.json);
}

}  // namespace

void AddStatus(CLI::App& app, Invocation& invocation) {
  CLI::App* command = AddSubcommand(
      app, "status",
      "How the agent is: call, recording, shares, alerts, what is not watched, mail, ledger",
      "chaperone status --json");
  auto options = std::make_shared<StatusOptions>();
  CLI::Option_group* part = command->add_option_group("Glass box");
  part->add_flag("--mails", options->mails,
                 "What left this machine: to whom, when, about what; never the words");
  part->add_flag("--gaps", options->gaps, "What was not looked at while something was shared");
  part->add_flag("--access", options->access,
                 "Who played, exported, deleted, held or ruled, as far as it is on record");
  part->add_flag("--remembered", options->remembered,
                 "Purposes that are proposed again; for whom is not known");
  part->add_option("--export", options->file,
                   "Everything that is kept about me, as one JSON document in a new file; - prints "
                   "it");
  part->require_option(0, 1);
  command->add_flag("--json", options->json, "One JSON document");
  command->callback(
      [&invocation, options] { invocation.run = [options] { return Show(*options); }; });
}

}  // namespace chaperone::agent

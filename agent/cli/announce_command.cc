// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "agent/bus/recording_fields.h"
#include "agent/cli/agent_wait.h"
#include "agent/cli/command.h"
#include "agent/cli/gate_reply.h"
#include "agent/cli/print.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

struct AnnounceOptions {
  bool json = false;
  bool no_wait = false;
  request::Announce announce;
};

std::string ReceiptIn(const json& reply) {
  return reply.contains("announcement") ? TextOf(reply.at("announcement"), "receipt") : "";
}

// Of what the employee read aloud nothing was measured.
json ForPeople(json receipt, bool as_json) {
  if (as_json || TextOf(receipt, "method") != "read_aloud") return receipt;
  for (const char* measured :
       {"gain_db", "injected_ms", "segments", "segments_met", "voice_hash"}) {
    receipt.erase(measured);
  }
  return receipt;
}

int Announce(const AnnounceOptions& options) {
  if (auto fine = CheckLanguage(options.announce.language); !fine.ok()) return Fail(fine.error());
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  const auto before = (*client)->Call(request::MayRecord{});
  if (!before.ok()) return Fail(before.error());
  const auto begun = (*client)->Call(options.announce);
  if (!begun.ok()) return Fail(begun.error());
  if (options.no_wait) {
    PrintGate(std::cout, *begun, options.json);
    return kExitFine;
  }
  const auto ended =
      WaitFor(**client, {request::RecordingStatus{},
                         [](const json& reply) { return TextOf(reply, "phase") == "announcing"; },
                         GateProgress});
  if (!ended.ok()) return Fail(ended.error());
  const std::string receipt = ReceiptIn(*ended);
  // A receipt of before is not this announcement's.
  if (receipt.empty() || receipt == ReceiptIn(*before)) {
    TellMissing(*ended);
    std::cerr << "chaperone: the announcement has no receipt, so nothing may be recorded\n";
    return kExitNo;
  }
  Print(std::cout, ForPeople(ended->at("announcement"), options.json), options.json);
  return kExitFine;
}

}  // namespace

void AddAnnounce(CLI::App& app, Invocation& invocation) {
  CLI::App* command = AddSubcommand(
      app, "announce", "Tells everyone on the call that it is recorded, and prints the receipt",
      "chaperone announce --language en");
  auto options = std::make_shared<AnnounceOptions>();
  command->add_option("--language", options->announce.language,
                      "A language of the policy's announcements; without: the policy's own");
  command->add_flag("--read-aloud", options->announce.read_aloud,
                    "I have read it to everyone on the call myself (where policy allows that)");
  command->add_flag("--no-wait", options->no_wait, "Do not wait until it is over");
  command->add_flag("--json", options->json, "One JSON document");
  command->callback(
      [&invocation, options] { invocation.run = [options] { return Announce(*options); }; });
}

}  // namespace chaperone::agent

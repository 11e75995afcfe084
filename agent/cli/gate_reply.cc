// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/gate_reply.h"

#include <algorithm>
#include <iostream>

#include "agent/bus/agent_client.h"
#include "agent/cli/command.h"
#include "agent/cli/print.h"
#include "policy/base/time.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

const json& FieldOf(const json& reply, const char* field) {
  static const json kNone;
  return reply.is_object() && reply.contains(field) ? reply.at(field) : kNone;
}

json Sentences(const json& reply) {
  json sentences = json::array();
  for (const json& each : FieldOf(reply, "missing")) {
    const std::string participant = TextOf(each, "participant");
    sentences.push_back((participant.empty() ? "" : participant + ": ") + TextOf(each, "sentence"));
  }
  return sentences;
}

void PrintField(std::ostream& out, const char* name, const json& value) {
  if (value.is_null() || (value.is_string() && value.empty()) || value == "" ||
      value == "unknown" || (value.is_array() && value.empty())) {
    return;
  }
  Print(out, json{{name, value}}, false);
}

}  // namespace

std::string TextOf(const json& reply, const char* field) {
  const json& value = FieldOf(reply, field);
  return value.is_string() ? value.get<std::string>() : "";
}

void PrintGate(std::ostream& out, const json& reply, bool as_json) {
  if (as_json) return Print(out, reply, true);
  std::string phase = TextOf(reply, "phase");
  const std::string paused = TextOf(FieldOf(reply, "recording"), "paused");
  std::replace(phase.begin(), phase.end(), '_', ' ');
  Print(out, json{{"phase", paused.empty() ? phase : phase + " (" + paused + ")"}}, false);
  Print(out, json{{"may_record", FieldOf(reply, "may")}}, false);
  const json missing = Sentences(reply);
  if (!missing.empty()) Print(out, json{{"missing", missing}}, false);
  for (const char* field : {"trouble", "purpose", "basis", "jurisdictions", "ruling",
                            "announcement", "announcing", "recording"}) {
    PrintField(out, field, FieldOf(reply, field));
  }
}

int AskGate(const Request& request, bool as_json) {
  auto client = AgentClient::Connect();
  if (!client.ok()) return Fail(client.error());
  const auto reply = (*client)->Call(request);
  if (!reply.ok()) return Fail(reply.error());
  PrintGate(std::cout, *reply, as_json);
  return kExitFine;
}

void TellMissing(const json& reply) {
  const std::string trouble = TextOf(reply, "trouble");
  if (!trouble.empty()) std::cerr << "chaperone: " << trouble << '\n';
  for (const json& sentence : Sentences(reply)) {
    std::cerr << "chaperone: " << sentence.get<std::string>() << '\n';
  }
}

std::string GateProgress(const json& reply) {
  const json& announcing = FieldOf(reply, "announcing");
  std::string text = TextOf(reply, "phase");
  if (announcing.is_object()) {
    const auto part = [&](const char* field) {
      return policy::FormatDuration(std::chrono::milliseconds(announcing.value(field, int64_t{0})));
    };
    text += ": " + part("injected_ms") + " of " + part("length_ms");
  }
  return text.empty() ? text : text + " …";
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/gate_reply.h"

#include <algorithm>
#include <cstring>
#include <iostream>
#include <utility>
#include <vector>

#include "agent/bus/agent_client.h"
#include "agent/cli/command.h"
#include "agent/cli/print.h"
#include "policy/base/time.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;

const json& FieldOf(const json& reply, const char* field) {
  static const json none;
  return reply.is_object() && reply.contains(field) ? reply.at(field) : none;
}

json Sentences(const json& reply) {
  json sentences = json::array();
  for (const json& each : FieldOf(reply, "missing")) {
    const std::string participant = TextOf(each, "participant");
    const std::string sentence = TextOf(each, "sentence");
    std::string who = participant.empty() ? "" : participant + ": ";
    if (sentence.starts_with(participant + " ")) who.clear();  // it names them itself
    sentences.push_back(who.append(sentence));
  }
  return sentences;
}

// A name on the bus, as people read it.
std::string Words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string PhaseOf(const json& reply) {
  std::string paused = TextOf(FieldOf(reply, "recording"), "paused");
  if (paused.starts_with("pause_")) paused.erase(0, std::strlen("pause_"));
  const std::string phase = Words(TextOf(reply, "phase"));
  return paused.empty() ? phase : phase + " (" + Words(paused) + ")";
}

// Who was told, by which receipt; the receipt itself is `announce`'s to print.
std::string ToldIn(const json& announcement) {
  std::string text;
  for (const json& participant : FieldOf(announcement, "participants")) {
    if (!text.empty()) text += ", ";
    text += participant.is_string() ? participant.get<std::string>() : "";
  }
  return text + " at " + TextOf(announcement, "at") + " (" + TextOf(announcement, "receipt") + ")";
}

void Add(std::vector<std::pair<std::string, json>>& lines, const char* name, const json& value) {
  if (value.is_null() || value == "" || value == "unknown" || value == json::array()) return;
  lines.emplace_back(name, value);
}

std::vector<std::pair<std::string, json>> ForPeople(const json& reply) {
  std::vector<std::pair<std::string, json>> lines;
  Add(lines, "phase", PhaseOf(reply));
  Add(lines, "may_record", FieldOf(reply, "may"));
  Add(lines, "missing", Sentences(reply));
  for (const char* field : {"trouble", "purpose", "basis", "jurisdictions", "ruling"}) {
    Add(lines, field, FieldOf(reply, field));
  }
  const json& announcement = FieldOf(reply, "announcement");
  if (announcement.is_object()) Add(lines, "told", ToldIn(announcement));
  Add(lines, "announcing", FieldOf(reply, "announcing"));
  json recording = FieldOf(reply, "recording");
  if (recording.is_object()) recording.erase("paused");  // stands with the phase
  Add(lines, "recording", recording);
  return lines;
}

}  // namespace

std::string TextOf(const json& reply, const char* field) {
  const json& value = FieldOf(reply, field);
  return value.is_string() ? value.get<std::string>() : "";
}

void PrintGate(std::ostream& out, const json& reply, bool as_json) {
  if (as_json) return Print(out, reply, true);
  for (const auto& [name, value] : ForPeople(reply)) Print(out, json{{name, value}}, false);
}

json GateForPeople(const json& reply) {
  if (TextOf(reply, "phase") == "no_call") return "no call";
  json fields = json::object();
  for (auto& [name, value] : ForPeople(reply)) fields[name] = std::move(value);
  return fields;
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

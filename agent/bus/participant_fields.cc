// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/participant_fields.h"

#include <algorithm>
#include <array>

#include "agent/bus/names.h"
#include "agent/bus/one_line.h"

namespace chaperone::agent {
namespace {

using policy::Participant;

struct ParticipantField {
  const char* key;
  const char* signature;
  void (*read)(const sdbus::Variant& value, Participant& into);
};

constexpr std::array<ParticipantField, 5> kParticipantFields = {{
    {"name", "s", [](const sdbus::Variant& v, Participant& p) { p.name = v.get<std::string>(); }},
    {"role", "s",
     [](const sdbus::Variant& v, Participant& p) { p.role = RoleFromName(v.get<std::string>()); }},
    {"identifiers", "as",
     [](const sdbus::Variant& v, Participant& p) {
       p.identifiers = v.get<std::vector<std::string>>();
     }},
    {"jurisdiction", "s",
     [](const sdbus::Variant& v, Participant& p) { p.jurisdiction = v.get<std::string>(); }},
    {"confirmed_how", "s",
     [](const sdbus::Variant& v, Participant& p) {
       p.confirmed_how = v.get<std::string>();
       p.identity_confirmed = true;
     }},
}};

}  // namespace

ParticipantFields ToFields(const Participant& participant) {
  ParticipantFields fields;
  fields.emplace("role", sdbus::Variant(std::string(RoleName(participant.role))));
  if (!participant.name.empty()) fields.emplace("name", sdbus::Variant(participant.name));
  if (!participant.identifiers.empty()) {
    fields.emplace("identifiers", sdbus::Variant(participant.identifiers));
  }
  if (!participant.jurisdiction.empty()) {
    fields.emplace("jurisdiction", sdbus::Variant(participant.jurisdiction));
  }
  if (participant.identity_confirmed) {
    fields.emplace("confirmed_how", sdbus::Variant(participant.confirmed_how));
  }
  return fields;
}

policy::Result<Participant> FromFields(const ParticipantFields& fields) {
  Participant participant;
  for (const auto& [key, value] : fields) {
    const ParticipantField* known = nullptr;
    for (const ParticipantField& field : kParticipantFields) {
      if (key == field.key) known = &field;
    }
    if (known == nullptr) {
      return policy::BadInput(
          "participant: unknown key; expected one of: name, role, identifiers, jurisdiction, "
          "confirmed_how");
    }
    if (value.peekValueType() != known->signature) {
      return policy::BadInput(std::string("participant: ") + known->key +
                              ": has another type; expected D-Bus type " + known->signature);
    }
    known->read(value, participant);
  }
  if (participant.role == policy::Role::kUnknown) {
    return policy::BadInput(
        "participant: role: is not known; expected one of: customer, representative, staff, other");
  }
  if (auto fine = CheckParticipant(participant); !fine.ok()) return fine.error();
  return participant;
}

bool IsReason(std::string_view how) {
  return !how.empty() && how.size() <= 40 && std::all_of(how.begin(), how.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

policy::Result<void> CheckParticipant(const Participant& participant) {
  if (participant.name.empty() && participant.identifiers.empty()) {
    return policy::BadInput("participant: nobody is named; expected a name or identifiers");
  }
  if (auto fine = CheckOneLine("participant: name", participant.name, 200); !fine.ok()) return fine;
  for (const std::string& identifier : participant.identifiers) {
    if (auto fine = CheckOneLine("participant: identifiers", identifier, 100); !fine.ok())
      return fine;
  }
  if (!participant.jurisdiction.empty() && !IsReason(participant.jurisdiction)) {
    return policy::BadInput(
        "participant: jurisdiction: is not a name of the policy's; expected one word such as uk "
        "(a-z 0-9 _ -, at most 40)");
  }
  if (participant.identity_confirmed && !IsReason(participant.confirmed_how)) {
    return policy::BadInput(std::string("participant: confirmed_how: ") + kReasonExpected);
  }
  return {};
}

}  // namespace chaperone::agent

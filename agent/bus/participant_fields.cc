// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/participant_fields.h"

#include <algorithm>
#include <array>

#include "agent/bus/names.h"
#include "policy/ledger/entry.h"

namespace chaperone::agent {
namespace {

using policy::Participant;

struct Field {
  const char* key;
  const char* signature;
  void (*read)(const sdbus::Variant& value, Participant& into);
};

constexpr std::array<Field, 4> kFields = {{
    {"name", "s", [](const sdbus::Variant& v, Participant& p) { p.name = v.get<std::string>(); }},
    {"role", "s",
     [](const sdbus::Variant& v, Participant& p) { p.role = RoleFromName(v.get<std::string>()); }},
    {"identifiers", "as",
     [](const sdbus::Variant& v, Participant& p) {
       p.identifiers = v.get<std::vector<std::string>>();
     }},
    {"confirmed_how", "s",
     [](const sdbus::Variant& v, Participant& p) {
       p.confirmed_how = v.get<std::string>();
       p.identity_confirmed = true;
     }},
}};

// Control characters of ASCII and Latin-1, and Unicode's two line ends.
bool HasControl(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    const std::string_view rest = text.substr(i);
    if (c == 0xc2 && rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xa0) return true;
    if (rest.starts_with("\u2028") || rest.starts_with("\u2029")) return true;
  }
  return false;
}

policy::Result<void> CheckText(const std::string& field, const std::string& text, int most) {
  const std::string start = "participant: " + field + ": ";
  if (!policy::IsUtf8(text)) return policy::BadInput(start + "is not UTF-8; expected UTF-8 text");
  if (HasControl(text)) {
    return policy::BadInput(start + "has a line end or control character; expected plain text");
  }
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  });
  if (characters > most) {
    return policy::BadInput(start + "has " + std::to_string(characters) +
                            " characters; expected at most " + std::to_string(most));
  }
  return {};
}

}  // namespace

ParticipantFields ToFields(const Participant& participant) {
  ParticipantFields fields;
  fields.emplace("role", sdbus::Variant(std::string(RoleName(participant.role))));
  if (!participant.name.empty()) fields.emplace("name", sdbus::Variant(participant.name));
  if (!participant.identifiers.empty()) {
    fields.emplace("identifiers", sdbus::Variant(participant.identifiers));
  }
  if (participant.identity_confirmed) {
    fields.emplace("confirmed_how", sdbus::Variant(participant.confirmed_how));
  }
  return fields;
}

policy::Result<Participant> FromFields(const ParticipantFields& fields) {
  Participant participant;
  for (const auto& [key, value] : fields) {
    const Field* known = nullptr;
    for (const Field& field : kFields) {
      if (key == field.key) known = &field;
    }
    if (known == nullptr) {
      return policy::BadInput(
          "participant: unknown key; expected one of: name, role, identifiers, confirmed_how");
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
  if (auto fine = CheckText("name", participant.name, 200); !fine.ok()) return fine;
  for (const std::string& identifier : participant.identifiers) {
    if (auto fine = CheckText("identifiers", identifier, 100); !fine.ok()) return fine;
  }
  if (participant.identity_confirmed && !IsReason(participant.confirmed_how)) {
    return policy::BadInput(std::string("participant: confirmed_how: ") + kReasonExpected);
  }
  return {};
}

}  // namespace chaperone::agent

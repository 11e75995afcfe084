// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/recording_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "agent/bus/one_line.h"
#include "agent/bus/participant_fields.h"
#include "policy/ledger/entry.h"

namespace chaperone::agent {
namespace {

using policy::BasisStatement;
using policy::LawfulBasis;
using policy::RecordingGapReason;

struct BasisField {
  const char* key;
  const char* signature;
  void (*read)(const sdbus::Variant& value, BasisStatement& into);
};

constexpr std::array<BasisField, 5> kBasisFields = {{
    {"purpose", "s",
     [](const sdbus::Variant& v, BasisStatement& b) { b.purpose = v.get<std::string>(); }},
    {"basis", "s",
     [](const sdbus::Variant& v, BasisStatement& b) {
       b.basis = policy::LawfulBasisFromName(v.get<std::string>());
     }},
    {"reference", "s",
     [](const sdbus::Variant& v, BasisStatement& b) { b.reference = v.get<std::string>(); }},
    {"special_condition", "s",
     [](const sdbus::Variant& v, BasisStatement& b) {
       b.special_condition = v.get<std::string>();
     }},
    {"unsure", "b", [](const sdbus::Variant& v, BasisStatement& b) { b.unsure = v.get<bool>(); }},
}};

std::string BasisNames() {
  std::string names;
  for (const auto& [name, basis] : policy::LawfulBasisNames()) {
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

bool IsNumber(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <class T>
T Number(std::string_view digits) {
  T value{};
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

BasisFields ToFields(const BasisStatement& basis) {
  BasisFields fields;
  const auto add = [&](const char* key, const std::string& text) {
    if (!text.empty()) fields.emplace(key, sdbus::Variant(text));
  };
  add("purpose", basis.purpose);
  if (basis.basis != LawfulBasis::kUnknown) {
    add("basis", std::string(policy::LawfulBasisName(basis.basis)));
  }
  add("reference", basis.reference);
  add("special_condition", basis.special_condition);
  if (basis.unsure) fields.emplace("unsure", sdbus::Variant(true));
  return fields;
}

policy::Result<BasisStatement> BasisFromFields(const BasisFields& fields) {
  BasisStatement basis;
  for (const auto& [key, value] : fields) {
    const std::string& name = key;  // clang captures no structured binding
    const auto* const field =
        std::find_if(kBasisFields.begin(), kBasisFields.end(),
                     [&](const BasisField& each) { return name == each.key; });
    if (field == kBasisFields.end()) {
      return policy::BadInput(
          "basis: unknown key; expected one of: purpose, basis, reference, special_condition, "
          "unsure");
    }
    if (value.peekValueType() != field->signature) {
      return policy::BadInput(std::string("basis: ") + field->key +
                              ": has another type; expected D-Bus type " + field->signature);
    }
    field->read(value, basis);
  }
  if (fields.contains("basis") && basis.basis == LawfulBasis::kUnknown) {
    return policy::BadInput("basis: basis: is not a lawful basis; expected one of: " +
                            BasisNames());
  }
  if (auto fine = CheckBasis(basis); !fine.ok()) return fine.error();
  return basis;
}

policy::Result<void> CheckBasis(const BasisStatement& basis) {
  for (const auto& [name, value] : {std::pair("purpose", &basis.purpose),
                                    std::pair("special_condition", &basis.special_condition)}) {
    if (!value->empty() && !IsReason(*value)) {
      return policy::BadInput(std::string("basis: ") + name +
                              ": is not a name of the policy's; expected one word (a-z 0-9 _ -, at "
                              "most 40); `chaperone policy show` has them");
    }
  }
  return CheckOneLine("basis: reference", basis.reference, 200);
}

policy::Result<void> CheckLanguage(std::string_view language) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto part = [&](std::string_view text, bool first) {
    return text.size() >= (first ? 2 : 1) && text.size() <= 8 &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return letter(c) || (!first && c >= '0' && c <= '9'); });
  };
  bool fine = language.size() <= 35;
  bool first = true;
  for (std::string_view rest = language; fine && !language.empty();) {
    const size_t dash = rest.find('-');
    fine = part(rest.substr(0, dash), first);
    if (dash == std::string_view::npos) break;
    rest = rest.substr(dash + 1);
    first = false;
  }
  if (fine) return {};
  return policy::BadInput("language: is not a language; expected a tag such as en or de-CH");
}

policy::Result<void> CheckHandle(std::string_view participant) {
  if (participant.size() >= 2 && participant.size() <= 11 && participant.front() == 'p' &&
      IsNumber(participant.substr(1))) {
    return {};
  }
  return policy::BadInput(
      "participant: is not a handle; expected one such as p1, as `chaperone status` has it");
}

policy::Result<void> CheckQuestionText(std::string_view text) {
  if (!policy::IsUtf8(text)) return policy::BadInput("text: is not UTF-8; expected UTF-8 text");
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  });
  if (characters >= 1 && characters <= 1000) return {};
  return policy::BadInput("text: has " + std::to_string(characters) +
                          " characters; expected between 1 and 1000");
}

policy::Result<void> CheckHold(const policy::LegalHold& hold) {
  for (const auto& [name, value] :
       {std::pair("owner", &hold.owner), std::pair("reason", &hold.reason)}) {
    if (!IsReason(*value)) {
      return policy::BadInput(std::string(name) +
                              ": is not one word; expected one such as litigation (a-z 0-9 _ -, at "
                              "most 40)");
    }
  }
  return {};
}

std::optional<policy::WallTime> DateFromText(std::string_view text) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::array<std::string_view, 3> parts = {text.substr(0, 4), text.substr(5, 2),
                                                 text.substr(8, 2)};
  if (!std::all_of(parts.begin(), parts.end(), IsNumber)) return std::nullopt;
  const std::chrono::year_month_day date(year(Number<int>(parts[0])),
                                         month(Number<unsigned>(parts[1])),
                                         day(Number<unsigned>(parts[2])));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::string DateText(policy::WallTime when) {
  return policy::FormatUtc(when).substr(0, 10);
}

RecordingGapReason PauseReasonFromName(std::string_view name) {
  if (name == "card") return RecordingGapReason::kPauseCard;
  if (name == "by_hand") return RecordingGapReason::kPauseByHand;
  return RecordingGapReason::kUnknown;
}

const char* PauseReasonName(RecordingGapReason reason) {
  return reason == RecordingGapReason::kPauseCard     ? "card"
         : reason == RecordingGapReason::kPauseByHand ? "by_hand"
                                                      : "unknown";
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/usual_purpose.h"

#include <algorithm>
#include <string_view>

namespace chaperone::policy {
namespace {

// So many digits at the end are the same however a phone number is written, +44 or 0.
constexpr size_t kTellingDigits = 9;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string Lowered(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ') out += Lower(c);
  }
  return out;
}

// The one form of a phone number, e-mail address or reference; "" for anything else, such as a
// name.
std::string Number(std::string_view identifier) {
  if (identifier.find('@') != std::string_view::npos) return "mail " + Lowered(identifier);
  std::string digits;
  std::string plain;
  bool letters = false;
  for (const char c : identifier) {
    if (IsDigit(c)) digits += c;
    if (IsDigit(c) || IsLetter(c)) plain += Lower(c);
    letters |= IsLetter(c);
  }
  if (digits.empty()) return "";
  if (letters || digits.size() < kTellingDigits) return "reference " + plain;
  return "number " + digits.substr(digits.size() - kTellingDigits);
}

bool IsOrganisation(const std::string& identifier) {
  return identifier.starts_with('@');
}

std::string ClassOf(const Participant& customer, const RecordingRules& rules) {
  const auto organisation =
      std::find_if(customer.identifiers.begin(), customer.identifiers.end(), IsOrganisation);
  if (organisation != customer.identifiers.end()) return "organisation " + Lowered(*organisation);
  return "customer " + (customer.jurisdiction.empty() ? rules.jurisdiction : customer.jurisdiction);
}

bool Offers(const RecordingRules& rules, const std::string& purpose) {
  return std::any_of(rules.purposes.begin(), rules.purposes.end(),
                     [&](const RecordingPurpose& p) { return p.name == purpose; });
}

}  // namespace

std::vector<PurposeCue> CuesOf(const CallContext& call, const RecordingRules& rules) {
  std::vector<PurposeCue> cues;
  const auto add = [&](PurposeCue::Kind kind, std::string text) {
    PurposeCue cue{kind, std::move(text)};
    if (!cue.text.empty() && std::find(cues.begin(), cues.end(), cue) == cues.end()) {
      cues.push_back(std::move(cue));
    }
  };
  for (const Participant& p : call.participants) {
    if (p.role != Role::kCustomer || !p.identity_confirmed) continue;
    for (const std::string& identifier : p.identifiers) {
      if (!IsOrganisation(identifier)) add(PurposeCue::Kind::kNumber, Number(identifier));
    }
  }
  for (const Participant& p : call.participants) {
    if (p.role == Role::kCustomer) add(PurposeCue::Kind::kClass, ClassOf(p, rules));
  }
  return cues;
}

BasisSuggestion SuggestPurpose(
    const std::vector<PurposeCue>& cues, const RecordingRules& rules,
    const std::function<std::optional<std::string>(const PurposeCue&)>& recall) {
  for (const PurposeCue& cue : cues) {
    const auto purpose = recall(cue);
    if (!purpose || !Offers(rules, *purpose)) continue;
    return {*purpose, cue.kind == PurposeCue::Kind::kNumber ? "same_number" : "same_class"};
  }
  if (rules.purposes.size() == 1) return {rules.purposes.front().name, "only_one"};
  return {};
}

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/alert.h"

#include <algorithm>
#include <array>

#include "policy/sharing/coverage.h"

namespace chaperone::policy {
namespace {

template <size_t N>
std::string_view NameOf(const std::array<std::string_view, N>& names, size_t value) {
  return value < N ? names[value] : names[0];
}

template <class E, size_t N>
std::optional<E> ValueOf(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) return std::nullopt;
  return static_cast<E>(it - names.begin());
}

constexpr std::array<std::string_view, 4> kSeverities = {"unknown", "low", "medium", "high"};
constexpr std::array<std::string_view, 3> kStates = {"unknown", "open", "closed"};
constexpr std::array<std::string_view, 5> kAnswers = {"none", "hidden", "is_customer",
                                                      "false_alarm", "colleague"};
constexpr std::array<std::string_view, 6> kFalseAlarmReasons = {
    "", "not_personal_data", "public", "misread", "invented", "other"};
constexpr std::array<std::string_view, 3> kAudiences = {"unknown", "internal", "external"};
constexpr std::array<std::string_view, 10> kGapReasons = {
    "unknown",        "frames_dropped", "reader_behind", "reader_failed",       "target_unknown",
    "target_covered", "display_lost",   "not_watched",   "stopped_by_employee", "beneath_unseen"};

// People at once from which a leak weighs one step more.
constexpr uint32_t kSeveralPeople = 3;

// The weight of one kind on its own.
Severity WeightOf(Kind kind) {
  switch (kind) {
    case Kind::kPersonName:
    case Kind::kEmployeeId:
      return Severity::kLow;
    case Kind::kEmail:
    case Kind::kPhone:
    case Kind::kPostalAddress:
    case Kind::kPostcode:
    case Kind::kVehicleRegistration:
    case Kind::kIpAddress:
    case Kind::kOnlineHandle:
    case Kind::kPersonalUrl:
    case Kind::kCustomerReference:
      return Severity::kMedium;
    default:
      return Severity::kHigh;
  }
}

}  // namespace

std::string_view SeverityName(Severity severity) {
  return NameOf(kSeverities, static_cast<size_t>(severity));
}
std::string_view AlertStateName(AlertState state) {
  return NameOf(kStates, static_cast<size_t>(state));
}
std::string_view AnswerName(Answer answer) {
  return NameOf(kAnswers, static_cast<size_t>(answer));
}
std::optional<Answer> AnswerFromName(std::string_view name) {
  return ValueOf<Answer>(kAnswers, name);
}
std::string_view FalseAlarmReasonName(FalseAlarmReason reason) {
  return NameOf(kFalseAlarmReasons, static_cast<size_t>(reason));
}
std::optional<FalseAlarmReason> FalseAlarmReasonFromName(std::string_view name) {
  return ValueOf<FalseAlarmReason>(kFalseAlarmReasons, name);
}
std::string_view AudienceName(Audience audience) {
  return NameOf(kAudiences, static_cast<size_t>(audience));
}
std::optional<Audience> AudienceFromName(std::string_view name) {
  return ValueOf<Audience>(kAudiences, name);
}
std::string_view GapReasonName(GapReason reason) {
  return NameOf(kGapReasons, static_cast<size_t>(reason));
}

std::string PartyName(size_t index) {
  constexpr size_t kLetters = 26;
  std::string name(1, static_cast<char>('A' + index % kLetters));
  return index < kLetters ? name : PartyName(index / kLetters - 1) + name;
}

Severity SeverityOf(const std::map<Kind, uint32_t>& kinds, uint32_t third_parties) {
  Severity worst = Severity::kUnknown;
  for (const auto& [kind, count] : kinds) {
    if (count > 0) worst = std::max(worst, WeightOf(kind));
  }
  if (worst == Severity::kUnknown || worst == Severity::kHigh) return worst;
  if (third_parties < kSeveralPeople) return worst;
  return worst == Severity::kLow ? Severity::kMedium : Severity::kHigh;
}

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/notification_text.h"

#include <array>

namespace chaperone::agent {
namespace {

using policy::Kind;

// By the numbers of policy::Kind.
constexpr std::array<std::string_view, policy::kKindCount> kKindWords = {
    "personal data",
    "name",
    "e-mail address",
    "phone number",
    "postal address",
    "postcode",
    "date of birth",
    "National Insurance number",
    "NHS number",
    "taxpayer reference",
    "passport number",
    "driving licence number",
    "bank account",
    "IBAN",
    "payment card number",
    "social security number",
    "vehicle registration",
    "IP address",
    "online handle",
    "personal web page",
    "national identity number",
    "tax number",
    "passport number",
    "driving licence number",
    "customer reference",
    "employee number",
    "health data",
    "password or key",
};

std::string KindList(const policy::Alert& alert) {
  std::string list;
  for (const auto& [kind, count] : alert.kinds) {
    if (count == 0) continue;
    if (!list.empty()) list += ", ";
    list += KindWords(kind);
    if (count > 1) list += " (" + std::to_string(count) + ")";
  }
  return list.empty() ? "personal data" : list;
}

}  // namespace

std::string_view KindWords(Kind kind) {
  const auto at = static_cast<size_t>(kind);
  return at < kKindWords.size() ? kKindWords[at] : kKindWords[0];
}

NotificationText AlertText(const policy::Alert& alert) {
  NotificationText text;
  text.title = alert.third_parties > 1 ? std::to_string(alert.third_parties) +
                                             " other people's data is on your shared screen"
                                       : "Another person's data is on your shared screen";
  text.body = "On it: " + KindList(alert) + ".";
  if (!alert.application.empty()) text.body += " Shared by " + alert.application + ".";
  text.body += " Hide it now.";
  text.actions = {{std::string(AnswerName(policy::Answer::kHidden)), "I have hidden it"},
                  {std::string(AnswerName(policy::Answer::kIsCustomer)), "It is the customer"},
                  {std::string(AnswerName(policy::Answer::kColleague)), "It is a colleague"},
                  {std::string(AnswerName(policy::Answer::kFalseAlarm)), "False alarm"}};
  text.without_actions = "Then answer with: chaperone alerts resolve " + alert.id + " --as hidden";
  return text;
}

NotificationText AlertsText(const std::vector<policy::Alert>& standing) {
  NotificationText text = AlertText(standing.back());
  if (standing.size() == 1) return text;
  text.title =
      std::to_string(standing.size()) + " alerts: other people's data is on your shared screen";
  text.body += " This is the newest; the others wait behind it.";
  return text;
}

NotificationText AudienceText() {
  return {"Who is watching your screen?",
          "You share your screen while no call is open. Until you answer, the people who watch "
          "count as unknown.",
          {{std::string(AudienceName(policy::Audience::kInternal)), "Internal"},
           {std::string(AudienceName(policy::Audience::kExternal)), "External"}},
          "Answer with: chaperone share audience internal, or external"};
}

NotificationText OfferText(const std::string& application) {
  NotificationText text;
  text.title = application.empty() ? "You are in a call. Record it?"
                                   : "You are in a call (" + application + "). Record it?";
  text.body = "Nothing is recorded until you say so, a basis is on record and everyone was told.";
  text.actions = {{kOfferAccepted, "Record…"}, {kOfferDeclined, "Not now"}};
  text.without_actions = "To record it: chaperone record start";
  return text;
}

NotificationText PlainNotice(std::string text) {
  return {"Chaperone", std::move(text), {}, ""};
}

}  // namespace chaperone::agent

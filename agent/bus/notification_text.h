// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/language.h"
#include "policy/sharing/alert.h"

namespace chaperone::agent {

// What a desktop notification says. Neutral words, for a screen that others may see: counts and
// kinds, never a value and never whose.
struct NotificationText {
  std::string title;
  std::string body;
  std::vector<std::pair<std::string, std::string>> actions;  // key, label
  std::string without_actions;  // added to the body where the desktop shows no buttons

  bool operator==(const NotificationText&) const = default;
};

NotificationText AlertText(const policy::Alert& alert, Language language = Language::kEnglish);
// Of all that stand, at least one: the last one's, with its actions, and how many there are.
NotificationText AlertsText(const std::vector<policy::Alert>& standing,
                            Language language = Language::kEnglish);
NotificationText AudienceText(Language language = Language::kEnglish);
// `application` has taken the microphone: a question, never more.
NotificationText OfferText(const std::string& application, Language language = Language::kEnglish);
inline constexpr const char* kOfferAccepted = "record";  // the keys of its actions
inline constexpr const char* kOfferDeclined = "not_now";
NotificationText PlainNotice(std::string text);

// "e-mail address", "payment card number" … for sentences.
std::string_view KindWords(policy::Kind kind, Language language = Language::kEnglish);

}  // namespace chaperone::agent

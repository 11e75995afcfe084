// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/notification_text.h"

#include <catch2/catch.hpp>
#include <set>

namespace chaperone::agent {
namespace {

using policy::Alert;
using policy::Kind;

TEST_CASE("notification: kinds and counts in plain words") {
  Alert alert;
  alert.id = "k3-7";
  alert.kinds = {{Kind::kEmail, 2}, {Kind::kPhone, 1}};
  alert.third_parties = 1;
  alert.application = "Chromium";
  const NotificationText text = AlertText(alert);
  CHECK(text.title == "Another person's data is on your shared screen");
  CHECK(text.body == "On it: e-mail address (2), phone number. Shared by Chromium. Hide it now.");
  CHECK(text.actions == decltype(text.actions){{"hidden", "I have hidden it"},
                                               {"is_customer", "It is the customer"},
                                               {"colleague", "It is a colleague"},
                                               {"false_alarm", "False alarm"}});
  CHECK(text.without_actions.find("chaperone alerts resolve k3-7 --as hidden") !=
        std::string::npos);
}

TEST_CASE("notification: several people are counted, and an alert without kinds still reads well") {
  Alert alert;
  alert.third_parties = 3;
  CHECK(AlertText(alert).title == "3 other people's data is on your shared screen");
  CHECK(AlertText(alert).body == "On it: personal data. Hide it now.");
}

TEST_CASE("notification: several alerts are one text, the newest's, and say how many they are") {
  Alert first;
  first.id = "a-1";
  first.kinds = {{Kind::kPhone, 1}};
  Alert second;
  second.id = "a-2";
  second.kinds = {{Kind::kEmail, 1}};
  CHECK(AlertsText({first}) == AlertText(first));
  const NotificationText both = AlertsText({first, second});
  CHECK(both.title == "2 alerts: other people's data is on your shared screen");
  CHECK(both.body == AlertText(second).body + " This is the newest; the others wait behind it.");
  CHECK(both.actions == AlertText(second).actions);
}

TEST_CASE("notification: every kind has words") {
  for (size_t i = 0; i < policy::kKindCount; ++i) {
    CHECK_FALSE(KindWords(static_cast<Kind>(i)).empty());
    CHECK_FALSE(KindWords(static_cast<Kind>(i), Language::kGerman).empty());
  }
  CHECK(KindWords(Kind::kCredential) == "password or key");
  CHECK(KindWords(Kind::kUkNhsNumber) == "NHS number");
  CHECK(KindWords(Kind::kIpAddress) == "IP address");
}

TEST_CASE("notification: in German, with the same keys") {
  Alert alert;
  alert.id = "k3-7";
  alert.kinds = {{Kind::kEmail, 2}, {Kind::kPhone, 1}};
  alert.third_parties = 2;
  alert.application = "Chromium";
  const NotificationText text = AlertText(alert, Language::kGerman);
  CHECK(text.title == "Auf Ihrem geteilten Bildschirm stehen Daten von 2 anderen Personen");
  CHECK(text.body ==
        "Zu sehen: E-Mail-Adresse (2), Telefonnummer. Geteilt mit Chromium. Verbergen Sie sie "
        "jetzt.");
  CHECK(text.without_actions.ends_with("chaperone alerts resolve k3-7 --as hidden"));
  CHECK(AlertsText({alert, alert}, Language::kGerman).title.starts_with("2 Warnungen"));
  CHECK(OfferText("Chromium", Language::kGerman).title ==
        "Sie sind in einem Gespräch (Chromium). Aufzeichnen?");
  const auto same_keys = [](const NotificationText& german, const NotificationText& english) {
    REQUIRE(german.actions.size() == english.actions.size());
    for (size_t i = 0; i < german.actions.size(); ++i) {
      CHECK(german.actions[i].first == english.actions[i].first);
      CHECK(german.actions[i].second != english.actions[i].second);
      CHECK_FALSE(german.actions[i].second.empty());
    }
    CHECK(german.body != english.body);
    CHECK(german.without_actions != english.without_actions);
  };
  same_keys(text, AlertText(alert));
  same_keys(AudienceText(Language::kGerman), AudienceText());
  same_keys(OfferText("", Language::kGerman), OfferText(""));
}

TEST_CASE("notification: who is watching can be answered with two buttons") {
  const NotificationText text = AudienceText();
  REQUIRE(text.actions.size() == 2);
  CHECK(policy::AudienceFromName(text.actions[0].first) == policy::Audience::kInternal);
  CHECK(policy::AudienceFromName(text.actions[1].first) == policy::Audience::kExternal);
}

TEST_CASE("notification: an offer to record is a question, and says that nothing is kept yet") {
  const NotificationText text = OfferText("Chromium");
  CHECK(text.title == "You are in a call (Chromium). Record it?");
  CHECK(text.body.find("Nothing is recorded until") != std::string::npos);
  REQUIRE(text.actions.size() == 2);
  CHECK(text.actions[0] == std::pair<std::string, std::string>(kOfferAccepted, "Record…"));
  CHECK(text.actions[1] == std::pair<std::string, std::string>(kOfferDeclined, "Not now"));
  CHECK(text.without_actions == "To record it: chaperone record start");
  CHECK(OfferText("").title == "You are in a call. Record it?");
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/policy_choices.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "tests/agent/tray/text.h"

namespace chaperone::tray {

TEST_CASE("choices: the policy's purposes, places and own domains are read") {
  const PolicyChoices c = ParsePolicyChoices(QJsonDocument::fromJson(R"({
    "purposes": [{"name": "complaints", "title": "handling complaints", "basis": "legitimate_interests",
                  "reference": "LIA-7", "special_category": true, "needs_ruling": false}, {"title": "no name"}],
    "profiles": [{"name": "uk", "title": "United Kingdom", "bases": ["consent"]}], "jurisdiction": "uk",
    "languages": ["en", "de"], "bases": ["consent", "contract"],
    "special_category_conditions": ["explicit_consent"],
    "effective": {"people": {"own_domains": ["lending.example"]}, "recording": {"read_aloud_allowed": true}}})")
                                                 .object());
  REQUIRE(c.purposes.size() == 1);
  REQUIRE(c.Find(QStringLiteral("complaints")) != nullptr);
  CHECK(c.Find(QStringLiteral("complaints"))->reference == QStringLiteral("LIA-7"));
  CHECK(c.Find(QStringLiteral("complaints"))->special_category);
  CHECK(c.Find(QStringLiteral("training")) == nullptr);
  REQUIRE(c.places.size() == 1);
  CHECK(c.places[0].title == QStringLiteral("United Kingdom"));
  CHECK(c.own_domains == QStringList{QStringLiteral("lending.example")});
  CHECK(c.languages.front() == QStringLiteral("en"));
  CHECK(c.read_aloud_allowed);
}

TEST_CASE("choices: hostile text in a policy is made safe, and what is absent is empty") {
  const QJsonObject purpose{
      {QStringLiteral("name"), QStringLiteral("x")},
      {QStringLiteral("title"), QString::fromUtf8("a\u202E\nb") + QString(10'000, u'c')}};
  const PolicyChoices c = ParsePolicyChoices({{QStringLiteral("purposes"), QJsonArray{purpose}}});
  CHECK(c.purposes.at(0).title.startsWith(QLatin1String("a b")));
  CHECK(c.purposes.at(0).title.size() == 120);
  CHECK(ParsePolicyChoices({}).purposes.empty());
  CHECK_FALSE(ParsePolicyChoices({}).read_aloud_allowed);
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/call_people.h"

#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

CallPerson Orla() {
  CallPerson person;
  person.name = QStringLiteral("Orla Fenwick");
  person.identifiers = QStringLiteral("orla.fenwick@mailbox.example, 01632 960418 ,");
  return person;
}

}  // namespace

TEST_CASE("people: what is typed becomes the agent's dictionary, empty fields stay away") {
  QVariantMap fields = ToFields(Orla());
  CHECK(fields.value(QStringLiteral("name")).toString() == QStringLiteral("Orla Fenwick"));
  CHECK(
      fields.value(QStringLiteral("identifiers")).toStringList() ==
      QStringList{QStringLiteral("orla.fenwick@mailbox.example"), QStringLiteral("01632 960418")});
  CHECK(fields.value(QStringLiteral("role")).toString() == QStringLiteral("customer"));
  CHECK(fields.size() == 3);
  CallPerson person = Orla();
  person.place = QStringLiteral("de");
  person.confirmed_how = QStringLiteral("called_back");
  fields = ToFields(person);
  CHECK(fields.value(QStringLiteral("jurisdiction")).toString() == QStringLiteral("de"));
  CHECK(fields.value(QStringLiteral("confirmed_how")).toString() == QStringLiteral("called_back"));
}

TEST_CASE("people: what the agent would refuse is said before") {
  CHECK(ProblemOf(Orla()) == QString());
  CHECK_FALSE(ProblemOf({}).isEmpty());
  CallPerson person;
  person.name = QString::fromUtf8(" \u202E ");
  CHECK_FALSE(ProblemOf(person).isEmpty());
  person.name = QString(201, u'n');
  CHECK(ProblemOf(person).contains(QLatin1String("200")));
  person = Orla();
  person.identifiers = QString(101, u'1');
  CHECK(ProblemOf(person).contains(QLatin1String("100")));
}

TEST_CASE("people: every way to confirm is one word of the record and has words for people") {
  for (const QString& way : WaysToConfirm()) {
    CHECK(way.size() <= 40);
    CHECK(ConfirmedWords(way) != way);
  }
  CHECK(ConfirmedWords(QStringLiteral("new_way")) == QStringLiteral("new way"));
}

TEST_CASE("people: an invitation's people are customers or colleagues") {
  Invitation invitation;
  invitation.people = {{QStringLiteral("Imogen Hartwell"),
                        QStringLiteral("imogen.hartwell@lending.example"), true, true},
                       {QStringLiteral("Orla Fenwick"), {}, false, false}};
  const auto people = PeopleOf(invitation);
  REQUIRE(people.size() == 2);
  CHECK(people[0].role == QStringLiteral("staff"));
  CHECK(people[1].role == QStringLiteral("customer"));
  CHECK(people[1].confirmed_how.isEmpty());
}

TEST_CASE("people: names are known until they are forgotten") {
  CallNames names;
  names.Remember(QStringLiteral("p1"), Orla());
  CHECK(names.Of(QStringLiteral("p1")) == QStringLiteral("Orla Fenwick (p1)"));
  CHECK(names.Of(QStringLiteral("p2")) == QStringLiteral("p2"));
  names.Forget();
  CHECK(names.Of(QStringLiteral("p1")) == QStringLiteral("p1"));
}

}  // namespace chaperone::tray

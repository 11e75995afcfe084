// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/glass_tables.h"

#include <QJsonDocument>

#include "tests/agent/tray/json.h"
#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

QJsonArray List(const char* text) {
  return QJsonDocument::fromJson(text).array();
}

// Each cell is there, whatever came.
void CheckShape(const Table& table) {
  for (const QStringList& row : table.rows) CHECK(row.size() == table.heads.size());
}

}  // namespace

TEST_CASE("glass tables: an alert says what was seen, of how many, and until when it is kept") {
  const Table table = AlertTable(
      List(R"([{"id": "a1", "opened_at": "2026-03-14T09:26:53Z", "severity": "high",
                "kinds": {"iban": 1, "email": 2}, "third_parties": 2, "application": "Chromium",
                "answer": "hidden"}])"),
      List(R"([{"id": "a1", "kind": "alert", "delete_after": "2027-03-14T00:00:00Z"}])"));
  REQUIRE(table.rows.size() == 1);
  CheckShape(table);
  const QStringList row = table.rows.front();
  CHECK(row[1] == QStringLiteral("2 e-mail address(es), 1 IBAN(s)"));
  CHECK(row[2] == QStringLiteral("2 person(s)"));
  CHECK(row[3] == QStringLiteral("high"));
  CHECK(row[4] == QStringLiteral("Chromium"));
  CHECK(row[5] == QStringLiteral("I have hidden it"));
  CHECK(row[6] == QStringLiteral("2027-03-14"));
}

TEST_CASE("glass tables: a hold is shown where the day of deletion would be") {
  const char* held = R"([{"state": "complete", "purpose": "complaints", "basis": "consent",
      "started_at": "2026-03-14T09:26:53Z", "length_ms": 61000, "delete_after": "2027-01-01T00:00:00Z",
      "hold": {"owner": "legal", "reason": "dispute", "review_by": "2028-05-01T00:00:00Z"}}])";
  const Table table = RecordingTable(List(held));
  CheckShape(table);
  CHECK(table.rows.front()[1] == QStringLiteral("1:01"));
  CHECK(table.rows.front()[5].contains(QStringLiteral("held by legal (dispute)")));
}

TEST_CASE("glass tables: a mail that has not been sent says what it waits for") {
  const Table table = MailTable(List(
      R"([{"about": "opened", "recipients": ["dana.whitlock@lending.example", "d2@lending.example"], "sent_at": null,
           "created_at": "2026-03-14T09:26:53Z", "state": "refused"},
          {"about": "closed", "recipients": [], "sent_at": "2026-03-14T09:27:53Z",
           "created_at": "2026-03-14T09:26:53Z", "state": "sent"}])"));
  CheckShape(table);
  CHECK(table.rows[0][1] == QStringLiteral("an alert on your shared screen"));
  CHECK(table.rows[0][3].contains(QStringLiteral("refused")));
  CHECK(table.rows[0][2] == QStringLiteral("dana.whitlock@lending.example\nd2@lending.example"));
  CHECK(table.rows[1][2] == QStringLiteral("–"));
  CHECK(table.rows[1][3] == TimeHere(QStringLiteral("2026-03-14T09:27:53Z")));
}

TEST_CASE("glass tables: a login name and an id stay as they are") {
  const Table table = AccessTable(List(
      R"([{"at": "2026-03-14T09:26:53Z", "what": "played", "of": "r-7_x", "who": "imogen_h",
           "reason": "quality_check"},
          {"at": "2026-03-14T09:26:53Z", "what": "deleted", "of": "r-8", "who": "system", "reason": ""}])"));
  CheckShape(table);
  CHECK(table.rows[0].mid(1) ==
        QStringList({QStringLiteral("imogen_h"), QStringLiteral("listened to"),
                     QStringLiteral("r-7_x"), QStringLiteral("quality check")}));
  CHECK(table.rows[1][1] == QStringLiteral("the schedule, by itself"));
}

TEST_CASE("glass tables: a gap without an end lasts") {
  const Table table = GapTable(List(
      R"([{"share": "s1", "reason": "reader_failed", "since": "2026-03-14T09:26:53Z", "until": null}])"));
  CheckShape(table);
  CHECK(table.rows.front()[1] == QStringLiteral("it lasts"));
  CHECK(table.rows.front()[2].contains(QStringLiteral("not being read")));
}

TEST_CASE("glass tables: the rules name their files, and how long a purpose keeps a recording") {
  const std::vector<Table> tables = RuleTables(Json(
      R"({"files": [{"path": "/etc/chaperone/managed.d/10-firm.toml", "level": "managed"}],
          "purposes": [{"name": "complaints", "title": "handling complaints", "basis": "contract",
                        "reference": "", "retention_class": "calls", "needs_ruling": true}],
          "profiles": [{"name": "de", "title": "Germany", "bases": ["consent"], "consent": "active"}],
          "effective": {"champions": [{"name": "Dana Whitlock", "email": "d@lending.example"}],
                        "retention": [{"name": "calls", "keep_days": 180}]}})"));
  REQUIRE(tables.size() == 5);
  for (const Table& table : tables) CheckShape(table);
  CHECK(tables[0].rows.front()[1] == QStringLiteral("your firm's IT: it always counts"));
  CHECK(tables[1].rows.front() ==
        QStringList({QStringLiteral("handling complaints"), QStringLiteral("contract"),
                     QStringLiteral("–"), QStringLiteral("180 day(s)"),
                     QStringLiteral("your champion's answer")}));
  CHECK(tables[2].rows.front()[2] == QStringLiteral("everybody says yes first"));
  CHECK(tables[3].rows.front()[0] == QStringLiteral("Dana Whitlock"));
}

TEST_CASE("glass tables: what was only counted says its day and how often, and no more") {
  const Table table = CountTable(List(
      R"([{"day": "2026-11-27", "counted": "alert", "kind": null, "audience": "external",
           "subject": "third_party", "number": 4, "delete_after": "2027-11-27T12:00:00Z"},
          {"day": "2026-11-27", "counted": "kind", "kind": "iban", "audience": "unknown",
           "subject": "unknown_person", "number": 2, "delete_after": "2027-11-27T12:00:00Z"},
          {"day": "2026-11-27", "counted": "mail", "kind": null, "audience": null, "subject": null,
           "number": 7, "delete_after": "2027-11-27T12:00:00Z"}])"));
  CheckShape(table);
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0] ==
        QStringList({QStringLiteral("2026-11-27"),
                     QStringLiteral("alerts that there would have been"),
                     QStringLiteral("people from outside"), QStringLiteral("another person's"),
                     QStringLiteral("4"), QStringLiteral("2027-11-27")}));
  CHECK(table.rows[1][1].contains(QStringLiteral("IBAN")));
  CHECK(table.rows[1][3] == QStringLiteral("nobody's who is confirmed"));
  CHECK(table.rows[2][2] == QStringLiteral("–"));
}

TEST_CASE("glass tables: the rules say whether leaks alert") {
  const auto said = [](const char* mode) {
    const QJsonObject alerts = {{QStringLiteral("mode"), QLatin1String(mode)}};
    return RuleTables({{QStringLiteral("alerts"), alerts}}).back().rows.front()[1];
  };
  CHECK(said("monitor").contains(QStringLiteral("only counted")));
  CHECK_FALSE(said("enforce").contains(QStringLiteral("counted")));
}

TEST_CASE("glass tables: each says in a sentence that there is nothing") {
  std::vector<Table> tables = {AlertTable({}, {}),  RecordingTable({}), RulingTable({}),
                               RememberedTable({}), MailTable({}),      AccessTable({}),
                               GapTable({}),        CountTable({})};
  for (const Table& table : RuleTables({})) {
    if (table.rows.empty()) tables.push_back(table);
  }
  CHECK(tables.size() == 12);
  for (const Table& table : tables) {
    INFO(table.title.toStdString());
    CHECK(table.rows.empty());
    CHECK(table.when_empty.endsWith(u'.'));
  }
}

TEST_CASE("glass tables: hostile text is shown harmlessly, and what is not known as it is") {
  const QJsonArray recordings = {QJsonObject{
      {QStringLiteral("purpose"), QStringLiteral("a\u202Eb\nc") + QString(10'000, u'x')},
      {QStringLiteral("state"), QStringLiteral("half_sealed")}}};
  const Table table = RecordingTable(recordings);
  CheckShape(table);
  CHECK(table.rows.front()[2].size() <= 120);
  CHECK_FALSE(table.rows.front()[2].contains(QChar(0x202E)));
  CHECK_FALSE(table.rows.front()[2].contains(u'\n'));
  CHECK(table.rows.front()[4] == QStringLiteral("half sealed"));
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/alert_model.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "agent/tray/wording.h"
#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

const QDateTime kNow(QDate(2026, 3, 14), QTime(12, 0), Qt::UTC);

AlertInfo Open(const QString& id, const char* severity = "medium", int minutes_ago = 1) {
  AlertInfo alert;
  alert.id = id;
  alert.open = true;
  alert.severity = QLatin1String(severity);
  alert.opened_at = kNow.addSecs(-60LL * minutes_ago);
  alert.third_parties = 1;
  alert.kinds = QJsonObject{{QStringLiteral("email"), 1}};
  alert.application = QStringLiteral("Chromium");
  alert.answer = QStringLiteral("none");
  alert.places = {QRect(10, 10, 200, 20)};
  return alert;
}

AlertInfo Closed(const QString& id, int minutes_ago) {
  AlertInfo alert = Open(id, "medium", minutes_ago);
  alert.open = false;
  alert.closed_at = alert.opened_at.addSecs(30);
  alert.places.clear();
  return alert;
}

QStringList Ids(const std::vector<AlertRow>& rows) {
  QStringList ids;
  for (const AlertRow& row : rows) ids += row.ids.join(u'+');
  return ids;
}

}  // namespace

TEST_CASE("alert: what the agent tells is read, what it does not tell is empty") {
  const auto reply = QJsonDocument::fromJson(R"({"alerts": [
    {"id": "a-1", "state": "open", "severity": "high", "opened_at": "2026-03-14T11:59:00Z",
     "closed_at": null, "third_parties": 2, "kinds": {"email": 2}, "application": "Chro\u202emium",
     "answer": "none", "parties": [{"party": "A", "kinds": {"email": 1}}], "share": "s1",
     "window": 77, "places": [[1, 2, 3, 4], [5, 6, 0, 0], "x"], "snoozed_until": null,
     "covered": false},
    {"id": "a-0"}]})")
                         .object();
  const std::vector<AlertInfo> alerts = ParseAlerts(reply);
  REQUIRE(alerts.size() == 2);
  CHECK(alerts[0].open);
  CHECK(alerts[0].application == u"Chromium");
  CHECK(alerts[0].parties.size() == 1);
  CHECK(alerts[0].places == std::vector{QRect(1, 2, 3, 4)});
  CHECK(alerts[0].covered == false);
  CHECK(!alerts[0].snoozed_until.isValid());
  CHECK(!alerts[1].open);
  CHECK(!alerts[1].covered);
}

TEST_CASE("alert list: open ones first, the worst and then the newest of them on top") {
  const AlertList list =
      ArrangeAlerts({Closed("old", 90), Open("low", "low", 1), Open("high", "high", 9),
                     Open("new", "medium", 2), Open("older", "medium", 5)},
                    kNow);
  CHECK(Ids(list.open) == QStringList{"high", "new", "older", "low"});
  CHECK(Ids(list.closed) == QStringList{"old"});
  CHECK(list.more_open == 0);
}

TEST_CASE("alert list: many open ones are a few rows and a number") {
  std::vector<AlertInfo> alerts;
  for (int i = 0; i < 43; ++i) alerts.push_back(Open(QString::number(i), "medium", i));
  const AlertList list = ArrangeAlerts(alerts, kNow);
  CHECK(list.open.size() == kMostOpenRows);
  CHECK(list.more_open == 37);
  CHECK(MoreWords(list.more_open).contains("37"));
  CHECK(MoreWords(0).isEmpty());
}

TEST_CASE("alert list: closed ones that say the same are one row, and the last fifty are kept") {
  std::vector<AlertInfo> alerts;
  for (int i = 0; i < 1000; ++i) alerts.push_back(Closed(QString::number(i), i));
  alerts[1].answer = QStringLiteral("hidden");
  const AlertList list = ArrangeAlerts(alerts, kNow);
  REQUIRE(list.closed.size() == 3);
  CHECK(list.closed[0].ids == QStringList{"0"});
  CHECK(list.closed[1].ids == QStringList{"1"});
  CHECK(list.closed[2].ids.size() == kMostClosed - 2);
  CHECK(list.closed[2].text.contains("48"));
  CHECK(list.closed[1].text.contains(AnswerWords("hidden", {})));
}

TEST_CASE("alert list: while alerts are only counted, nothing open is no comfort") {
  CHECK(AlertHeadline(0, false) == u"Nothing on your shared screen needs a look now");
  CHECK(AlertHeadline(0, true) == u"No alerts now: your firm only counts");
  CHECK(AlertHeadline(1, true) == AlertHeadline(1, false));
}

TEST_CASE("alert words: kinds, letters for people, place and time") {
  AlertInfo alert = Open("a");
  alert.monitor = QStringLiteral("M0");
  alert.third_parties = 2;
  alert.parties = {{QStringLiteral("A"), {{QStringLiteral("email"), 1}}},
                   {QStringLiteral("B"), {{QStringLiteral("iban"), 1}}},
                   {QString(), {{QStringLiteral("phone"), 1}}}};
  const AlertWords words = DescribeAlert(alert, kNow);
  CHECK(words.what == KindList(alert.kinds));
  const QStringList whose = words.whose.split('\n');
  REQUIRE(whose.size() == 3);
  CHECK(whose[0].startsWith("Third party A: "));
  CHECK(whose[1].startsWith("Third party B: "));
  CHECK(whose[2].startsWith("Nobody's in particular: "));
  CHECK(words.where == u"Chromium, screen M0");
  CHECK(words.when.contains("visible now"));
  CHECK(words.answer.isEmpty());
}

TEST_CASE("alert words: whether it is seen, covered, put off or over is told apart") {
  AlertInfo alert = Open("a");
  alert.covered = true;
  CHECK(DescribeAlert(alert, kNow).when.contains("covered now"));
  alert.places.clear();
  CHECK(DescribeAlert(alert, kNow).when.contains("not seen at this moment"));
  alert.snoozed_until = kNow.addSecs(300);
  CHECK(DescribeAlert(alert, kNow).when.contains("reminded"));
  CHECK(!DescribeAlert(alert, kNow.addSecs(301)).when.contains("reminded"));
  CHECK(DescribeAlert(Closed("b", 5), kNow).when.startsWith("From "));
}

TEST_CASE("alert words: an answer of a newer agent is shown as it is") {
  CHECK(AnswerWords("none", {}).isEmpty());
  CHECK(AnswerWords("false_alarm", "misread") == u"false alarm: misread");
  CHECK(AnswerWords("left_the_room", {}) == u"left the room");
}

TEST_CASE("alert actions: only what makes sense is offered") {
  AlertInfo alert = Open("a");
  AlertActions can = ActionsFor(alert, kNow);
  CHECK((can.hidden && can.correct && can.show_places && can.snooze && can.ask));
  CHECK_FALSE((can.cover || can.uncover));  // nothing to cover it with
  alert.covered = false;
  CHECK(ActionsFor(alert, kNow).cover);
  alert.covered = true;
  can = ActionsFor(alert, kNow);
  CHECK((can.uncover && !can.cover));
  alert.answer = QStringLiteral("hidden");
  CHECK_FALSE(ActionsFor(alert, kNow).hidden);
  alert.snoozed_until = kNow.addSecs(60);
  CHECK_FALSE(ActionsFor(alert, kNow).snooze);

  AlertInfo closed = Closed("b", 5);
  can = ActionsFor(closed, kNow);
  CHECK((can.correct && can.ask));
  CHECK_FALSE((can.hidden || can.show_places || can.snooze || can.cover || can.uncover));
  closed.answer = QStringLiteral("is_customer");
  CHECK_FALSE(ActionsFor(closed, kNow).correct);
}

TEST_CASE("snooze: as long as policy allows, not longer") {
  CHECK(SnoozeTimes(0).empty());
  CHECK(SnoozeTimes(20) == std::vector{20});
  CHECK(SnoozeTimes(300) == std::vector{60, 300});
  CHECK(SnoozeTimes(400) == std::vector{60, 300, 400});
  CHECK(SnoozeTimes(3600) == std::vector{60, 300, 900, 1800, 3600});
}

TEST_CASE("seen alerts: one that the window was closed on calls again only when it is worse") {
  SeenAlerts seen;
  AlertInfo alert = Open("a", "low");
  CHECK(seen.Calls({alert}, kNow));
  CHECK(seen.Calls({alert}, kNow));  // until the window is closed on it
  seen.Dismiss({alert});
  CHECK_FALSE(seen.Calls({alert}, kNow));
  CHECK(seen.Calls({alert, Open("b")}, kNow));
  SECTION("more people") {
    alert.third_parties = 2;
    CHECK(seen.Calls({alert}, kNow));
  }
  SECTION("higher severity") {
    alert.severity = QStringLiteral("high");
    CHECK(seen.Calls({alert}, kNow));
  }
  SECTION("another kind of data") {
    alert.kinds.insert(QStringLiteral("iban"), 1);
    CHECK(seen.Calls({alert}, kNow));
  }
  SECTION("less is not worse") {
    alert.severity.clear();
    CHECK_FALSE(seen.Calls({alert}, kNow));
  }
}

TEST_CASE("seen alerts: one that was said to be hidden and is still there calls again") {
  SeenAlerts seen;
  AlertInfo alert = Open("a");
  alert.answer = QStringLiteral("hidden");
  seen.Dismiss({alert});
  CHECK_FALSE(seen.Calls({alert}, kNow));
  alert.answer = QStringLiteral("none");
  CHECK(seen.Calls({alert}, kNow));
}

TEST_CASE("seen alerts: one that closed and is reopened calls again") {
  SeenAlerts seen;
  const AlertInfo alert = Open("a");
  seen.Dismiss({alert});
  AlertInfo closed = alert;
  closed.open = false;
  CHECK_FALSE(seen.Calls({closed}, kNow));
  CHECK(seen.Calls({alert}, kNow));
}

TEST_CASE("seen alerts: one that is put off does not call before its time") {
  SeenAlerts seen;
  AlertInfo alert = Open("a");
  alert.snoozed_until = kNow.addSecs(60);
  CHECK_FALSE(seen.Calls({alert}, kNow));
  CHECK(seen.Calls({alert}, kNow.addSecs(61)));
}

}  // namespace chaperone::tray

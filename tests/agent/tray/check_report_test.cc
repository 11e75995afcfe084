// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/check_report.h"

#include <QJsonDocument>

#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

CheckReport Parsed(const char* text) {
  return ParseCheck(QJsonDocument::fromJson(text).object());
}

CheckReport DoneWith(std::vector<CheckedWindowRow> rows) {
  CheckReport report;
  report.state = QStringLiteral("done");
  report.windows = std::move(rows);
  return report;
}

CheckedWindowRow Row(const QString& risk, bool readable) {
  CheckedWindowRow row;
  row.risk = risk;
  row.readable = readable;
  return row;
}

const QString kNone = QStringLiteral("none");
const QString kHigh = QStringLiteral("high");

}  // namespace

TEST_CASE("check report: a window has its risk, what it shows, and where it is") {
  const CheckReport report = Parsed(
      R"({"check": "k1", "state": "done", "done": 1, "of": 1, "windows": [{"window": 4194307,
          "application": "Chromium", "monitor": "DP-1", "visible": false, "risk": "high",
          "kinds": {"iban": 1}, "third_parties": 2, "readable": true}], "problem": ""})");
  REQUIRE(report.windows.size() == 1);
  const CheckedWindowRow& row = report.windows.front();
  CHECK(row.window == 4194307);
  CHECK(RiskOf(row) == QStringLiteral("high"));
  CHECK(FoundIn(row) == QStringLiteral("2 other person(s): 1 IBAN(s)"));
  CHECK(WhereIs(row) == QStringLiteral("DP-1, behind others"));
  CHECK(CheckVerdict(report).contains(QStringLiteral("1 window(s) show other people's data")));
}

TEST_CASE("check report: what could not be read is never called safe") {
  CHECK(RiskOf(Row(kNone, false)) == QStringLiteral("could not be read"));
  CHECK(FoundIn(Row(kNone, false)) == QStringLiteral("not known"));
  CHECK(RiskOf(Row(kHigh, false)) == QStringLiteral("high or more"));
  CheckedWindowRow cut = Row(kHigh, false);
  cut.kinds = QStringLiteral("1 IBAN");
  CHECK(FoundIn(cut) == QStringLiteral("1 IBAN; could not be read to its end"));
  const QString verdict = CheckVerdict(DoneWith({Row(kNone, true), Row(kNone, false)}));
  CHECK(verdict == QStringLiteral("1 window(s) could not be read: look yourself."));
  // A risk that an older tray does not know is a risk.
  CHECK(CheckVerdict(DoneWith({Row(QStringLiteral("dire"), true)}))
            .contains(QStringLiteral("other people's data")));
}

TEST_CASE("check report: nothing found, nothing open, still looking, failed") {
  CHECK(CheckVerdict(DoneWith({Row(kNone, true)})) ==
        QStringLiteral("Nothing of other people's was found in your windows."));
  CHECK(CheckVerdict(DoneWith({})).startsWith(QStringLiteral("No window is open")));
  CHECK(CheckVerdict(Parsed(R"({"state": "running", "done": 2, "of": 5})"))
            .startsWith(QStringLiteral("2 of 5")));
  CHECK(CheckVerdict(Parsed(R"({"state": "failed", "problem": "There is no display."})")) ==
        QStringLiteral("The check failed. There is no display."));
}

TEST_CASE("check report: a window is named by what is known of it") {
  CHECK(WindowWords(QStringLiteral("Firefox"), QStringLiteral("Timesheet")) ==
        QStringLiteral("Firefox: Timesheet"));
  CHECK(WindowWords({}, QStringLiteral("Timesheet")) == QStringLiteral("Timesheet"));
  CHECK(WindowWords(QStringLiteral("Firefox"), {}) == QStringLiteral("Firefox"));
  CHECK_FALSE(WindowWords({}, {}).isEmpty());
}

TEST_CASE("check report: a risk that is missing is not none") {
  const CheckReport report = Parsed(R"({"state": "done", "windows": [{}]})");
  CHECK_FALSE(CheckVerdict(report).contains(QStringLiteral("Nothing of other")));
}

}  // namespace chaperone::tray

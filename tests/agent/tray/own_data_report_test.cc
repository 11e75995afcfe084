// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/own_data_report.h"

#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <array>

#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

QJsonObject OwnData() {
  return QJsonDocument::fromJson(R"({
      "made_at": "2026-03-14T09:26:53Z", "user": "imogen",
      "alerts": [{"id": "a1", "opened_at": "2026-03-14T09:26:53Z", "severity": "high",
                  "kinds": {"iban": 1}, "third_parties": 1, "application": "<b>Chromium</b>"}],
      "mails": [{"about": "opened", "recipients": ["dana.whitlock@lending.example"],
                 "created_at": "2026-03-14T09:26:53Z", "state": "waiting"}],
      "ledger": {"entries": 12, "head": "5f6a"}})")
      .object();
}

// Fonts, without a screen.
struct Offscreen {
  int argc = 3;
  std::array<const char*, 4> arguments = {"test", "-platform", "offscreen", nullptr};
  QGuiApplication application{argc, const_cast<char**>(arguments.data())};
};

}  // namespace

TEST_CASE("own data report: holds every chapter, and a sentence where there is nothing") {
  const Offscreen offscreen;
  const QString text = OwnDataReport(OwnData())->toPlainText();
  for (const char* words :
       {"What is kept", "What left this computer", "Who looked", "What was not watched",
        "The rules in force", "Proof", "For imogen", "1 IBAN(s)", "dana.whitlock@lending.example",
        "No recording is kept.", "12 entry(ies)", "5f6a"}) {
    INFO(words);
    CHECK(text.contains(QLatin1String(words)));
  }
}

TEST_CASE("own data report: markup in the data stays text") {
  const Offscreen offscreen;
  CHECK(OwnDataReport(OwnData())->toPlainText().contains(QStringLiteral("<b>Chromium</b>")));
}

TEST_CASE("own data report: becomes a PDF of whole pages") {
  const Offscreen offscreen;
  QJsonObject data = OwnData();
  QJsonArray alerts;
  for (int i = 0; i < 200; ++i) alerts.append(data[u"alerts"].toArray().first());
  data[u"alerts"] = alerts;
  const QByteArray pdf = ReportAsPdf(*OwnDataReport(data));
  CHECK(pdf.startsWith("%PDF-"));
  CHECK(pdf.trimmed().endsWith("%%EOF"));
  CHECK(pdf.count("/Type /Page\n") >= 4);
}

}  // namespace chaperone::tray

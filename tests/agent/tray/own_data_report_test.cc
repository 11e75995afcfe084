// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/own_data_report.h"

#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPalette>
#include <QTextBlock>
#include <QTextTable>
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

QJsonObject WithAlerts(int count) {
  QJsonObject data = OwnData();
  QJsonArray alerts;
  for (int i = 0; i < count; ++i) alerts.append(data[u"alerts"].toArray().first());
  data[u"alerts"] = alerts;
  return data;
}

// All of the PDF but the moment at which it was made.
QByteArray Printed(const QJsonObject& data) {
  QByteArray bytes = ReportAsPdf(*OwnDataReport(data));
  const qsizetype date = bytes.indexOf("/CreationDate");
  return bytes.remove(date, bytes.indexOf('\n', date) - date);
}

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

TEST_CASE("own data report: no column is narrower than its longest word") {
  const Offscreen offscreen;
  const auto report = OwnDataReport(OwnData());
  constexpr int kLetters = 96;  // on a line of the page
  int tables = 0;
  for (QTextFrame* frame : report->rootFrame()->childFrames()) {
    const auto* table = qobject_cast<QTextTable*>(frame);
    if (table == nullptr) continue;
    ++tables;
    double all = 0;
    for (int column = 0; column < table->columns(); ++column) {
      const double share = table->format().columnWidthConstraints()[column].rawValue();
      all += share;
      for (int row = 0; row < table->rows(); ++row) {
        const QString text = table->cellAt(row, column).firstCursorPosition().block().text();
        for (const QString& word : text.split(QLatin1Char(' '))) {
          INFO(word.toStdString());
          CHECK(share * kLetters / 100 >= static_cast<double>(word.size()));
        }
      }
    }
    CHECK(all <= 100);
  }
  CHECK(tables >= 3);
}

TEST_CASE("own data report: no heading stands alone at the foot of a page") {
  const Offscreen offscreen;
  int moved = 0;
  for (int count = 1; count <= 40; count += 4) {
    const auto report = OwnDataReport(WithAlerts(count));
    CHECK_FALSE(ReportAsPdf(*report).isEmpty());
    for (QTextBlock block = report->begin(); block.isValid(); block = block.next()) {
      if (block.blockFormat().pageBreakPolicy() != QTextFormat::PageBreak_AlwaysBefore) continue;
      CHECK(block.blockFormat().headingLevel() > 0);
      ++moved;
    }
  }
  CHECK(moved >= 5);
}

TEST_CASE("own data report: is printed to its last line, wherever pages end") {
  const Offscreen offscreen;
  for (int count = 1; count <= 8; ++count) {
    QJsonObject data = WithAlerts(count);
    const QByteArray pdf = Printed(data);
    data[u"ledger"] =
        QJsonObject{{QStringLiteral("entries"), 12}, {QStringLiteral("head"), "77aa"}};
    INFO(count);
    CHECK((pdf != Printed(data)));
  }
}

TEST_CASE("own data report: paper is white, whatever the windows are") {
  const Offscreen offscreen;
  const QByteArray light = Printed(OwnData());
  QPalette dark;
  dark.setColor(QPalette::Text, Qt::white);
  QGuiApplication::setPalette(dark);
  const QByteArray under_dark = Printed(OwnData());
  QGuiApplication::setPalette({});
  CHECK((light == under_dark));
}

TEST_CASE("own data report: becomes a PDF of whole pages") {
  const Offscreen offscreen;
  const QByteArray pdf = ReportAsPdf(*OwnDataReport(WithAlerts(200)));
  CHECK(pdf.startsWith("%PDF-"));
  CHECK(pdf.trimmed().endsWith("%%EOF"));
  CHECK(pdf.count("/Type /Page\n") >= 4);
}

}  // namespace chaperone::tray

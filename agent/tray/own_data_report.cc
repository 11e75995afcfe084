// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/own_data_report.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPageSize>
#include <QPdfWriter>

#include "agent/tray/glass_tables.h"
#include "agent/tray/safe_text.h"

namespace chaperone::tray {
namespace {

struct Report {
  Q_DECLARE_TR_FUNCTIONS(OwnDataReport)
};

// Qt's rich text knows few styles; these are enough for paper.
const QString kStyle = QStringLiteral(
    "body { font-family: sans-serif; font-size: 9pt; color: #20242c; }"
    "h1 { font-size: 17pt; } h2 { font-size: 13pt; } h3 { font-size: 10pt; }"
    "h2.rules { page-break-before: always; }"
    "th { background-color: #eef0f3; text-align: left; font-weight: bold; }"
    ".about { color: #4a5260; }");

QString Escaped(const QString& text) {
  return text.toHtmlEscaped();
}

QString Paragraph(const QString& text) {
  return QStringLiteral("<p class=\"about\">%1</p>").arg(Escaped(text));
}

QString Cells(const QStringList& cells, const QString& tag) {
  QString html = QStringLiteral("<tr>");
  for (const QString& cell : cells) {
    html += QStringLiteral("<%1>%2</%1>")
                .arg(tag, Escaped(cell).replace(QLatin1Char('\n'), QStringLiteral("<br/>")));
  }
  return html + QStringLiteral("</tr>");
}

QString Html(const Table& table) {
  QString html = QStringLiteral("<h3>%1</h3>").arg(Escaped(table.title));
  if (!table.about.isEmpty()) html += Paragraph(table.about);
  if (table.rows.empty()) return html + Paragraph(table.when_empty);
  html += QStringLiteral(
              "<table width=\"100%\" cellpadding=\"3\" cellspacing=\"0\" border=\"1\" "
              "style=\"border-collapse: collapse; border-color: #c4c9d1;\"><thead>") +
          Cells(table.heads, QStringLiteral("th")) + QStringLiteral("</thead>");
  for (const QStringList& row : table.rows) html += Cells(row, QStringLiteral("td"));
  return html + QStringLiteral("</table>");
}

QString Chapter(const QString& title, const std::vector<Table>& tables, const QString& style = {}) {
  QString html = QStringLiteral("<h2 class=\"%2\">%1</h2>").arg(Escaped(title), style);
  for (const Table& table : tables) html += Html(table);
  return html;
}

}  // namespace

std::unique_ptr<QTextDocument> OwnDataReport(const QJsonObject& data) {
  const auto list = [&](const char* name) { return data[QLatin1String(name)].toArray(); };
  const QJsonObject ledger = data[u"ledger"].toObject();
  QString html =
      QStringLiteral("<h1>%1</h1>").arg(Escaped(Report::tr("What Chaperone keeps about you")));
  html += Paragraph(Report::tr("For %1, made on %2. Times are those of this computer.")
                        .arg(SafeLine(data[u"user"].toString()), TimeHere(data[u"made_at"])));
  html +=
      Chapter(Report::tr("What is kept"),
              {AlertTable(list("alerts"), list("retention")), RecordingTable(list("recordings")),
               RulingTable(list("rulings")), RememberedTable(list("remembered"))});
  html += Chapter(Report::tr("What left this computer"), {MailTable(list("mails"))});
  html += Chapter(Report::tr("Who looked"), {AccessTable(list("accesses"))});
  html += Chapter(Report::tr("What was not watched"), {GapTable(list("gaps"))});
  html += Chapter(Report::tr("The rules in force"), RuleTables(data[u"policy"].toObject()),
                  QStringLiteral("rules"));
  html += Chapter(Report::tr("Proof"), {});
  // In one paragraph, so that no page ends between them.
  html += QStringLiteral("<p class=\"about\">%1<br/><tt>%2</tt></p>")
              .arg(Escaped(Report::tr("The record has %n entry(ies). Each is chained to the one "
                                      "before; the last one's digest is:",
                                      nullptr, ledger[u"entries"].toInt())),
                   Escaped(SafeLine(ledger[u"head"].toString())));

  auto document = std::make_unique<QTextDocument>();
  document->setDefaultStyleSheet(kStyle);
  document->setMetaInformation(QTextDocument::DocumentTitle,
                               Report::tr("What Chaperone keeps about you"));
  document->setHtml(html);
  return document;
}

QByteArray ReportAsPdf(QTextDocument& report) {
  constexpr int kDpi = 300;
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setTitle(report.metaInformation(QTextDocument::DocumentTitle));
  writer.setResolution(kDpi);
  // print() leaves margins of 2 cm by itself.
  writer.setPageLayout({QPageSize(QPageSize::A4), QPageLayout::Portrait, {}});
  report.print(&writer);
  return buffer.data();
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/own_data_report.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QPageSize>
#include <QPainter>
#include <QPalette>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextTable>
#include <algorithm>
#include <numeric>

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
    "th { background-color: #eef0f3; text-align: left; font-weight: bold; }"
    "td { border-bottom: 1px solid #c4c9d1; }"
    ".about { color: #4a5260; }");

QString Escaped(const QString& text) {
  return text.toHtmlEscaped();
}

QString Paragraph(const QString& text) {
  return QStringLiteral("<p class=\"about\">%1</p>").arg(Escaped(text));
}

QString Cells(const QStringList& cells, const QString& tag, const std::vector<int>& widths) {
  QString html = QStringLiteral("<tr>");
  for (qsizetype i = 0; i < cells.size(); ++i) {
    html += QStringLiteral("<%1 width=\"%2%\">%3</%1>")
                .arg(tag, QString::number(widths[static_cast<size_t>(i)]),
                     Escaped(cells[i]).replace(QLatin1Char('\n'), QStringLiteral("<br/>")));
  }
  return html + QStringLiteral("</tr>");
}

// In per cent. As in the glass box: each column as wide as its longest word, in letters, and what
// is left shared by what the columns lack to stand on one line.
std::vector<int> ColumnWidths(const Table& table) {
  constexpr int kLetters = 96;  // on a line of the page
  constexpr int kLongest = 48;  // a longer word is broken, and leaves room for the rest
  constexpr int kRoom = 2;      // beside the words
  const auto longest = [](const QString& cell, const QRegularExpression& separator) {
    qsizetype most = 0;
    for (const QString& part : cell.split(separator)) most = std::max(most, part.size());
    return static_cast<int>(std::min<qsizetype>(most, kLongest)) + kRoom;
  };
  static const QRegularExpression lines(QStringLiteral("\n"));
  static const QRegularExpression words(QStringLiteral("[ \n]"));
  std::vector<int> least;
  std::vector<int> lacking;
  least.reserve(static_cast<size_t>(table.heads.size()));
  lacking.reserve(static_cast<size_t>(table.heads.size()));
  for (qsizetype i = 0; i < table.heads.size(); ++i) {
    int word = longest(table.heads[i], words);
    int line = longest(table.heads[i], lines);
    for (const QStringList& row : table.rows) {
      word = std::max(word, longest(row.value(i), words));
      line = std::max(line, longest(row.value(i), lines));
    }
    least.push_back(word);
    lacking.push_back(line - word);
  }
  const int needed = std::accumulate(least.begin(), least.end(), 0);
  const int wanting = std::accumulate(lacking.begin(), lacking.end(), 0);
  const int spare = std::max(kLetters - needed, 0);
  const int all = wanting > 0 ? std::max(kLetters, needed) : needed;
  std::vector<int> widths;
  widths.reserve(least.size());
  for (size_t i = 0; i < least.size(); ++i) {
    const int more = wanting > 0 ? spare * lacking[i] / wanting : 0;
    widths.push_back((least[i] + more) * 100 / all);
  }
  // What was lost by rounding.
  widths.back() += 100 - std::accumulate(widths.begin(), widths.end(), 0);
  return widths;
}

QString Html(const Table& table) {
  QString html = QStringLiteral("<h3>%1</h3>").arg(Escaped(table.title));
  if (!table.about.isEmpty()) html += Paragraph(table.about);
  if (table.rows.empty()) return html + Paragraph(table.when_empty);
  const std::vector<int> widths = ColumnWidths(table);
  html += QStringLiteral(
              "<table width=\"100%\" cellpadding=\"3\" cellspacing=\"0\" border=\"0\" "
              "style=\"border-collapse: collapse;\"><thead>") +
          Cells(table.heads, QStringLiteral("th"), widths) + QStringLiteral("</thead>");
  for (const QStringList& row : table.rows) html += Cells(row, QStringLiteral("td"), widths);
  return html + QStringLiteral("</table>");
}

QString Chapter(const QString& title, const std::vector<Table>& tables) {
  QString html = QStringLiteral("<h2>%1</h2>").arg(Escaped(title));
  for (const Table& table : tables) html += Html(table);
  return html;
}

// The block that a heading must share its page with: the first row below a table's head, or the
// sentence that stands in its place.
QTextBlock WhatHeads(const QTextBlock& heading) {
  QTextBlock last = heading;
  for (QTextBlock block = heading.next(); block.isValid(); block = block.next()) {
    if (const QTextTable* table = QTextCursor(block).currentTable(); table != nullptr) {
      return table->cellAt(std::min(1, table->rows() - 1), 0).lastCursorPosition().block();
    }
    const bool is_heading = block.blockFormat().headingLevel() > 0;
    const bool has_text = last.blockFormat().headingLevel() == 0;
    if (is_heading && has_text) return last;
    last = block;
  }
  return last;
}

void KeepHeadingsWithText(QTextDocument& document) {
  const qreal height = document.pageSize().height();
  const auto page = [&](qreal y) { return static_cast<int>(y / height); };
  const auto* layout = document.documentLayout();
  for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
    if (block.blockFormat().headingLevel() == 0) continue;
    const qreal top = layout->blockBoundingRect(block).top();
    const qreal bottom = layout->blockBoundingRect(WhatHeads(block)).bottom();
    if (page(top) == page(bottom - 1)) continue;
    QTextBlockFormat format = block.blockFormat();
    format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
    QTextCursor(block).setBlockFormat(format);
    // Qt would else lay out what follows anew, but not always draw it.
    document.markContentsDirty(0, document.characterCount());
  }
}

}  // namespace

std::unique_ptr<QTextDocument> OwnDataReport(const QJsonObject& data) {
  const auto list = [&](const char* name) { return data[QLatin1String(name)].toArray(); };
  const QJsonObject ledger = data[u"ledger"].toObject();
  QString html =
      QStringLiteral("<h1>%1</h1>").arg(Escaped(Report::tr("What Chaperone keeps about you")));
  html += Paragraph(Report::tr("For %1, made on %2. Times are those of this computer.")
                        .arg(SafeLine(data[u"user"].toString()), TimeHere(data[u"made_at"])));
  html += Chapter(Report::tr("What is kept"),
                  {AlertTable(list("alerts"), list("retention")),
                   RecordingTable(list("recordings")), RulingTable(list("rulings")),
                   RememberedTable(list("remembered")), CountTable(list("alert_counts"))});
  html += Chapter(Report::tr("What left this computer"), {MailTable(list("mails"))});
  html += Chapter(Report::tr("Who looked"), {AccessTable(list("accesses"))});
  html += Chapter(Report::tr("What was not watched"), {GapTable(list("gaps"))});
  html += Chapter(Report::tr("The rules in force"), RuleTables(data[u"policy"].toObject()));
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
  constexpr qreal kMarginMm = 20;
  constexpr qreal kFootMm = 10;
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setTitle(report.metaInformation(QTextDocument::DocumentTitle));
  writer.setResolution(kDpi);
  writer.setPageLayout({QPageSize(QPageSize::A4), QPageLayout::Portrait,
                        QMarginsF(kMarginMm, kMarginMm, kMarginMm, kMarginMm - kFootMm),
                        QPageLayout::Millimeter});
  const int foot = qRound(kFootMm / 25.4 * kDpi);
  const QRect text(0, 0, writer.width(), writer.height() - foot);
  report.documentLayout()->setPaintDevice(&writer);
  report.setDocumentMargin(0);
  report.setPageSize(text.size());
  KeepHeadingsWithText(report);
  QPainter painter(&writer);
  // Whatever the colours of the windows are.
  QAbstractTextDocumentLayout::PaintContext paper;
  paper.palette.setColor(QPalette::Text, Qt::black);
  painter.setPen(Qt::black);
  const int pages = report.pageCount();
  for (int page = 0; page < pages; ++page) {
    if (page > 0) writer.newPage();
    const int top = page * text.height();
    painter.save();
    painter.translate(0, -top);
    painter.setClipRect(text.translated(0, top));
    paper.clip = text.translated(0, top);
    report.documentLayout()->draw(&painter, paper);
    painter.restore();
    painter.drawText(QRect(0, text.height(), text.width(), foot), Qt::AlignRight | Qt::AlignBottom,
                     QStringLiteral("%1 / %2").arg(page + 1).arg(pages));
  }
  painter.end();
  report.documentLayout()->setPaintDevice(nullptr);
  return buffer.data();
}

}  // namespace chaperone::tray

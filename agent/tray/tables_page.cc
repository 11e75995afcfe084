// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/tables_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

#include "agent/tray/plain_label.h"

namespace chaperone::tray {
namespace {

constexpr int kTallest = 340;  // a longer table scrolls by itself
constexpr int kCellPadding = 18;
constexpr int kWidestWord = 300;  // a longer one ends in an ellipsis, and leaves room for the rest

}  // namespace

TablesPage::TablesPage(const QString& name, QWidget* parent) : QScrollArea(parent) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setAccessibleName(name);
}

void TablesPage::Show(const std::vector<Table>& tables) {
  if (widget() != nullptr && tables == shown_) return;
  shown_ = tables;
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(16, 4, 16, 16);
  for (const Table& table : tables) {
    layout->addSpacing(8);
    layout->addWidget(HeadingLabel(table.title));
    if (!table.about.isEmpty()) layout->addWidget(PlainLabel(table.about));
    if (table.rows.empty()) {
      auto* empty = PlainLabel(table.when_empty);
      empty->setEnabled(false);
      empty->setAccessibleName(table.title + QStringLiteral(": ") + table.when_empty);
      layout->addWidget(empty);
    } else {
      layout->addWidget(new TableView(table));
    }
  }
  layout->addStretch();
  SetContent(content);
}

void TablesPage::ShowProblem(const QString& problem) {
  shown_.clear();
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(16, 12, 16, 16);
  layout->addWidget(PlainLabel(problem));
  layout->addStretch();
  SetContent(content);
}

void TablesPage::SetContent(QWidget* content) {
  content->setAutoFillBackground(false);
  setWidget(content);
  viewport()->setAutoFillBackground(false);
}

TableView::TableView(const Table& table, QWidget* parent)
    : QTableWidget(static_cast<int>(table.rows.size()), static_cast<int>(table.heads.size()),
                   parent) {
  setAccessibleName(table.title);
  setHorizontalHeaderLabels(table.heads);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setAlternatingRowColors(true);
  setShowGrid(false);
  setTabKeyNavigation(false);
  setWordWrap(true);
  verticalHeader()->hide();
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  QFont head = font();
  head.setBold(true);
  horizontalHeader()->setFont(head);
  for (const QString& text : table.heads) {
    const int head_width = QFontMetrics(head).horizontalAdvance(text) + kCellPadding;
    columns_.push_back({head_width, head_width});
  }
  for (int row = 0; row < rowCount(); ++row) {
    const QStringList& cells = table.rows[static_cast<size_t>(row)];
    for (int i = 0; i < columnCount(); ++i) {
      const QString text = cells.value(i);
      auto* item = new QTableWidgetItem(text);
      item->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
      setItem(row, i, item);
      Column& column = columns_[static_cast<size_t>(i)];
      column.wanted = std::max(column.wanted, Widest(text, QLatin1Char('\n')));
      column.least = std::max(column.least, std::min(Widest(text, QLatin1Char(' ')), kWidestWord));
    }
  }
  setCurrentCell(0, 0);
  clearSelection();
}

int TableView::Widest(const QString& text, QChar separator) const {
  const QFontMetrics measure(font());
  int widest = 0;
  for (const QString& line : text.split(QLatin1Char('\n'))) {
    for (const QString& part : line.split(separator)) {
      widest = std::max(widest, measure.horizontalAdvance(part) + kCellPadding);
    }
  }
  return widest;
}

void TableView::resizeEvent(QResizeEvent* event) {
  QTableWidget::resizeEvent(event);
  Fit();
}

// Each column is as wide as its longest word; what is left is shared by what the columns lack to
// stand on one line.
void TableView::Fit() {
  const int width = viewport()->width();
  if (width == fitted_width_) return;
  fitted_width_ = width;
  int least = 0;
  int lacking = 0;
  for (const Column& column : columns_) {
    least += column.least;
    lacking += column.wanted - column.least;
  }
  const int spare = std::max(width - least, 0);
  int used = 0;
  for (int i = 0; i < columnCount(); ++i) {
    const Column& column = columns_[static_cast<size_t>(i)];
    const int lacks = column.wanted - column.least;
    int own = column.least;
    if (lacks > 0) own += lacking <= spare ? lacks : spare * lacks / lacking;
    if (i + 1 == columnCount()) own = std::max(own, width - used);
    setColumnWidth(i, own);
    used += own;
  }
  resizeRowsToContents();
  int height = horizontalHeader()->sizeHint().height() + 2 * frameWidth();
  for (int row = 0; row < rowCount(); ++row) height += rowHeight(row);
  setFixedHeight(std::min(height, kTallest));
}

}  // namespace chaperone::tray

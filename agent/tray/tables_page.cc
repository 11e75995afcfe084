// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/tables_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

#include "agent/tray/plain_label.h"

namespace chaperone::tray {
namespace {

constexpr int kTallest = 340;  // a longer table scrolls by itself
constexpr int kCellPadding = 18;
constexpr int kNarrowest = 56;

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
  const QFontMetrics measure(font());
  for (const QString& text : table.heads) {
    wanted_.push_back(QFontMetrics(head).horizontalAdvance(text) + kCellPadding);
  }
  for (int row = 0; row < rowCount(); ++row) {
    const QStringList& cells = table.rows[static_cast<size_t>(row)];
    for (int column = 0; column < columnCount(); ++column) {
      const QString text = cells.value(column);
      auto* item = new QTableWidgetItem(text);
      item->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
      setItem(row, column, item);
      int& wanted = wanted_[static_cast<size_t>(column)];
      wanted = std::max(wanted, measure.horizontalAdvance(text) + kCellPadding);
    }
  }
  setCurrentCell(0, 0);
  clearSelection();
}

void TableView::resizeEvent(QResizeEvent* event) {
  QTableWidget::resizeEvent(event);
  Fit();
}

// What is narrow keeps its width, so that times and numbers stay on one line; the rest share.
void TableView::Fit() {
  const int width = viewport()->width();
  if (width == fitted_width_) return;
  fitted_width_ = width;
  std::vector<int> order(wanted_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [this](int a, int b) {
    return wanted_[static_cast<size_t>(a)] < wanted_[static_cast<size_t>(b)];
  });
  int left = width;
  int columns = columnCount();
  for (const int column : order) {
    const int share = left / columns;
    const bool last = columns == 1;
    const int own = last ? left : std::min(wanted_[static_cast<size_t>(column)], share);
    setColumnWidth(column, std::max(own, kNarrowest));
    left -= own;
    --columns;
  }
  resizeRowsToContents();
  int height = horizontalHeader()->sizeHint().height() + 2 * frameWidth();
  for (int row = 0; row < rowCount(); ++row) height += rowHeight(row);
  setFixedHeight(std::min(height, kTallest));
}

}  // namespace chaperone::tray

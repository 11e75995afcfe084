// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QScrollArea>
#include <QTableWidget>
#include <vector>

#include "agent/tray/glass_tables.h"

namespace chaperone::tray {

// Tables one below the other, each with its title and sentence; by keyboard, and by name for a
// screen reader.
class TablesPage : public QScrollArea {
  Q_OBJECT

 public:
  explicit TablesPage(const QString& name, QWidget* parent = nullptr);

  // The same tables again leave everything where it is.
  void Show(const std::vector<Table>& tables);
  // Why there are none.
  void ShowProblem(const QString& problem);

 private:
  void SetContent(QWidget* content);

  std::vector<Table> shown_;
};

// One table whose columns share the width and whose rows are as high as their words.
class TableView : public QTableWidget {
  Q_OBJECT

 public:
  explicit TableView(const Table& table, QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Column {
    int least;   // width of its longest word
    int wanted;  // to stand on one line
  };

  void Fit();
  int Widest(const QString& text, QChar separator) const;

  std::vector<Column> columns_;
  int fitted_width_ = -1;
};

}  // namespace chaperone::tray

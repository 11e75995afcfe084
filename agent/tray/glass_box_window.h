// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QWidget>
#include <array>

#include "agent/tray/agent_link.h"
#include "agent/tray/own_data_export.h"
#include "agent/tray/tables_page.h"

namespace chaperone::tray {

// Everything that is kept about the employee, what left this computer, who looked, what was not
// watched, by which rules, and the proof of it. A page is asked for when it is looked at.
class GlassBoxWindow : public QWidget {
  Q_OBJECT

 public:
  explicit GlassBoxWindow(AgentLink& link, QWidget* parent = nullptr);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  enum Page { kKept, kLeft, kLooked, kGaps, kRules, kProof, kPages };

  QWidget* MakeProof();
  QWidget* MakeFooter();
  void Load();
  void LoadKept();
  // One method, one table.
  void LoadTable(Page page, const QString& method, const QString& list,
                 Table (*make)(const QJsonArray&));
  void LoadRules();
  void LoadProof();
  void Verify();

  AgentLink& link_;
  OwnDataExport export_;
  QListWidget* pages_;
  QStackedWidget* stack_;
  std::array<TablesPage*, kProof> tables_{};
  QLabel* entries_;
  QLabel* head_;
  QLabel* verdict_;
  QPushButton* verify_;
  QLabel* told_;
  QTimer load_soon_;
};

}  // namespace chaperone::tray

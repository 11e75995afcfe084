// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>
#include <QWidget>

#include "agent/tray/agent_link.h"
#include "agent/tray/check_report.h"

namespace chaperone::tray {

// Before sharing: looks at every open window and lists them by risk, so that the employee closes
// them first. Begins when it is opened.
class CheckWindow : public QWidget {
  Q_OBJECT

 public:
  explicit CheckWindow(AgentLink& link, QWidget* parent = nullptr);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void MakeList();
  void Start();
  void Fetch();
  void Show(const CheckReport& report);
  void Fill(const CheckReport& report);
  void ShowMe();

  AgentLink& link_;
  QString check_;
  QLabel* verdict_;
  QProgressBar* progress_;
  QTreeWidget* list_;
  QPushButton* show_me_;
  QPushButton* again_;
};

}  // namespace chaperone::tray

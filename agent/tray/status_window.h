// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QMenu>
#include <QWidget>

#include "agent/tray/agent_link.h"
#include "agent/tray/windows.h"

namespace chaperone::tray {

// State and sentences in a small window: opened by a click on the icon, and always there where no
// panel shows icons (then closing it makes it small, not gone).
class StatusWindow : public QWidget {
  Q_OBJECT

 public:
  explicit StatusWindow(AgentLink& link, QWidget* parent = nullptr);
  // It is the only face: it is not closed, only made small.
  void SetOnlyFace(bool only) { only_face_ = only; }

 signals:
  void OpenAsked(WindowId id);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void Update();

  AgentLink& link_;
  QLabel* picture_;
  QLabel* title_;
  QLabel* sentences_;
  bool only_face_ = false;
};

}  // namespace chaperone::tray

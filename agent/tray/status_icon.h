// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>
#include <QObject>
#include <QSystemTrayIcon>
#include <QTimer>

#include "agent/tray/agent_link.h"
#include "agent/tray/icon_art.h"
#include "agent/tray/windows.h"

namespace chaperone::tray {

// The icon in the panel: StatusNotifierItem where a host is there, XEmbed else; where no panel
// shows icons at all, the status window is always there instead.
class StatusIcon : public QObject {
  Q_OBJECT

 public:
  StatusIcon(AgentLink& link, Windows& windows, Backdrop panel, QObject* parent = nullptr);
  void Show();
  TrayState state() const { return state_; }
  bool in_a_panel() const { return QSystemTrayIcon::isSystemTrayAvailable(); }

 signals:
  // The picture changed: for tests, by which it can be asked for.
  void StateChanged();

 private:
  void Update();
  void FindAHost();

  AgentLink& link_;
  Windows& windows_;
  Backdrop panel_;
  QSystemTrayIcon icon_;
  QMenu menu_;
  QTimer look_again_;
  TrayState state_ = TrayState::kNoAgent;
  bool drawn_ = false;
};

}  // namespace chaperone::tray

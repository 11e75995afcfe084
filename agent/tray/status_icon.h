// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>
#include <QObject>
#include <QSystemTrayIcon>
#include <QTimer>
#include <memory>

#include "agent/tray/agent_link.h"
#include "agent/tray/icon_art.h"
#include "agent/tray/panel_watch.h"
#include "agent/tray/windows.h"

namespace chaperone::tray {

// The icon in the panel: StatusNotifierItem where a host is there, XEmbed else; where no panel
// shows icons at all, the status window is always there instead.
class StatusIcon : public QObject {
  Q_OBJECT

 public:
  StatusIcon(AgentLink& link, Windows& windows, Backdrop panel, QObject* parent = nullptr);
  void Show(const QDBusConnection& bus);
  TrayState state() const { return state_; }
  bool in_a_panel() const { return watch_ && watch_->shows_icon(); }

 signals:
  // The picture changed: for tests, by which it can be asked for.
  void StateChanged();
  // A panel came that shows our icon only after a new start, and no window is open that it would
  // take away.
  void RestartWanted();

 private:
  void Update();
  void FindAHost();

  AgentLink& link_;
  Windows& windows_;
  Backdrop panel_;
  QSystemTrayIcon icon_;
  QMenu menu_;
  QTimer look_again_;
  int looks_ = 0;
  bool stands_in_ = false;  // a window that nobody asked for is there in the icon's place
  std::unique_ptr<PanelWatch> watch_;  // from Show() on
  TrayState state_ = TrayState::kNoAgent;
  bool drawn_ = false;
};

}  // namespace chaperone::tray

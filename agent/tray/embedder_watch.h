// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <memory>

#include "capture/x11/connection.h"

namespace chaperone::tray {

// Tells when a panel that embeds icons (XEmbed's system tray) comes or goes. Silent where there is
// no X server. A connection of its own, so that it depends on none of Qt's.
class EmbedderWatch : public QObject {
  Q_OBJECT

 public:
  explicit EmbedderWatch(QObject* parent = nullptr);
  ~EmbedderWatch() override;
  // As the X server has it: Qt may not have heard of it yet.
  bool present() const { return owner_ != XCB_NONE; }

 signals:
  void Changed();

 private:
  void FollowOwner();
  void Read();

  std::unique_ptr<capture::X11Connection> x_;
  std::unique_ptr<QSocketNotifier> readable_;
  xcb_atom_t manager_ = XCB_ATOM_NONE;
  xcb_atom_t selection_ = XCB_ATOM_NONE;
  xcb_window_t owner_ = XCB_NONE;
};

}  // namespace chaperone::tray

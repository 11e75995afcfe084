// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QObject>

#include "agent/tray/embedder_watch.h"

namespace chaperone::tray {

// Whether a panel shows our icon. Qt decides once, when the icon is made, between the two ways
// there are: StatusNotifierItem where a host for it is on the bus at that moment, XEmbed else. Made
// after the icon is shown. Nothing here blocks.
class PanelWatch : public QObject {
  Q_OBJECT

 public:
  explicit PanelWatch(const QDBusConnection& bus, QObject* parent = nullptr);

  bool shows_icon() const;
  // A host that our icon cannot reach has come: only a new start of the program can.
  bool needs_restart() const { return embeds_ && notifier_host_ && !shows_icon(); }

 signals:
  // A host on the bus or a panel that embeds came or went.
  void Changed();

 private slots:
  void Ask();

 private:
  void SetNotifierHost(bool there);

  QDBusConnection bus_;
  EmbedderWatch embedders_;
  const bool embeds_;
  bool notifier_host_;
};

}  // namespace chaperone::tray

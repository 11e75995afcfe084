// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/panel_watch.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QDBusVariant>

namespace chaperone::tray {
namespace {

const QString kWatcher = QStringLiteral("org.kde.StatusNotifierWatcher");
const QString kWatcherPath = QStringLiteral("/StatusNotifierWatcher");
const QString kHostRegistered = QStringLiteral("IsStatusNotifierHostRegistered");

// Qt gives the first StatusNotifierItem of a process a connection of its own by this name; there is
// none where the icon is embedded.
bool IsNotifierItem() {
  return QDBusConnection(QStringLiteral("org.kde.StatusNotifierItem-%1-1")
                             .arg(QCoreApplication::applicationPid()))
      .isConnected();
}

}  // namespace

PanelWatch::PanelWatch(const QDBusConnection& bus, QObject* parent)
    : QObject(parent), bus_(bus), embeds_(!IsNotifierItem()), notifier_host_(!embeds_) {
  auto* watcher =
      new QDBusServiceWatcher(kWatcher, bus_, QDBusServiceWatcher::WatchForOwnerChange, this);
  connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
          [this](const QString&, const QString&, const QString& owner) {
            if (owner.isEmpty()) {
              SetNotifierHost(false);
            } else {
              Ask();
            }
          });
  for (const char* signal : {"StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"}) {
    bus_.connect(kWatcher, kWatcherPath, kWatcher, QLatin1String(signal), this, SLOT(Ask()));
  }
  connect(&embedders_, &EmbedderWatch::Changed, this, &PanelWatch::Changed);
  Ask();
}

bool PanelWatch::shows_icon() const {
  return embeds_ ? embedders_.present() : notifier_host_;
}

void PanelWatch::Ask() {
  QDBusMessage message = QDBusMessage::createMethodCall(
      kWatcher, kWatcherPath, QStringLiteral("org.freedesktop.DBus.Properties"),
      QStringLiteral("Get"));
  message.setArguments({kWatcher, kHostRegistered});
  message.setAutoStartService(false);
  auto* call = new QDBusPendingCallWatcher(bus_.asyncCall(message), this);
  connect(call, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
    done->deleteLater();
    const QDBusPendingReply<QDBusVariant> reply = *done;
    SetNotifierHost(!reply.isError() && reply.value().variant().toBool());
  });
}

void PanelWatch::SetNotifierHost(bool there) {
  if (there == notifier_host_) return;
  notifier_host_ = there;
  emit Changed();
}

}  // namespace chaperone::tray

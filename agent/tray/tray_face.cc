// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/tray_face.h"

#include <QDBusMessage>

namespace chaperone::tray {
namespace {

const QString kService = QStringLiteral("org.chaperone.Tray1");
const QString kPath = QStringLiteral("/org/chaperone/Tray1");
constexpr int kPatienceMs = 3000;

}  // namespace

bool TrayFace::Claim(QDBusConnection bus) {
  return bus.registerObject(kPath, this, QDBusConnection::ExportScriptableSlots) &&
         bus.registerService(kService);
}

bool TrayFace::AskOther(const QDBusConnection& bus, const QString& window) {
  QDBusMessage message =
      QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("Show"));
  message.setArguments({window});
  message.setAutoStartService(false);
  const QDBusMessage reply = bus.call(message, QDBus::Block, kPatienceMs);
  return reply.type() == QDBusMessage::ReplyMessage && reply.arguments().value(0).toBool();
}

bool TrayFace::Show(const QString& window) {
  const auto id = WindowFromName(window);
  if (!id) return false;
  windows_.Open(*id);
  return true;
}

QString TrayFace::State() {
  return StateName(icon_.state());
}

bool TrayFace::InPanel() {
  return icon_.in_a_panel();
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QWidget>
#include <optional>

#include "agent/tray/agent_link.h"

namespace chaperone::tray {

// The windows that the menu, the command line and other windows open by name.
enum class WindowId : uint8_t {
  kStatus,   // the small one that stands in for the icon
  kWelcome,  // what Chaperone is, in three sentences
};

std::optional<WindowId> WindowFromName(const QString& name);  // "status", "welcome"
QString WindowName(WindowId id);
QStringList WindowNames();

// Opens each window once and brings it to the front when it is asked for again; a window that is
// closed is forgotten and its memory given back.
class Windows : public QObject {
  Q_OBJECT

 public:
  explicit Windows(AgentLink& link, QObject* parent = nullptr) : QObject(parent), link_(link) {}

  // By the employee's own wish: takes the keyboard.
  QWidget* Open(WindowId id);
  // Null where it is not open.
  QWidget* Find(WindowId id) const { return open_.value(static_cast<int>(id)); }
  bool nothing_open_but(WindowId id) const;

 private:
  QWidget* Make(WindowId id);

  AgentLink& link_;
  QHash<int, QPointer<QWidget>> open_;
};

}  // namespace chaperone::tray

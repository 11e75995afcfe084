// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QObject>

#include "agent/tray/status_icon.h"
#include "agent/tray/windows.h"

namespace chaperone::tray {

// The tray on the session bus: there is one for each session, and a second start asks the first to
// open a window. org.chaperone.Tray1 at /org/chaperone/Tray1.
class TrayFace : public QObject {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.chaperone.Tray1")

 public:
  TrayFace(Windows& windows, StatusIcon& icon, QObject* parent = nullptr)
      : QObject(parent), windows_(windows), icon_(icon) {}

  // False where another tray has the name already.
  bool Claim(QDBusConnection bus);
  // Asks the tray that has the name; false where none answers.
  static bool AskOther(const QDBusConnection& bus, const QString& window);

 public slots:  // the interface: lower case only inside Qt
  // Opens a window by name; false where there is none of that name.
  Q_SCRIPTABLE bool Show(const QString& window);  // NOLINT(readability-identifier-naming): bus name
  // What the icon shows: "idle", "recording" …
  Q_SCRIPTABLE QString State();
  // Whether a panel shows the icon.
  Q_SCRIPTABLE bool InPanel();

 private:
  Windows& windows_;
  StatusIcon& icon_;
};

}  // namespace chaperone::tray

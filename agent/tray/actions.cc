// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/actions.h"

#include <QCoreApplication>

namespace chaperone::tray {
namespace {

struct Menu {
  Q_DECLARE_TR_FUNCTIONS(Menu)
};

}  // namespace

void FillMenu(QMenu& menu, const std::function<void(WindowId)>& open) {
  const auto add = [&](const QString& text, WindowId id) {
    QObject::connect(menu.addAction(text), &QAction::triggered, &menu, [open, id] { open(id); });
  };
  add(Menu::tr("&How things stand"), WindowId::kStatus);
  add(Menu::tr("&Start or change a call…"), WindowId::kCall);
  add(Menu::tr("&Recording…"), WindowId::kRecording);
  add(Menu::tr("&Check my screen…"), WindowId::kCheck);
  add(Menu::tr("&Alerts…"), WindowId::kAlerts);
  add(Menu::tr("Shar&ing…"), WindowId::kSharing);
  menu.addSeparator();
  add(Menu::tr("&Glass box: what is kept about me…"), WindowId::kGlassBox);
  add(Menu::tr("&What Chaperone is"), WindowId::kWelcome);
  QObject::connect(menu.addAction(Menu::tr("&Quit the icon")), &QAction::triggered, &menu,
                   &QCoreApplication::quit, Qt::QueuedConnection);
}

}  // namespace chaperone::tray

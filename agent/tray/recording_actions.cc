// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/recording_actions.h"

#include <QCoreApplication>

#include "agent/tray/recording_model.h"

namespace chaperone::tray {
namespace {

struct RecordingMenu {
  Q_DECLARE_TR_FUNCTIONS(RecordingMenu)
};

}  // namespace

void AddRecordingActions(QMenu& menu, AgentLink& link) {
  const auto add = [&](const QString& text, const char* method, const QVariantList& arguments) {
    QAction* action = menu.addAction(text);
    QObject::connect(action, &QAction::triggered, &menu, [&link, &menu, method, arguments] {
      // Where it is refused the state, which the icon shows, stays as it is.
      link.Call(QLatin1String(method), arguments, &menu,
                [&link](const AgentReply& /*reply*/) { link.Refresh(); });
    });
    return action;
  };
  QAction* pause =
      add(RecordingMenu::tr("&Pause the recording"), "PauseRecording", {QStringLiteral("by_hand")});
  QAction* card =
      add(RecordingMenu::tr("Pause for car&d details"), "PauseRecording", {QStringLiteral("card")});
  QAction* resume = add(RecordingMenu::tr("G&o on recording"), "ResumeRecording", {});
  QAction* stop = add(RecordingMenu::tr("S&top recording"), "StopRecording", {});
  QAction* line = menu.addSeparator();
  const auto update = [&link, pause, card, resume, stop, line] {
    const RecordingDeeds deeds = DeedsOf(link.status());
    pause->setVisible(deeds.pause);
    card->setVisible(deeds.pause);
    resume->setVisible(deeds.resume);
    stop->setVisible(deeds.stop);
    line->setVisible(deeds.stop);
  };
  QObject::connect(&link, &AgentLink::StatusChanged, &menu, update);
  update();
}

}  // namespace chaperone::tray

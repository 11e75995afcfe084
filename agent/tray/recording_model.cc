// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/recording_model.h"

#include <QCoreApplication>

namespace chaperone::tray {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(RecordingModel)
};

}  // namespace

RecordingDeeds DeedsOf(const std::optional<AgentStatus>& status) {
  RecordingDeeds deeds;
  if (!status) return deeds;
  const QString& phase = status->gate.phase;
  const QString paused = status->gate.recording ? status->gate.recording->paused : QString();
  deeds.pause = phase == u"recording";
  deeds.resume = phase == u"paused" && IsByHand(paused);
  deeds.stop = phase == u"recording" || phase == u"opening" || phase == u"paused";
  return deeds;
}

QString RecordingTitle(const std::optional<AgentStatus>& status) {
  if (!status) {
    return Text::tr(
        "The agent does not answer: nothing is recorded. It is looked for all the time.");
  }
  const GateStatus& gate = status->gate;
  if (gate.phase == u"recording") return Text::tr("This call is being recorded");
  if (gate.phase == u"paused") return Text::tr("The recording is paused");
  if (gate.phase == u"opening") return Text::tr("The recording starts");
  if (gate.phase == u"closing") return Text::tr("The recording ends");
  if (gate.phase == u"announcing") return Text::tr("The announcement is being played");
  if (gate.phase == u"private") return Text::tr("This call is private and not recorded");
  if (status->call.isEmpty()) return Text::tr("No call is open: nothing is recorded");
  if (gate.may) return Text::tr("Not recorded, but everything is in order for it");
  return Text::tr("Not recorded: something is missing");
}

bool IsByHand(const QString& pause_reason) {
  return pause_reason == u"pause_card" || pause_reason == u"pause_by_hand";
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/tray_state.h"

#include <QCoreApplication>
#include <array>

#include "agent/tray/share_model.h"
#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

constexpr std::array<const char*, kTrayStateCount> kNames = {
    "no-agent", "idle",    "in-call",      "gate-closed", "recording",
    "paused",   "sharing", "coverage-gap", "alert"};

struct Text {
  Q_DECLARE_TR_FUNCTIONS(TrayState)
};

bool WantsToRecord(const GateStatus& gate) {
  return !gate.purpose.isEmpty() && (gate.phase == u"closed" || gate.phase == u"consulting" ||
                                     gate.phase == u"ready_to_announce" || gate.phase == u"ready");
}

bool Records(const GateStatus& gate) {
  return gate.phase == u"recording" || gate.phase == u"opening" || gate.phase == u"closing";
}

bool InCall(const AgentStatus& s) {
  return !s.call.isEmpty() || !s.in_call.isEmpty();
}

QString CallSentence(const AgentStatus& s) {
  if (s.gate.phase == u"recording") return Text::tr("This call is being recorded.");
  if (s.gate.phase == u"opening") return Text::tr("The recording starts.");
  if (s.gate.phase == u"closing") return Text::tr("The recording ends.");
  if (s.gate.phase == u"paused") {
    const QString why = s.gate.recording ? s.gate.recording->paused : QString();
    return why.isEmpty() ? Text::tr("The recording is paused.")
                         : Text::tr("The recording is paused: %1.").arg(PauseWords(why));
  }
  if (s.gate.phase == u"announcing") return Text::tr("The announcement is being played.");
  if (s.gate.phase == u"private") return Text::tr("This call is private and not recorded.");
  if (WantsToRecord(s.gate)) {
    if (s.gate.missing.empty())
      return Text::tr("Everything is in order: this call may be recorded.");
    return Text::tr("Not recorded yet. Missing: %1").arg(MissingWords(s.gate.missing.front()));
  }
  if (!s.in_call.isEmpty()) {
    return Text::tr("You are in a call (%1). It is not recorded.").arg(s.in_call);
  }
  return Text::tr("You are in a call. It is not recorded.");
}

}  // namespace

TrayState StateOf(const std::optional<AgentStatus>& status) {
  if (!status) return TrayState::kNoAgent;
  const AgentStatus& s = *status;
  if (s.open_alerts > 0) return TrayState::kAlert;
  if (!s.gaps.empty() || s.ledger_failing) return TrayState::kCoverageGap;
  if (s.gate.phase == u"paused") return TrayState::kPaused;
  if (Records(s.gate)) return TrayState::kRecording;
  if (WantsToRecord(s.gate) || s.gate.phase == u"announcing") return TrayState::kGateClosed;
  if (!s.shares.empty()) return TrayState::kSharing;
  return InCall(s) ? TrayState::kInCall : TrayState::kIdle;
}

QString StateName(TrayState state) {
  return QLatin1String(kNames[static_cast<size_t>(state)]);
}

QString StateTitle(TrayState state) {
  switch (state) {
    case TrayState::kNoAgent:
      return Text::tr("Chaperone does not run");
    case TrayState::kIdle:
      return Text::tr("Nothing is shared or recorded");
    case TrayState::kInCall:
      return Text::tr("In a call, not recorded");
    case TrayState::kGateClosed:
      return Text::tr("Not recorded yet: needs you");
    case TrayState::kRecording:
      return Text::tr("Recording");
    case TrayState::kPaused:
      return Text::tr("Recording paused");
    case TrayState::kSharing:
      return Text::tr("Sharing, watched");
    case TrayState::kCoverageGap:
      return Text::tr("Not everything is watched");
    case TrayState::kAlert:
      return Text::tr("Look at your shared screen");
  }
  return {};
}

QStringList StateSentences(const std::optional<AgentStatus>& status) {
  if (!status) {
    return {
        Text::tr("The agent does not answer: nothing is watched or recorded. It is looked for "
                 "all the time.")};
  }
  const AgentStatus& s = *status;
  QStringList lines;
  if (s.open_alerts > 0) {
    lines += Text::tr("%n alert(s) about your shared screen.", nullptr, s.open_alerts);
  }
  for (const GapRow& gap : s.gaps) lines += GapWords(gap.reason);
  if (s.ledger_failing) {
    lines += Text::tr(
        "What happens now is not yet on record: this computer's disk cannot be "
        "written.");
  }
  if (InCall(s) || s.gate.phase == u"closing") lines += CallSentence(s);
  for (const ShareRow& share : s.shares) lines += ShareWords(share);
  if (s.only_counted) lines += OnlyCountedWords(s);
  for (const QString& program : s.foreign_recorders) {
    lines += Text::tr("%1 records sound outside of Chaperone.").arg(program);
  }
  lines.removeDuplicates();
  if (lines.isEmpty()) lines += Text::tr("Chaperone looks out for calls and shared screens.");
  return lines;
}

}  // namespace chaperone::tray

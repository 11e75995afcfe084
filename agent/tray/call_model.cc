// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/call_model.h"

#include <QHash>

#include "agent/tray/wording.h"

namespace chaperone::tray {
namespace {

Mend MendOf(const QString& what) {
  static const QHash<QString, Mend> mends = {
      {QStringLiteral("private"), Mend::kEndCall},
      {QStringLiteral("participants"), Mend::kAddPerson},
      {QStringLiteral("purpose"), Mend::kChoosePurpose},
      {QStringLiteral("basis"), Mend::kChooseBasis},
      {QStringLiteral("basis_not_here"), Mend::kChooseBasis},
      {QStringLiteral("reference"), Mend::kWriteReference},
      {QStringLiteral("assessment"), Mend::kWriteReference},
      {QStringLiteral("assessment_expired"), Mend::kAskChampion},
      {QStringLiteral("special_category"), Mend::kChooseCondition},
      {QStringLiteral("jurisdiction"), Mend::kLeaveAndJoin},
      {QStringLiteral("consent"), Mend::kGiveConsent},
      {QStringLiteral("withdrawn"), Mend::kGiveConsent},
      {QStringLiteral("objection"), Mend::kTakeObjectionBack},
      {QStringLiteral("ruling"), Mend::kAskChampion},
      {QStringLiteral("ruling_expired"), Mend::kAskChampion},
      {QStringLiteral("announcement"), Mend::kAnnounce},
  };
  return mends.value(what, Mend::kNone);
}

bool OnlyToAnnounce(const GateStatus& gate) {
  for (const MissingItem& item : gate.missing) {
    if (item.what != u"announcement") return false;
  }
  return !gate.missing.empty();
}

}  // namespace

CallStage StageOf(const std::optional<AgentStatus>& status) {
  if (!status) return CallStage::kNoAgent;
  if (status->call.isEmpty()) return CallStage::kNoCall;
  const GateStatus& gate = status->gate;
  if (gate.phase == u"private") return CallStage::kPrivate;
  if (gate.phase == u"announcing") return CallStage::kAnnouncing;
  if (gate.phase == u"opening" || gate.phase == u"recording" || gate.phase == u"paused") {
    return CallStage::kRecording;
  }
  if (gate.phase == u"closing") return CallStage::kClosing;
  if (gate.purpose.isEmpty()) return CallStage::kNotAsked;
  if (gate.may) return CallStage::kReady;
  return OnlyToAnnounce(gate) ? CallStage::kToAnnounce : CallStage::kMissing;
}

std::vector<Mending> MendingsOf(const GateStatus& gate) {
  std::vector<Mending> mendings;
  for (const MissingItem& item : gate.missing) {
    Mend mend = MendOf(item.what);
    // The condition that an employee can meet is somebody's identity.
    if (item.what == u"ruling_condition" && !item.participant.isEmpty()) mend = Mend::kIdentify;
    // Asked already: the answer comes by itself.
    if (mend == Mend::kAskChampion && gate.phase == u"consulting") mend = Mend::kNone;
    // One announcement is for all of them.
    const bool again =
        mend == Mend::kAnnounce && !mendings.empty() && mendings.back().mend == Mend::kAnnounce;
    if (again) continue;
    const MissingItem shown{item.what, {}, item.sentence};
    mendings.push_back(
        {MissingWords(shown), mend, mend == Mend::kAnnounce ? QString() : item.participant});
  }
  return mendings;
}

NextStep NextStepOf(CallStage stage, bool ground_chosen, bool ground_new) {
  switch (stage) {
    case CallStage::kNoCall:
      return ground_chosen ? NextStep::kStartAndRecord : NextStep::kStartCall;
    case CallStage::kNotAsked:
    case CallStage::kMissing:
      return ground_chosen && ground_new ? NextStep::kSetGround : NextStep::kNone;
    case CallStage::kToAnnounce:
    case CallStage::kReady:
      return ground_chosen && ground_new ? NextStep::kSetGround : NextStep::kRecord;
    case CallStage::kRecording:
    case CallStage::kClosing:
      return NextStep::kShowRecording;
    case CallStage::kPrivate:
      return NextStep::kEndCall;
    case CallStage::kNoAgent:
    case CallStage::kAnnouncing:
      break;
  }
  return NextStep::kNone;
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "agent/tray/agent_status.h"

// What can be done about the call now, told from the agent's status. Pure.
namespace chaperone::tray {

// Where the call stands.
enum class CallStage : uint8_t {
  kNoAgent,
  kNoCall,
  kNotAsked,  // a call is open; nothing was said about recording
  kMissing,   // a purpose is stated; something beside the announcement is missing
  kToAnnounce,
  kAnnouncing,
  kReady,
  kRecording,  // or about to, or paused
  kClosing,
  kPrivate,
};
CallStage StageOf(const std::optional<AgentStatus>& status);

// The one action that mends a thing that is missing.
enum class Mend : uint8_t {
  kNone,  // only words help: what to do is in the sentence
  kAddPerson,
  kChoosePurpose,
  kChooseBasis,
  kWriteReference,
  kChooseCondition,
  kGiveConsent,
  kTakeObjectionBack,
  kIdentify,
  kAskChampion,
  kAnnounce,
  kLeaveAndJoin,  // a participant's place is wrong: they are added anew
  kEndCall,
};

struct Mending {
  QString words;  // what is missing
  Mend mend = Mend::kNone;
  QString participant;  // "" where nobody in particular

  bool operator==(const Mending&) const = default;
};
// In the agent's order, which is that in which an employee sees to it.
std::vector<Mending> MendingsOf(const GateStatus& gate);

// What the main button does; one at a time.
enum class NextStep : uint8_t {
  kNone,
  kStartCall,
  kStartAndRecord,  // the call, its ground, and the recording if nothing else is missing
  kSetGround,
  kRecord,  // the announcement first where it is missing
  kShowRecording,
  kEndCall,
};
// `ground_chosen`: a purpose is chosen in the window; `ground_new`: it is not the one that the
// agent has.
NextStep NextStepOf(CallStage stage, bool ground_chosen, bool ground_new);

}  // namespace chaperone::tray

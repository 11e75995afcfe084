// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "policy/base/result.h"
#include "policy/people/call_context.h"
#include "policy/recording/gate.h"
#include "policy/recording/recording.h"
#include "policy/retention/schedule.h"
#include "policy/sharing/alert.h"
#include "policy/sharing/share.h"

namespace chaperone::agent {

// What may be asked of the running agent, one struct for each method of org.chaperone.Agent1.xml.
namespace request {
struct Status {};
struct StartCall {
  std::vector<policy::Participant> participants;  // without ids: the reducer gives them
};
struct JoinCall {
  policy::Participant participant;
};
struct LeaveCall {
  std::string participant;
};
struct IdentifyParticipant {
  std::string participant;
  std::string how;
};
struct EndCall {};
struct StartShare {
  policy::ShareTargetKind target = policy::ShareTargetKind::kUnknown;
  std::string monitor;  // "": all of them
  uint32_t window = 0;
};
struct StopShare {
  std::string share;  // "": all that were started by hand
};
struct ListShares {};
struct SetAudience {
  policy::Audience audience = policy::Audience::kUnknown;
};
struct TestChampion {};
struct ListAlerts {};
struct ShowAlert {
  std::string alert;
};
struct ResolveAlert {
  std::string alert;
  policy::Answer answer = policy::Answer::kNone;
};
struct AnswerAlert {
  std::string alert;
  policy::Answer answer = policy::Answer::kNone;
  policy::FalseAlarmReason why = policy::FalseAlarmReason::kNone;  // with kFalseAlarm only
};
struct SnoozeAlert {
  std::string alert;
  std::chrono::seconds time{};
};
struct AskAboutAlert {
  std::string alert;
  std::string text;
};
// Covers what the alert is about on the shared screen, or lifts the cover.
struct CoverAlert {
  std::string alert;
  bool covered = false;
};
struct LedgerHead {};
struct LedgerVerify {};
struct LedgerExport {
  int file = -1;  // borrowed: a regular or memory file, open for writing
};
struct ReloadPolicy {};

// --- Recording ---
struct SetBasis {
  policy::BasisStatement basis;
};
struct GiveConsent {
  std::string participant;
};
struct WithdrawConsent {
  std::string participant;
};
struct Object {
  std::string participant;
  bool taken_back = false;
};
struct MakePrivate {};
struct Announce {
  std::string language;     // "": the policy's
  bool read_aloud = false;  // the employee has read it to everyone: on their word
};
struct MayRecord {};
struct StartRecording {};
struct StopRecording {};
struct PauseRecording {
  policy::RecordingGapReason reason = policy::RecordingGapReason::kUnknown;  // card or by hand
};
struct ResumeRecording {};
struct RecordingStatus {};
struct AskChampion {
  std::string text;
};
struct ListRulings {};
struct ShowRuling {
  std::string ruling;
};
struct ImportRuling {
  std::string file;  // its contents
};
struct ListRecordings {};
struct ShowRecording {
  std::string recording;
};
struct ExportRecording {
  std::string recording;
  std::string reason;   // one word
  bool listen = false;  // to be played, not kept
  int file = -1;        // borrowed: a regular or memory file, empty, open for writing
};
struct ShowJob {
  std::string job;
};
struct DeleteRecording {
  std::string recording;
  std::string reason;
};
struct HoldRecording {
  std::string recording;
  policy::LegalHold hold;
};
struct ReleaseRecording {
  std::string recording;
  std::string owner;  // of the hold; "": the one who asks
  std::string reason;
};
struct ListRetention {};
struct SweepRetention {
  bool dry_run = false;
};

// --- The glass box ---
struct ShowPolicy {};
struct ListMails {};
struct ListGaps {};
struct ListAccess {};
struct ListRemembered {};
struct ForgetRemembered {};
struct ListAlertCounts {
  std::chrono::sys_days since{};  // UTC; the epoch: all
};
struct SuggestBasis {};
struct ExportOwnData {
  int file = -1;  // borrowed: a regular or memory file, empty, open for writing
};

// --- Before something is shared ---
struct CheckScreen {};
struct ShowCheck {
  std::string check;
};
}  // namespace request

using Request = std::variant<
    request::Status, request::StartCall, request::JoinCall, request::LeaveCall,
    request::IdentifyParticipant, request::EndCall, request::StartShare, request::StopShare,
    request::ListShares, request::SetAudience, request::TestChampion, request::ListAlerts,
    request::ShowAlert, request::ResolveAlert, request::AnswerAlert, request::SnoozeAlert,
    request::AskAboutAlert, request::CoverAlert, request::LedgerHead, request::LedgerVerify,
    request::LedgerExport, request::ReloadPolicy, request::SetBasis, request::GiveConsent,
    request::WithdrawConsent, request::Object, request::MakePrivate, request::Announce,
    request::MayRecord, request::StartRecording, request::StopRecording, request::PauseRecording,
    request::ResumeRecording, request::RecordingStatus, request::AskChampion, request::ListRulings,
    request::ShowRuling, request::ImportRuling, request::ListRecordings, request::ShowRecording,
    request::ExportRecording, request::ShowJob, request::DeleteRecording, request::HoldRecording,
    request::ReleaseRecording, request::ListRetention, request::SweepRetention, request::ShowPolicy,
    request::ListMails, request::ListGaps, request::ListAccess, request::ListRemembered,
    request::ForgetRemembered, request::ListAlertCounts, request::SuggestBasis,
    request::ExportOwnData, request::CheckScreen, request::ShowCheck>;

// The agent as its face on the bus sees it. Called on the agent's thread, from Bus::Process(); it
// answers at once. The reply's fields stand in org.chaperone.Agent1.xml.
class AgentFace {
 public:
  virtual ~AgentFace() = default;
  virtual policy::Result<nlohmann::json> Handle(const Request& request) = 0;
};

}  // namespace chaperone::agent

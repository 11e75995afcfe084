// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/agent_client.h"

#include <sdbus-c++/sdbus-c++.h>

#include "agent/bus/names.h"
#include "agent/bus/participant_fields.h"
#include "agent/bus/recording_fields.h"
#include "policy/ledger/entry.h"

namespace chaperone::agent {
namespace {

// Long enough to verify a ledger of some years.
constexpr std::chrono::seconds kAgentPatience{60};

policy::Error FromBusError(const sdbus::Error& error) {
  const std::string& name = error.getName();
  if (name.starts_with("org.chaperone.Error.")) {
    return {BusErrorCode(name), false, error.getMessage()};
  }
  if (name == "org.freedesktop.DBus.Error.ServiceUnknown" ||
      name == "org.freedesktop.DBus.Error.NameHasNoOwner") {
    return policy::Unavailable(
        "the agent is not running: screen-shares are not watched; start it with: chaperone agent",
        true);
  }
  if (name == "org.freedesktop.DBus.Error.NoReply" ||
      name == "org.freedesktop.DBus.Error.Timeout") {
    return policy::Unavailable("the agent does not answer; see its log, or start it again", true);
  }
  return {policy::ErrorCode::kProtocol, false,
          "the agent could not be asked (" + name + ": " + error.getMessage() +
              "); are the command line and the agent of the same version?"};
}

bool IsText(const std::string& text) {
  return policy::IsUtf8(text);
}
template <class T>
bool IsText(const T&) {
  return true;
}

// Each request as its method call.
class Caller {
 public:
  explicit Caller(sdbus::IProxy& proxy) : proxy_(proxy) {}

  std::string operator()(const request::Status&) { return Call("Status"); }
  std::string operator()(const request::StartCall& r) {
    std::vector<ParticipantFields> participants;
    for (const policy::Participant& participant : r.participants) {
      participants.push_back(ToFields(participant));
    }
    return Call("StartCall", participants);
  }
  std::string operator()(const request::JoinCall& r) {
    return Call("JoinCall", ToFields(r.participant));
  }
  std::string operator()(const request::LeaveCall& r) { return Call("LeaveCall", r.participant); }
  std::string operator()(const request::IdentifyParticipant& r) {
    return Call("IdentifyParticipant", r.participant, r.how);
  }
  std::string operator()(const request::EndCall&) { return Call("EndCall"); }
  std::string operator()(const request::StartShare& r) {
    const bool window = r.target == policy::ShareTargetKind::kWindow;
    return Call("StartShare", std::string(window ? "window" : "screen"), r.monitor, r.window);
  }
  std::string operator()(const request::StopShare& r) { return Call("StopShare", r.share); }
  std::string operator()(const request::ListShares&) { return Call("ListShares"); }
  std::string operator()(const request::SetAudience& r) {
    return Call("SetAudience", std::string(policy::AudienceName(r.audience)));
  }
  std::string operator()(const request::TestChampion&) { return Call("TestChampion"); }
  std::string operator()(const request::ListAlerts&) { return Call("ListAlerts"); }
  std::string operator()(const request::ShowAlert& r) { return Call("ShowAlert", r.alert); }
  std::string operator()(const request::ResolveAlert& r) {
    return Call("ResolveAlert", r.alert, std::string(policy::AnswerName(r.answer)));
  }
  std::string operator()(const request::AnswerAlert& r) {
    return Call("AnswerAlert", r.alert, std::string(policy::AnswerName(r.answer)),
                std::string(policy::FalseAlarmReasonName(r.why)));
  }
  std::string operator()(const request::SnoozeAlert& r) {
    return Call("SnoozeAlert", r.alert, static_cast<uint32_t>(r.time.count()));
  }
  std::string operator()(const request::AskAboutAlert& r) {
    return Call("AskAboutAlert", r.alert, r.text);
  }
  std::string operator()(const request::CoverAlert& r) {
    return Call("CoverAlert", r.alert, r.covered);
  }
  std::string operator()(const request::LedgerHead&) { return Call("LedgerHead"); }
  std::string operator()(const request::LedgerVerify&) { return Call("LedgerVerify"); }
  std::string operator()(const request::LedgerExport& r) {
    return Call("LedgerExport", sdbus::UnixFd(r.file));
  }
  std::string operator()(const request::ReloadPolicy&) { return Call("ReloadPolicy"); }

  std::string operator()(const request::SetBasis& r) { return Call("SetBasis", ToFields(r.basis)); }
  std::string operator()(const request::GiveConsent& r) {
    return Call("GiveConsent", r.participant);
  }
  std::string operator()(const request::WithdrawConsent& r) {
    return Call("WithdrawConsent", r.participant);
  }
  std::string operator()(const request::Object& r) {
    return Call("Object", r.participant, r.taken_back);
  }
  std::string operator()(const request::MakePrivate&) { return Call("MakePrivate"); }
  std::string operator()(const request::Announce& r) {
    return Call("Announce", r.language, r.read_aloud);
  }
  std::string operator()(const request::MayRecord&) { return Call("MayRecord"); }
  std::string operator()(const request::StartRecording&) { return Call("StartRecording"); }
  std::string operator()(const request::StopRecording&) { return Call("StopRecording"); }
  std::string operator()(const request::PauseRecording& r) {
    return Call("PauseRecording", std::string(PauseReasonName(r.reason)));
  }
  std::string operator()(const request::ResumeRecording&) { return Call("ResumeRecording"); }
  std::string operator()(const request::RecordingStatus&) { return Call("RecordingStatus"); }
  std::string operator()(const request::AskChampion& r) { return Call("AskChampion", r.text); }
  std::string operator()(const request::ListRulings&) { return Call("ListRulings"); }
  std::string operator()(const request::ShowRuling& r) { return Call("ShowRuling", r.ruling); }
  std::string operator()(const request::ImportRuling& r) { return Call("ImportRuling", r.file); }
  std::string operator()(const request::ListRecordings&) { return Call("ListRecordings"); }
  std::string operator()(const request::ShowRecording& r) {
    return Call("ShowRecording", r.recording);
  }
  std::string operator()(const request::ExportRecording& r) {
    return Call("ExportRecording", r.recording, r.reason, r.listen, sdbus::UnixFd(r.file));
  }
  std::string operator()(const request::ShowJob& r) { return Call("ShowJob", r.job); }
  std::string operator()(const request::DeleteRecording& r) {
    return Call("DeleteRecording", r.recording, r.reason);
  }
  std::string operator()(const request::HoldRecording& r) {
    return Call("HoldRecording", r.recording, r.hold.owner, r.hold.reason,
                DateText(r.hold.review_by));
  }
  std::string operator()(const request::ReleaseRecording& r) {
    return Call("ReleaseRecording", r.recording, r.owner, r.reason);
  }
  std::string operator()(const request::ListRetention&) { return Call("ListRetention"); }
  std::string operator()(const request::SweepRetention& r) {
    return Call("SweepRetention", r.dry_run);
  }

  std::string operator()(const request::ShowPolicy&) { return Call("ShowPolicy"); }
  std::string operator()(const request::ListMails&) { return Call("ListMails"); }
  std::string operator()(const request::ListGaps&) { return Call("ListGaps"); }
  std::string operator()(const request::ListAccess&) { return Call("ListAccess"); }
  std::string operator()(const request::ListRemembered&) { return Call("ListRemembered"); }
  std::string operator()(const request::ForgetRemembered&) { return Call("ForgetRemembered"); }
  std::string operator()(const request::ListAlertCounts& r) {
    const bool all = r.since == std::chrono::sys_days{};
    return Call("ListAlertCounts", all ? std::string() : DateText(r.since));
  }
  std::string operator()(const request::SuggestBasis&) { return Call("SuggestBasis"); }
  std::string operator()(const request::ExportOwnData& r) {
    return Call("ExportOwnData", sdbus::UnixFd(r.file));
  }
  std::string operator()(const request::CheckScreen&) { return Call("CheckScreen"); }
  std::string operator()(const request::ShowCheck& r) { return Call("ShowCheck", r.check); }

 private:
  template <class... Args>
  std::string Call(const std::string& method, const Args&... args) {
    // The bus library's own words for this would help nobody.
    if (!(IsText(args) && ...)) {
      throw sdbus::Error(BusErrorName(policy::ErrorCode::kBadInput),
                         "an argument is not UTF-8; expected UTF-8 text");
    }
    std::string reply;
    proxy_.callMethod(method)
        .onInterface(kInterface)
        .withTimeout(kAgentPatience)
        .withArguments(args...)
        .storeResultsTo(reply);
    return reply;
  }

  sdbus::IProxy& proxy_;
};

}  // namespace

policy::Result<std::unique_ptr<AgentClient>> AgentClient::Connect() {
  try {
    return std::unique_ptr<AgentClient>(new AgentClient(sdbus::createSessionBusConnection()));
  } catch (const sdbus::Error& error) {
    return policy::Unavailable(
        "there is no session bus (" + error.getMessage() +
            "), so the agent cannot be reached; run this in the desktop session of the user whose "
            "agent it is",
        true);
  }
}

// The proxy borrows the connection, so that the library starts no thread for it.
AgentClient::AgentClient(std::unique_ptr<sdbus::IConnection> connection)
    : connection_(std::move(connection)),
      proxy_(sdbus::createProxy(*connection_, kBusName, kObjectPath)) {
  proxy_->finishRegistration();
}

AgentClient::~AgentClient() = default;

policy::Result<nlohmann::json> AgentClient::Call(const Request& request) {
  try {
    const std::string reply = std::visit(Caller(*proxy_), request);
    nlohmann::json document = nlohmann::json::parse(reply, nullptr, false);
    if (document.is_discarded()) {
      return policy::Error{policy::ErrorCode::kProtocol, false,
                           "the agent's reply is not JSON; are the command line and the agent of "
                           "the same version?"};
    }
    return document;
  } catch (const sdbus::Error& error) {
    return FromBusError(error);
  }
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/bus_service.h"

#include <sdbus-c++/sdbus-c++.h>

#include <utility>

#include "agent/bus/exported_object.h"
#include "agent/bus/names.h"
#include "agent/bus/participant_fields.h"
#include "agent/bus/recording_fields.h"

namespace chaperone::agent {
namespace {

constexpr std::chrono::milliseconds kStatusPause{100};

template <class T>
T KnownOrThrow(std::optional<T> value, T unknown, const std::string& expected) {
  if (!value.has_value() || *value == unknown) {
    Throw(policy::BadInput("that is not known; expected one of: " + expected));
  }
  return *value;
}

policy::Answer AnswerOrThrow(const std::string& name) {
  return KnownOrThrow(policy::AnswerFromName(name), policy::Answer::kNone,
                      "hidden, is_customer, colleague, false_alarm");
}

policy::ShareTargetKind TargetOrThrow(const std::string& name) {
  using policy::ShareTargetKind;
  std::optional<ShareTargetKind> target;
  if (name == "screen") target = ShareTargetKind::kScreen;
  if (name == "window") target = ShareTargetKind::kWindow;
  return KnownOrThrow(target, ShareTargetKind::kUnknown, "screen, window");
}

}  // namespace

class BusService::Exported {
 public:
  Exported(sdbus::IConnection& connection, AgentFace& face)
      : connection_(connection), object_(connection, face) {
    RegisterCall();
    RegisterShares();
    RegisterAlerts();
    RegisterLedger();
    RegisterAgent();
    RegisterGate(object_);
    RegisterRulings(object_);
    RegisterRecordings(object_);
    RegisterGlassBox(object_);
    RegisterCheck(object_);
    object_.object().finishRegistration();
    connection_.requestName(kBusName);
  }

  ~Exported() {
    try {
      connection_.releaseName(kBusName);
    } catch (const sdbus::Error&) {
      // The bus is gone, and the name with it.
    }
  }

  Exported(const Exported&) = delete;
  Exported& operator=(const Exported&) = delete;

  template <class... Args>
  void Emit(const std::string& signal, const Args&... args) {
    try {
      object_.object().emitSignal(signal).onInterface(kInterface).withArguments(args...);
    } catch (const sdbus::Error&) {
      // Signals are news for whoever listens; that the bus is gone is told by Bus::Process().
    }
  }

 private:
  std::string Answer(const Request& request) { return object_.Answer(request); }

  template <class... Names, class Handler>
  void Register(const std::string& method, Handler handler, const Names&... inputs) {
    object_.Register(method, std::move(handler), inputs...);
  }

  void RegisterCall() {
    Register(
        "StartCall",
        [this](const std::vector<ParticipantFields>& participants) {
          request::StartCall start;
          for (const ParticipantFields& fields : participants) {
            start.participants.push_back(ValueOrThrow(FromFields(fields)));
          }
          return Answer(start);
        },
        "participants");
    Register(
        "JoinCall",
        [this](const ParticipantFields& fields) {
          return Answer(request::JoinCall{ValueOrThrow(FromFields(fields))});
        },
        "participant");
    Register(
        "LeaveCall",
        [this](const std::string& participant) { return Answer(request::LeaveCall{participant}); },
        "participant");
    Register(
        "IdentifyParticipant",
        [this](const std::string& participant, const std::string& how) {
          if (!IsReason(how)) Throw(policy::BadInput(std::string("how: ") + kReasonExpected));
          return Answer(request::IdentifyParticipant{participant, how});
        },
        "participant", "how");
    Register("EndCall", [this] { return Answer(request::EndCall{}); });
  }

  void RegisterShares() {
    Register(
        "StartShare",
        [this](const std::string& target, const std::string& monitor, const uint32_t& window) {
          const request::StartShare start{TargetOrThrow(target), monitor, window};
          if ((start.target == policy::ShareTargetKind::kWindow) != (window != 0)) {
            Throw(
                policy::BadInput("target and window do not fit; expected a window's id with "
                                 "\"window\" and 0 with \"screen\""));
          }
          return Answer(start);
        },
        "target", "monitor", "window");
    Register(
        "StopShare", [this](const std::string& share) { return Answer(request::StopShare{share}); },
        "share");
    Register("ListShares", [this] { return Answer(request::ListShares{}); });
    Register(
        "SetAudience",
        [this](const std::string& audience) {
          return Answer(
              request::SetAudience{KnownOrThrow(policy::AudienceFromName(audience),
                                                policy::Audience::kUnknown, "internal, external")});
        },
        "audience");
  }

  void RegisterAlerts() {
    Register("TestChampion", [this] { return Answer(request::TestChampion{}); });
    Register("ListAlerts", [this] { return Answer(request::ListAlerts{}); });
    Register(
        "ShowAlert", [this](const std::string& alert) { return Answer(request::ShowAlert{alert}); },
        "alert");
    Register(
        "ResolveAlert",
        [this](const std::string& alert, const std::string& answer) {
          return Answer(request::ResolveAlert{alert, AnswerOrThrow(answer)});
        },
        "alert", "answer");
    Register(
        "AnswerAlert",
        [this](const std::string& alert, const std::string& answer, const std::string& why) {
          const auto reason = policy::FalseAlarmReasonFromName(why);
          if (!reason.has_value()) {
            Throw(policy::BadInput(
                "why: is not known; expected nothing or one of: not_personal_data, public, "
                "misread, invented, other"));
          }
          const request::AnswerAlert answered{alert, AnswerOrThrow(answer), *reason};
          if (!why.empty() && answered.answer != policy::Answer::kFalseAlarm) {
            Throw(policy::BadInput("why: goes with the answer false_alarm only; leave it empty"));
          }
          return Answer(answered);
        },
        "alert", "answer", "why");
    Register(
        "SnoozeAlert",
        [this](const std::string& alert, const uint32_t& seconds) {
          if (seconds == 0) Throw(policy::BadInput("seconds: is 0; expected 1 or more"));
          return Answer(request::SnoozeAlert{alert, std::chrono::seconds{seconds}});
        },
        "alert", "seconds");
    Register(
        "AskAboutAlert",
        [this](const std::string& alert, const std::string& text) {
          CheckOrThrow(CheckQuestionText(text));
          return Answer(request::AskAboutAlert{alert, text});
        },
        "alert", "text");
    Register(
        "CoverAlert",
        [this](const std::string& alert, const bool& covered) {
          return Answer(request::CoverAlert{alert, covered});
        },
        "alert", "covered");
    object_.object()
        .registerSignal("AlertOpened")
        .onInterface(kInterface)
        .withParameters<std::string, std::string>("alert", "severity");
    object_.object()
        .registerSignal("AlertClosed")
        .onInterface(kInterface)
        .withParameters<std::string>("alert");
  }

  void RegisterLedger() {
    Register("LedgerHead", [this] { return Answer(request::LedgerHead{}); });
    Register("LedgerVerify", [this] { return Answer(request::LedgerVerify{}); });
    Register(
        "LedgerExport",
        [this](const sdbus::UnixFd& file) {
          return Answer(request::LedgerExport{RegularFileOrThrow(file)});
        },
        "file");
  }

  void RegisterAgent() {
    Register("Status", [this] { return Answer(request::Status{}); });
    Register("ReloadPolicy", [this] { return Answer(request::ReloadPolicy{}); });
    object_.object().registerSignal("StatusChanged").onInterface(kInterface).withParameters<>();
  }

  sdbus::IConnection& connection_;
  ExportedObject object_;
};

policy::Result<std::unique_ptr<BusService>> BusService::Create(Bus& bus, AgentFace& face) {
  try {
    return std::unique_ptr<BusService>(
        new BusService(std::make_unique<Exported>(bus.connection(), face)));
  } catch (const sdbus::Error& error) {
    return policy::Error{policy::ErrorCode::kRefused, false,
                         "another agent is running already for this user (" + error.getMessage() +
                             "): use that one, or stop it first"};
  }
}

BusService::BusService(std::unique_ptr<Exported> exported) : exported_(std::move(exported)) {}

BusService::~BusService() = default;

void BusService::EmitAlertOpened(const std::string& alert, policy::Severity severity) {
  exported_->Emit("AlertOpened", alert, std::string(policy::SeverityName(severity)));
}

void BusService::EmitAlertClosed(const std::string& alert) {
  exported_->Emit("AlertClosed", alert);
}

void BusService::EmitRecordingChanged(policy::RecordingPhase phase) {
  exported_->Emit("RecordingChanged", std::string(policy::RecordingPhaseName(phase)));
}

void BusService::EmitOfferAccepted() {
  exported_->Emit("OfferAccepted");
}

void BusService::EmitCheckChanged(const std::string& check) {
  exported_->Emit("CheckChanged", check);
}

void BusService::EmitStatusChanged() {
  status_waits_ = true;
  SendDue(std::chrono::steady_clock::now());
}

std::optional<std::chrono::steady_clock::time_point> BusService::due() const {
  return status_waits_ ? std::optional(status_due_) : std::nullopt;
}

void BusService::SendDue(std::chrono::steady_clock::time_point now) {
  if (!status_waits_ || now < status_due_) return;
  status_waits_ = false;
  status_due_ = now + kStatusPause;
  exported_->Emit("StatusChanged");
}

}  // namespace chaperone::agent

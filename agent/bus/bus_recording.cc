// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/exported_object.h"
#include "agent/bus/participant_fields.h"
#include "agent/bus/recording_fields.h"

namespace chaperone::agent {
namespace {

constexpr size_t kMaxRulingBytes = 16384;

const std::string& HandleOrThrow(const std::string& participant) {
  CheckOrThrow(CheckHandle(participant));
  return participant;
}

const std::string& ReasonOrThrow(const std::string& reason) {
  if (!IsReason(reason)) {
    Throw(policy::BadInput(
        "reason: is not a plain word; expected one such as complaint (a-z 0-9 _ -, at most 40)"));
  }
  return reason;
}

}  // namespace

void RegisterGate(ExportedObject& exported) {
  exported.Register(
      "SetBasis",
      [&exported](const BasisFields& fields) {
        return exported.Answer(request::SetBasis{ValueOrThrow(BasisFromFields(fields))});
      },
      "basis");
  exported.Register(
      "GiveConsent",
      [&exported](const std::string& participant) {
        return exported.Answer(request::GiveConsent{HandleOrThrow(participant)});
      },
      "participant");
  exported.Register(
      "WithdrawConsent",
      [&exported](const std::string& participant) {
        return exported.Answer(request::WithdrawConsent{HandleOrThrow(participant)});
      },
      "participant");
  exported.Register(
      "Object",
      [&exported](const std::string& participant, const bool& taken_back) {
        return exported.Answer(request::Object{HandleOrThrow(participant), taken_back});
      },
      "participant", "taken_back");
  exported.RegisterPlain<request::MakePrivate>("MakePrivate");
  exported.Register(
      "Announce",
      [&exported](const std::string& language, const bool& read_aloud) {
        CheckOrThrow(CheckLanguage(language));
        return exported.Answer(request::Announce{language, read_aloud});
      },
      "language", "read_aloud");
  exported.RegisterPlain<request::MayRecord>("MayRecord");
  exported.RegisterPlain<request::StartRecording>("StartRecording");
  exported.RegisterPlain<request::StopRecording>("StopRecording");
  exported.Register(
      "PauseRecording",
      [&exported](const std::string& reason) {
        const request::PauseRecording pause{PauseReasonFromName(reason)};
        if (pause.reason == policy::RecordingGapReason::kUnknown) {
          Throw(policy::BadInput("reason: is not known; expected one of: card, by_hand"));
        }
        return exported.Answer(pause);
      },
      "reason");
  exported.RegisterPlain<request::ResumeRecording>("ResumeRecording");
  exported.RegisterPlain<request::RecordingStatus>("RecordingStatus");
  exported.object()
      .registerSignal("RecordingChanged")
      .onInterface(kInterface)
      .withParameters<std::string>("phase");
  exported.object().registerSignal("OfferAccepted").onInterface(kInterface);
}

void RegisterRulings(ExportedObject& exported) {
  exported.Register(
      "AskChampion",
      [&exported](const std::string& text) {
        CheckOrThrow(CheckQuestionText(text));
        return exported.Answer(request::AskChampion{text});
      },
      "text");
  exported.RegisterPlain<request::ListRulings>("ListRulings");
  exported.Register(
      "ShowRuling",
      [&exported](const std::string& ruling) {
        return exported.Answer(request::ShowRuling{ruling});
      },
      "ruling");
  exported.Register(
      "ImportRuling",
      [&exported](const std::string& ruling) {
        if (ruling.size() > kMaxRulingBytes) {
          Throw(policy::BadInput("ruling: is longer than 16 KiB; expected the text of a ruling"));
        }
        return exported.Answer(request::ImportRuling{ruling});
      },
      "ruling");
}

void RegisterRecordings(ExportedObject& exported) {
  exported.RegisterPlain<request::ListRecordings>("ListRecordings");
  exported.Register(
      "ShowRecording",
      [&exported](const std::string& recording) {
        return exported.Answer(request::ShowRecording{recording});
      },
      "recording");
  exported.Register(
      "ExportRecording",
      [&exported](const std::string& recording, const std::string& reason, const bool& listen,
                  const sdbus::UnixFd& file) {
        return exported.Answer(request::ExportRecording{recording, ReasonOrThrow(reason), listen,
                                                        EmptyFileOrThrow(file)});
      },
      "recording", "reason", "listen", "file");
  exported.Register(
      "ShowJob",
      [&exported](const std::string& job) { return exported.Answer(request::ShowJob{job}); },
      "job");
  exported.Register(
      "DeleteRecording",
      [&exported](const std::string& recording, const std::string& reason) {
        return exported.Answer(request::DeleteRecording{recording, ReasonOrThrow(reason)});
      },
      "recording", "reason");
  exported.Register(
      "HoldRecording",
      [&exported](const std::string& recording, const std::string& owner, const std::string& reason,
                  const std::string& review_by) {
        const auto day = DateFromText(review_by);
        if (!day.has_value()) Throw(policy::BadInput(std::string("review_by: ") + kDateExpected));
        const policy::LegalHold hold{owner, reason, *day};
        CheckOrThrow(CheckHold(hold));
        return exported.Answer(request::HoldRecording{recording, hold});
      },
      "recording", "owner", "reason", "review_by");
  exported.Register(
      "ReleaseRecording",
      [&exported](const std::string& recording, const std::string& owner,
                  const std::string& reason) {
        return exported.Answer(request::ReleaseRecording{recording, owner, ReasonOrThrow(reason)});
      },
      "recording", "owner", "reason");
  exported.RegisterPlain<request::ListRetention>("ListRetention");
  exported.Register(
      "SweepRetention",
      [&exported](const bool& dry_run) {
        return exported.Answer(request::SweepRetention{dry_run});
      },
      "dry_run");
}

}  // namespace chaperone::agent

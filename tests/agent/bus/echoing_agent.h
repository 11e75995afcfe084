// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "agent/bus/agent_client.h"
#include "agent/bus/bus_service.h"
#include "agent/bus/names.h"
#include "tests/agent/bus/private_bus.h"

// A service on a private bus, whose agent answers with what arrived.
namespace chaperone::agent {

using nlohmann::json;
using testing::PrivateBus;
using testing::RunUntil;

inline json ToJson(const policy::Participant& p) {
  return {{"name", p.name},
          {"role", RoleName(p.role)},
          {"identifiers", p.identifiers},
          {"jurisdiction", p.jurisdiction},
          {"confirmed", p.identity_confirmed},
          {"how", p.confirmed_how}};
}

// Says what arrived, so that a test sees the method and every argument.
struct Echo {
  json operator()(const request::Status&) { return {"Status"}; }
  json operator()(const request::StartCall& r) {
    json people = json::array();
    for (const auto& p : r.participants) people.push_back(ToJson(p));
    return {"StartCall", people};
  }
  json operator()(const request::JoinCall& r) { return {"JoinCall", ToJson(r.participant)}; }
  json operator()(const request::LeaveCall& r) { return {"LeaveCall", r.participant}; }
  json operator()(const request::IdentifyParticipant& r) {
    return {"IdentifyParticipant", r.participant, r.how};
  }
  json operator()(const request::EndCall&) { return {"EndCall"}; }
  json operator()(const request::StartShare& r) {
    return {"StartShare", static_cast<int>(r.target), r.monitor, r.window};
  }
  json operator()(const request::StopShare& r) { return {"StopShare", r.share}; }
  json operator()(const request::ListShares&) { return {"ListShares"}; }
  json operator()(const request::SetAudience& r) {
    return {"SetAudience", std::string(policy::AudienceName(r.audience))};
  }
  json operator()(const request::TestChampion&) { return {"TestChampion"}; }
  json operator()(const request::ListAlerts&) { return {"ListAlerts"}; }
  json operator()(const request::ShowAlert& r) { return {"ShowAlert", r.alert}; }
  json operator()(const request::ResolveAlert& r) {
    return {"ResolveAlert", r.alert, std::string(policy::AnswerName(r.answer))};
  }
  json operator()(const request::AnswerAlert& r) {
    return {"AnswerAlert", r.alert, std::string(policy::AnswerName(r.answer)),
            std::string(policy::FalseAlarmReasonName(r.why))};
  }
  json operator()(const request::SnoozeAlert& r) {
    return {"SnoozeAlert", r.alert, r.time.count()};
  }
  json operator()(const request::AskAboutAlert& r) { return {"AskAboutAlert", r.alert, r.text}; }
  json operator()(const request::CoverAlert& r) { return {"CoverAlert", r.alert, r.covered}; }
  json operator()(const request::LedgerHead&) { return {"LedgerHead"}; }
  json operator()(const request::LedgerVerify&) { return {"LedgerVerify"}; }
  json operator()(const request::LedgerExport& r) {
    const bool written = write(r.file, "entry\n", 6) == 6;
    return {"LedgerExport", written};
  }
  json operator()(const request::ReloadPolicy&) { return {"ReloadPolicy"}; }
  json operator()(const request::SetBasis& r) {
    return {
        "SetBasis",        r.basis.purpose,           std::string(LawfulBasisName(r.basis.basis)),
        r.basis.reference, r.basis.special_condition, r.basis.unsure};
  }
  json operator()(const request::GiveConsent& r) { return {"GiveConsent", r.participant}; }
  json operator()(const request::WithdrawConsent& r) { return {"WithdrawConsent", r.participant}; }
  json operator()(const request::Object& r) { return {"Object", r.participant, r.taken_back}; }
  json operator()(const request::MakePrivate&) { return {"MakePrivate"}; }
  json operator()(const request::Announce& r) { return {"Announce", r.language, r.read_aloud}; }
  json operator()(const request::MayRecord&) { return {"MayRecord"}; }
  json operator()(const request::StartRecording&) { return {"StartRecording"}; }
  json operator()(const request::StopRecording&) { return {"StopRecording"}; }
  json operator()(const request::PauseRecording& r) {
    return {"PauseRecording", std::string(RecordingGapReasonName(r.reason))};
  }
  json operator()(const request::ResumeRecording&) { return {"ResumeRecording"}; }
  json operator()(const request::RecordingStatus&) { return {"RecordingStatus"}; }
  json operator()(const request::AskChampion& r) { return {"AskChampion", r.text}; }
  json operator()(const request::ListRulings&) { return {"ListRulings"}; }
  json operator()(const request::ShowRuling& r) { return {"ShowRuling", r.ruling}; }
  json operator()(const request::ImportRuling& r) { return {"ImportRuling", r.file}; }
  json operator()(const request::ListRecordings&) { return {"ListRecordings"}; }
  json operator()(const request::ShowRecording& r) { return {"ShowRecording", r.recording}; }
  json operator()(const request::ExportRecording& r) {
    const bool written = write(r.file, "sound\n", 6) == 6;
    return {"ExportRecording", r.recording, r.reason, r.listen, written};
  }
  json operator()(const request::ShowJob& r) { return {"ShowJob", r.job}; }
  json operator()(const request::DeleteRecording& r) {
    return {"DeleteRecording", r.recording, r.reason};
  }
  json operator()(const request::HoldRecording& r) {
    return {"HoldRecording", r.recording, r.hold.owner, r.hold.reason,
            policy::FormatUtc(r.hold.review_by)};
  }
  json operator()(const request::ReleaseRecording& r) {
    return {"ReleaseRecording", r.recording, r.owner, r.reason};
  }
  json operator()(const request::ListRetention&) { return {"ListRetention"}; }
  json operator()(const request::SweepRetention& r) { return {"SweepRetention", r.dry_run}; }
  json operator()(const request::ShowPolicy&) { return {"ShowPolicy"}; }
  json operator()(const request::ListMails&) { return {"ListMails"}; }
  json operator()(const request::ListGaps&) { return {"ListGaps"}; }
  json operator()(const request::ListAccess&) { return {"ListAccess"}; }
  json operator()(const request::ListRemembered&) { return {"ListRemembered"}; }
  json operator()(const request::ForgetRemembered&) { return {"ForgetRemembered"}; }
  json operator()(const request::ListAlertCounts& r) {
    return {"ListAlertCounts", r.since.time_since_epoch().count()};
  }
  json operator()(const request::SuggestBasis&) { return {"SuggestBasis"}; }
  json operator()(const request::ExportOwnData& r) {
    const bool written = write(r.file, "{}\n", 3) == 3;
    return {"ExportOwnData", written};
  }
  json operator()(const request::CheckScreen&) { return {"CheckScreen"}; }
  json operator()(const request::ShowCheck& r) { return {"ShowCheck", r.check}; }
};

// The agent behind the face, as far as the bus is concerned.
class EchoingAgent : public AgentFace {
 public:
  policy::Result<json> Handle(const Request& request) override {
    ++handled;
    if (failure.has_value()) return *failure;
    return std::visit(Echo(), request);
  }
  std::optional<policy::Error> failure;
  int handled = 0;
};

// A service on a bus of its own, pumped while another thread asks.
struct RunningService {
  PrivateBus private_bus;
  EchoingAgent agent;
  std::unique_ptr<Bus> bus = std::move(*Bus::Open());
  std::unique_ptr<BusService> service = std::move(*BusService::Create(*bus, agent));

  void Pump() { REQUIRE(bus->Process().ok()); }

  template <class Work>
  auto While(Work work) {
    auto result = std::async(std::launch::async, std::move(work));
    RunUntil([&] { Pump(); },
             [&] { return result.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    return result.get();
  }

  policy::Result<json> Ask(const Request& request) {
    return While([&]() -> policy::Result<json> {
      auto client = AgentClient::Connect();
      if (!client.ok()) return client.error();
      return (*client)->Call(request);
    });
  }
};

}  // namespace chaperone::agent

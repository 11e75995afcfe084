// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sdbus-c++/sdbus-c++.h>
#include <sys/mman.h>

#include <catch2/catch.hpp>

#include "tests/agent/bus/echoing_agent.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::RecordingGapReason;

policy::WallTime Day(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) /
                               std::chrono::day(day));
}

TEST_CASE("bus: every method of the recording side reaches the agent with its arguments") {
  RunningService running;
  const policy::BasisStatement stated{"complaints", policy::LawfulBasis::kLegitimateInterests,
                                      "LIA-7 § 2", "explicit_consent", true};
  const std::vector<std::pair<Request, json>> cases = {
      {request::SetBasis{stated},
       {"SetBasis", "complaints", "legitimate_interests", "LIA-7 § 2", "explicit_consent", true}},
      {request::SetBasis{}, {"SetBasis", "", "unknown", "", "", false}},
      {request::GiveConsent{"p1"}, {"GiveConsent", "p1"}},
      {request::WithdrawConsent{"p12"}, {"WithdrawConsent", "p12"}},
      {request::Object{"p2", true}, {"Object", "p2", true}},
      {request::Object{"p2", false}, {"Object", "p2", false}},
      {request::MakePrivate{}, {"MakePrivate"}},
      {request::Announce{"de-CH", false}, {"Announce", "de-CH", false}},
      {request::Announce{"", true}, {"Announce", "", true}},
      {request::MayRecord{}, {"MayRecord"}},
      {request::StartRecording{}, {"StartRecording"}},
      {request::StopRecording{}, {"StopRecording"}},
      {request::PauseRecording{RecordingGapReason::kPauseCard},
       {"PauseRecording", std::string(RecordingGapReasonName(RecordingGapReason::kPauseCard))}},
      {request::PauseRecording{RecordingGapReason::kPauseByHand},
       {"PauseRecording", std::string(RecordingGapReasonName(RecordingGapReason::kPauseByHand))}},
      {request::ResumeRecording{}, {"ResumeRecording"}},
      {request::RecordingStatus{}, {"RecordingStatus"}},
      {request::AskChampion{"May complaints be recorded?\nAlso those of minors?"},
       {"AskChampion", "May complaints be recorded?\nAlso those of minors?"}},
      {request::ListRulings{}, {"ListRulings"}},
      {request::ShowRuling{"r-1"}, {"ShowRuling", "r-1"}},
      {request::ImportRuling{"{}"}, {"ImportRuling", "{}"}},
      {request::ListRecordings{}, {"ListRecordings"}},
      {request::ShowRecording{"v-1"}, {"ShowRecording", "v-1"}},
      {request::ShowJob{"j-1"}, {"ShowJob", "j-1"}},
      {request::DeleteRecording{"v-1", "erasure"}, {"DeleteRecording", "v-1", "erasure"}},
      {request::HoldRecording{"v-1", {"legal", "litigation", Day(2027, 1, 31)}},
       {"HoldRecording", "v-1", "legal", "litigation", "2027-01-31T00:00:00Z"}},
      {request::ReleaseRecording{"v-1", "legal", "settled"},
       {"ReleaseRecording", "v-1", "legal", "settled"}},
      {request::ListRetention{}, {"ListRetention"}},
      {request::SweepRetention{true}, {"SweepRetention", true}},
      {request::SweepRetention{false}, {"SweepRetention", false}},
  };
  for (const auto& [request, expected] : cases) {
    INFO(expected.dump());
    const auto reply = running.Ask(request);
    REQUIRE(reply.ok());
    CHECK(*reply == expected);
  }
}

TEST_CASE("bus: a recording is exported into an empty file that may be written, and nothing else") {
  RunningService running;
  const auto ask = [&](int file) {
    return running.Ask(request::ExportRecording{"v-1", "complaint", true, file});
  };
  const int memory = memfd_create("export", MFD_CLOEXEC);
  REQUIRE(memory >= 0);
  const auto exported = ask(memory);
  REQUIRE(exported.ok());
  CHECK(*exported == json{"ExportRecording", "v-1", "complaint", true, true});
  // It holds something now.
  const auto again = ask(memory);
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().code == ErrorCode::kBadInput);
  close(memory);
  const testing::TemporaryFolder folder;
  const std::string path = (folder.path() / "empty").string();
  const int reading = open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(reading >= 0);
  CHECK_FALSE(ask(reading).ok());
  close(reading);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  CHECK_FALSE(ask(ends[1]).ok());
  close(ends[0]);
  close(ends[1]);
  CHECK(running.agent.handled == 1);
}

TEST_CASE(
    "bus: malformed arguments of the recording side are refused before they reach the agent") {
  RunningService running;
  const auto call = [&](const std::string& method, auto... args) {
    return running.While([=]() -> std::string {
      const auto connection = sdbus::createSessionBusConnection();
      const auto proxy = sdbus::createProxy(*connection, kBusName, kObjectPath);
      proxy->finishRegistration();
      try {
        std::string reply;
        proxy->callMethod(method)
            .onInterface(kInterface)
            .withArguments(args...)
            .storeResultsTo(reply);
        return "ok";
      } catch (const sdbus::Error& error) {
        return error.getName();
      }
    });
  };
  using Fields = std::map<std::string, sdbus::Variant>;
  const auto text = [](std::string value) { return sdbus::Variant(std::move(value)); };
  const std::string bad = "org.chaperone.Error.BadInput";
  for (const Fields& fields : std::vector<Fields>{{{"porpose", text("complaints")}},
                                                  {{"purpose", sdbus::Variant(int32_t{7})}},
                                                  {{"purpose", text("Complaints of Wren")}},
                                                  {{"basis", text("legit")}},
                                                  {{"basis", text("")}},
                                                  {{"basis", text("unknown")}},
                                                  {{"unsure", text("yes")}},
                                                  {{"reference", text(std::string(201, 'a'))}},
                                                  {{"reference", text("LIA-7\nWren")}},
                                                  {{"special_condition", text("Art. 9(2)(a)")}}}) {
    INFO(fields.begin()->first);
    CHECK(call("SetBasis", fields) == bad);
  }
  const auto word = [](const char* value) { return std::string(value); };
  for (const char* handle : {"", "p", "1", "Wren", "p1 ", "p123456789012"}) {
    CHECK(call("GiveConsent", word(handle)) == bad);
    CHECK(call("WithdrawConsent", word(handle)) == bad);
    CHECK(call("Object", word(handle), false) == bad);
  }
  for (const char* language : {"e", "english language", "en_GB", "en-", "-en", "123", "en--GB"}) {
    INFO(language);
    CHECK(call("Announce", word(language), false) == bad);
  }
  for (const char* reason : {"", "unknown", "late_joiner"}) {
    CHECK(call("PauseRecording", word(reason)) == bad);
  }
  CHECK(call("AskChampion", std::string()) == bad);
  CHECK(call("AskChampion", std::string(1001, 'a')) == bad);
  CHECK(call("ImportRuling", std::string(16385, 'a')) == bad);
  for (const char* reason : {"", "Wren asked", "WREN"}) {
    CHECK(call("DeleteRecording", word("v-1"), word(reason)) == bad);
    CHECK(call("ReleaseRecording", word("v-1"), word(""), word(reason)) == bad);
    CHECK(call("HoldRecording", word("v-1"), word("legal"), word(reason), word("2027-01-31")) ==
          bad);
    CHECK(call("HoldRecording", word("v-1"), word(reason), word("litigation"),
               word("2027-01-31")) == bad);
  }
  for (const char* day :
       {"", "31.01.2027", "2027-02-30", "2027-1-31", "2027-01-3x", "2027-01-311"}) {
    INFO(day);
    CHECK(call("HoldRecording", word("v-1"), word("legal"), word("litigation"), word(day)) == bad);
  }
  CHECK(running.agent.handled == 0);
}

}  // namespace
}  // namespace chaperone::agent

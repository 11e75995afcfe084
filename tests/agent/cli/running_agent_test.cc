// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <future>

#include "tests/agent/cli/machine.h"

namespace chaperone::agent {
namespace {

using policy::Role;

TEST_CASE("cli: a call is told with its people, and personal values may come by file or input") {
  Machine machine;
  std::ofstream(machine.folder.path() / "ids") << "wren@example.com\n07700 900123\r\n";
  const Finished started =
      machine.Run({"call", "start", "--customer", "-", "--identifier",
                   "@" + (machine.folder.path() / "ids").string(), "--identifier", "@acme.example",
                   "--confirmed", "security_questions", "--representative", "Idris Calloway",
                   "--staff", "Tomasz Ferreira"},
                  "Wren Abernathy\n");
  CHECK(started.exit_code == 0);
  const auto& people = machine.Last<request::StartCall>().participants;
  REQUIRE(people.size() == 3);
  CHECK(people[0] == policy::Participant{"",
                                         "Wren Abernathy",
                                         Role::kCustomer,
                                         {"wren@example.com", "07700 900123", "@acme.example"},
                                         true,
                                         "security_questions"});
  CHECK(people[1] ==
        policy::Participant{"", "Idris Calloway", Role::kRepresentative, {}, false, ""});
  CHECK(people[2] == policy::Participant{"", "Tomasz Ferreira", Role::kStaff, {}, false, ""});
  CHECK(machine.Run({"call", "join", "--customer", "Ana Okoro"}).exit_code == 0);
  CHECK_FALSE(machine.Last<request::JoinCall>().participant.identity_confirmed);
  CHECK(machine.Run({"call", "identify", "p2", "--how", "call_back"}).exit_code == 0);
  CHECK(machine.Last<request::IdentifyParticipant>().how == "call_back");
  CHECK(machine.Run({"call", "leave", "p2"}).exit_code == 0);
  CHECK(machine.Last<request::LeaveCall>().participant == "p2");
  CHECK(machine.Run({"call", "end"}).exit_code == 0);
  machine.Last<request::EndCall>();
}

TEST_CASE("cli: shares and alerts are asked for with their arguments") {
  Machine machine;
  CHECK(machine.Run({"share", "start", "--window", "0x1c00007"}).exit_code == 0);
  CHECK(machine.Last<request::StartShare>().window == 0x1c00007);
  CHECK(machine.Last<request::StartShare>().target == policy::ShareTargetKind::kWindow);
  CHECK(machine.Run({"share", "start", "--monitor", "DP-1"}).exit_code == 0);
  CHECK(machine.Last<request::StartShare>().monitor == "DP-1");
  CHECK(machine.Run({"share", "stop"}).exit_code == 0);
  CHECK(machine.Last<request::StopShare>().share.empty());
  CHECK(machine.Run({"share", "audience", "external"}).exit_code == 0);
  CHECK(machine.Last<request::SetAudience>().audience == policy::Audience::kExternal);
  for (const auto& [word, answer] :
       std::map<std::string, policy::Answer>{{"hidden", policy::Answer::kHidden},
                                             {"customer", policy::Answer::kIsCustomer},
                                             {"colleague", policy::Answer::kColleague},
                                             {"false-alarm", policy::Answer::kFalseAlarm}}) {
    CHECK(machine.Run({"alerts", "resolve", "a-1", "--as", word}).exit_code == 0);
    CHECK(machine.Last<request::AnswerAlert>().alert == "a-1");
    CHECK(machine.Last<request::AnswerAlert>().answer == answer);
    CHECK(machine.Last<request::AnswerAlert>().why == policy::FalseAlarmReason::kNone);
  }
  CHECK(machine.Run({"alerts", "resolve", "a-1", "--as", "false-alarm", "--why", "misread"})
            .exit_code == 0);
  CHECK(machine.Last<request::AnswerAlert>().why == policy::FalseAlarmReason::kMisread);
  CHECK(machine.Run({"alerts", "snooze", "a-1", "--seconds", "120"}).exit_code == 0);
  CHECK(machine.Last<request::SnoozeAlert>().alert == "a-1");
  CHECK(machine.Last<request::SnoozeAlert>().time == std::chrono::seconds{120});
  CHECK(machine.Run({"alerts", "ask", "a-1", "--text", "Was it one?\n"}).exit_code == 0);
  CHECK(machine.Last<request::AskAboutAlert>().alert == "a-1");
  CHECK(machine.Last<request::AskAboutAlert>().text == "Was it one?");
  CHECK(machine.Run({"alerts", "show", "a-1"}).exit_code == 0);
  CHECK(machine.Last<request::ShowAlert>().alert == "a-1");
  CHECK(machine.Run({"alerts", "cover", "a-1"}).exit_code == 0);
  CHECK(machine.Last<request::CoverAlert>().alert == "a-1");
  CHECK(machine.Last<request::CoverAlert>().covered);
  CHECK(machine.Run({"alerts", "uncover", "a-1"}).exit_code == 0);
  CHECK_FALSE(machine.Last<request::CoverAlert>().covered);
  CHECK(machine.Run({"alerts", "counts"}).exit_code == 0);
  CHECK(machine.Last<request::ListAlertCounts>().since == std::chrono::sys_days{});
  CHECK(machine.Run({"alerts", "counts", "--since", "2026-11-01"}).exit_code == 0);
  CHECK(machine.Last<request::ListAlertCounts>().since ==
        std::chrono::sys_days{std::chrono::year{2026} / 11 / 1});
  CHECK(machine.Run({"alerts", "counts", "--since", "yesterday"}).exit_code == 2);
  CHECK(machine.Run({"champion", "test"}).exit_code == 0);
  machine.Last<request::TestChampion>();
}

TEST_CASE("cli: a reply is printed for people, or as it came") {
  Machine machine;
  const Finished plain = machine.Run({"status"});
  CHECK(plain.exit_code == 0);
  CHECK(plain.out ==
        "call: none\n"
        "not watched:\n"
        "  - Shares of one tab are not watched.\n"
        "open alerts: 2\n"
        "shares:\n"
        "  id  application\n"
        "  s1  Chromium\n");
  const Finished as_json = machine.Run({"status", "--json"});
  CHECK(json::parse(as_json.out) == machine.agent.reply);
}

TEST_CASE("cli: status says in one sentence that leaks are only counted") {
  Machine machine;
  machine.agent.reply["monitoring"] = {
      {"alerts", 3}, {"sentence", "monitoring only: 3 this week would have been alerts"}};
  const Finished shown = machine.Run({"status"});
  CHECK(shown.out.find("monitoring: monitoring only: 3 this week would have been alerts") !=
        std::string::npos);
  CHECK(json::parse(machine.Run({"status", "--json"}).out)["monitoring"]["alerts"] == 3);
  machine.agent.reply["monitoring"] = nullptr;
  CHECK(machine.Run({"status"}).exit_code == 0);
}

TEST_CASE("cli: what the agent refuses becomes the right exit code") {
  Machine machine;
  using policy::ErrorCode;
  for (const auto& [code, exit_code] : std::map<ErrorCode, int>{{ErrorCode::kRefused, 1},
                                                                {ErrorCode::kBadInput, 3},
                                                                {ErrorCode::kNotFound, 3},
                                                                {ErrorCode::kLocked, 4},
                                                                {ErrorCode::kIo, 4},
                                                                {ErrorCode::kUnavailable, 4}}) {
    machine.agent.failure = policy::Error{code, false, "there is no such alert; see: alerts list"};
    const Finished finished = machine.Run({"alerts", "show", "a-9"});
    CHECK(finished.exit_code == exit_code);
    CHECK(finished.err == "chaperone: there is no such alert; see: alerts list\n");
    CHECK(finished.out.empty());
  }
}

TEST_CASE("cli: the ledger is exported to a new file or to standard output, and verified") {
  Machine machine;
  CHECK(machine.Run({"ledger", "export"}).out == "line\n");
  const std::string path = (machine.folder.path() / "export.jsonl").string();
  CHECK(machine.Run({"ledger", "export", path}).exit_code == 0);
  CHECK(testing::ReadFile(path) == "line\n");
  const Finished again = machine.Run({"ledger", "export", path});
  CHECK(again.exit_code == 3);
  CHECK(testing::ReadFile(path) == "line\n");
  machine.agent.failure = policy::IoError("the disk is full");
  CHECK(machine.Run({"ledger", "export", path + "2"}).exit_code == 4);
  CHECK_FALSE(std::filesystem::exists(path + "2"));
  machine.agent.failure.reset();
  machine.agent.reply = {{"ok", false}, {"problem", "line 3 was changed"}};
  CHECK(machine.Run({"ledger", "verify"}).exit_code == 1);
  machine.agent.reply = {{"ok", true}, {"problem", ""}};
  CHECK(machine.Run({"ledger", "verify"}).exit_code == 0);
}

TEST_CASE("cli: each part of the glass box is asked for by itself") {
  Machine machine;
  CHECK(machine.Run({"status", "--mails"}).exit_code == 0);
  machine.Last<request::ListMails>();
  CHECK(machine.Run({"status", "--gaps", "--json"}).exit_code == 0);
  machine.Last<request::ListGaps>();
  CHECK(machine.Run({"status", "--access"}).exit_code == 0);
  machine.Last<request::ListAccess>();
  CHECK(machine.Run({"status", "--access", "--gaps"}).exit_code == 2);
  CHECK(machine.Run({"policy", "show", "--in-force"}).exit_code == 0);
  machine.Last<request::ShowPolicy>();
  CHECK(machine.Run({"policy", "show", "--in-force", "firm.toml"}).exit_code == 2);
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/bus_service.h"

#include <poll.h>
#include <re2/re2.h>
#include <sdbus-c++/sdbus-c++.h>
#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/agent/bus/echoing_agent.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;

TEST_CASE("bus: every method reaches the agent with its arguments") {
  RunningService running;
  const policy::Participant customer{
      "",   "Wren Abernathy",    policy::Role::kCustomer, {"wren@example.com", "@acme.example"},
      true, "security_questions"};
  const policy::Participant other{
      "", "", policy::Role::kRepresentative, {"07700 900123"}, false, "", "us_washington"};
  const std::vector<std::pair<Request, json>> cases = {
      {request::Status{}, {"Status"}},
      {request::StartCall{{customer, other}},
       {"StartCall", json::array({ToJson(customer), ToJson(other)})}},
      {request::StartCall{}, {"StartCall", json::array()}},
      {request::JoinCall{customer}, {"JoinCall", ToJson(customer)}},
      {request::LeaveCall{"p1"}, {"LeaveCall", "p1"}},
      {request::IdentifyParticipant{"p2", "call_back"}, {"IdentifyParticipant", "p2", "call_back"}},
      {request::EndCall{}, {"EndCall"}},
      {request::StartShare{policy::ShareTargetKind::kScreen, "DP-1", 0},
       {"StartShare", 1, "DP-1", 0}},
      {request::StartShare{policy::ShareTargetKind::kWindow, "", 0x1c00007},
       {"StartShare", 2, "", 0x1c00007}},
      {request::StopShare{"s1"}, {"StopShare", "s1"}},
      {request::ListShares{}, {"ListShares"}},
      {request::SetAudience{policy::Audience::kExternal}, {"SetAudience", "external"}},
      {request::TestChampion{}, {"TestChampion"}},
      {request::ListAlerts{}, {"ListAlerts"}},
      {request::ShowAlert{"a-1"}, {"ShowAlert", "a-1"}},
      {request::ResolveAlert{"a-1", policy::Answer::kIsCustomer},
       {"ResolveAlert", "a-1", "is_customer"}},
      {request::AnswerAlert{"a-1", policy::Answer::kFalseAlarm, policy::FalseAlarmReason::kMisread},
       {"AnswerAlert", "a-1", "false_alarm", "misread"}},
      {request::AnswerAlert{"a-1", policy::Answer::kColleague, {}},
       {"AnswerAlert", "a-1", "colleague", ""}},
      {request::SnoozeAlert{"a-1", std::chrono::seconds{90}}, {"SnoozeAlert", "a-1", 90}},
      {request::AskAboutAlert{"a-1", "Was it one?"}, {"AskAboutAlert", "a-1", "Was it one?"}},
      {request::CoverAlert{"a-1", true}, {"CoverAlert", "a-1", true}},
      {request::LedgerHead{}, {"LedgerHead"}},
      {request::LedgerVerify{}, {"LedgerVerify"}},
      {request::ReloadPolicy{}, {"ReloadPolicy"}},
      {request::ShowPolicy{}, {"ShowPolicy"}},
      {request::ListMails{}, {"ListMails"}},
      {request::ListGaps{}, {"ListGaps"}},
      {request::ListAccess{}, {"ListAccess"}},
      {request::ListRemembered{}, {"ListRemembered"}},
      {request::ForgetRemembered{}, {"ForgetRemembered"}},
      {request::ListAlertCounts{}, {"ListAlertCounts", 0}},
      {request::ListAlertCounts{std::chrono::sys_days{std::chrono::days{20'000}}},
       {"ListAlertCounts", 20'000}},
      {request::SuggestBasis{}, {"SuggestBasis"}},
      {request::CheckScreen{}, {"CheckScreen"}},
      {request::ShowCheck{"k-1"}, {"ShowCheck", "k-1"}},
  };
  for (const auto& [request, expected] : cases) {
    INFO(expected.dump());
    const auto reply = running.Ask(request);
    REQUIRE(reply.ok());
    CHECK(*reply == expected);
  }
}

TEST_CASE("bus: a reason goes with a false alarm alone") {
  RunningService running;
  const auto refused = running.Ask(
      request::AnswerAlert{"a-1", policy::Answer::kIsCustomer, policy::FalseAlarmReason::kMisread});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBadInput);
  CHECK(refused.error().detail.find("false_alarm") != std::string::npos);
  CHECK(running.agent.handled == 0);
}

TEST_CASE("bus: a snooze of no time is none") {
  RunningService running;
  const auto refused = running.Ask(request::SnoozeAlert{"a-1", std::chrono::seconds{0}});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBadInput);
  CHECK(running.agent.handled == 0);
}

TEST_CASE("bus: a question about an alert has 1 to 1000 characters") {
  RunningService running;
  for (const std::string& text : {std::string(), std::string(1001, 'x')}) {
    const auto refused = running.Ask(request::AskAboutAlert{"a-1", text});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::kBadInput);
  }
  CHECK(running.agent.handled == 0);
}

TEST_CASE("bus: a ledger is exported into the caller's file, and into nothing that could block") {
  RunningService running;
  const int memory = memfd_create("export", MFD_CLOEXEC);
  REQUIRE(memory >= 0);
  CHECK(running.Ask(request::LedgerExport{memory}).ok());
  char text[16] = {};
  CHECK(pread(memory, text, sizeof text, 0) == 6);
  CHECK(std::string(text) == "entry\n");
  close(memory);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const auto refused = running.Ask(request::LedgerExport{ends[1]});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBadInput);
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("bus: each error keeps its code and its words") {
  RunningService running;
  for (const ErrorCode code :
       {ErrorCode::kUnknown, ErrorCode::kBadInput, ErrorCode::kUnavailable, ErrorCode::kNotFound,
        ErrorCode::kRefused, ErrorCode::kLocked, ErrorCode::kIo, ErrorCode::kProtocol}) {
    running.agent.failure = policy::Error{code, false, "what happened; what to do"};
    const auto reply = running.Ask(request::Status{});
    REQUIRE_FALSE(reply.ok());
    CHECK(reply.error().code == code);
    CHECK(reply.error().detail == "what happened; what to do");
  }
}

TEST_CASE("bus: what is not UTF-8 is said in plain words, not in the library's") {
  RunningService running;
  for (const Request& request :
       std::vector<Request>{request::LeaveCall{"p\xff"}, request::ShowAlert{"\xc3"},
                            request::StartShare{policy::ShareTargetKind::kScreen, "\xff", 0}}) {
    const auto reply = running.Ask(request);
    REQUIRE_FALSE(reply.ok());
    CHECK(reply.error().code == ErrorCode::kBadInput);
    CHECK(reply.error().detail == "an argument is not UTF-8; expected UTF-8 text");
  }
  CHECK(running.agent.handled == 0);
}

TEST_CASE("bus: malformed arguments are refused before they reach the agent") {
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
  const std::string bad = "org.chaperone.Error.BadInput";
  const Fields role_only = {{"role", sdbus::Variant(std::string("customer"))}};
  const Fields unknown_key = {{"role", sdbus::Variant(std::string("customer"))},
                              {"nmae", sdbus::Variant(std::string("Wren Abernathy"))}};
  const Fields wrong_type = {{"role", sdbus::Variant(std::string("customer"))},
                             {"name", sdbus::Variant(int32_t{7})}};
  const Fields no_role = {{"name", sdbus::Variant(std::string("Wren Abernathy"))}};
  const auto customer = [](const std::string& key, const sdbus::Variant& value) {
    Fields fields = {{"role", sdbus::Variant(std::string("customer"))},
                     {"name", sdbus::Variant(std::string("Wren Abernathy"))}};
    fields[key] = value;
    return fields;
  };
  const auto text = [](std::string value) { return sdbus::Variant(std::move(value)); };
  const Fields free_text = customer("confirmed_how", text("Wren told me"));
  const Fields no_reason = customer("confirmed_how", text(""));
  const Fields long_name = customer("name", text(std::string(201, 'a')));
  const Fields two_lines = customer("name", text("Wren\nAbernathy"));
  const Fields long_identifier =
      customer("identifiers", sdbus::Variant(std::vector<std::string>{std::string(101, '1')}));
  const Fields no_place = customer("jurisdiction", text("United Kingdom"));
  for (const Fields& fields : {no_place, role_only, unknown_key, wrong_type, no_role, free_text,
                               no_reason, long_name, two_lines, long_identifier}) {
    CHECK(call("JoinCall", fields) == bad);
    CHECK(call("StartCall", std::vector<Fields>{fields}) == bad);
  }
  CHECK(call("ListAlertCounts", std::string("last week")) == bad);
  CHECK(call("SetAudience", std::string("everyone")) == bad);
  CHECK(call("SetAudience", std::string("unknown")) == bad);
  CHECK(call("ResolveAlert", std::string("a"), std::string("none")) == bad);
  CHECK(call("StartShare", std::string("tab"), std::string(), uint32_t{0}) == bad);
  CHECK(call("StartShare", std::string("window"), std::string(), uint32_t{0}) == bad);
  for (const char* how : {"", "Wren told me", "WREN"}) {
    CHECK(call("IdentifyParticipant", std::string("p1"), std::string(how)) == bad);
  }
  CHECK(call("NoSuchMethod") == "org.freedesktop.DBus.Error.UnknownMethod");
  CHECK(running.agent.handled == 0);
}

// name(arg:type:direction …) of every method and signal, in alphabetical order.
std::vector<std::string> Members(const std::string& xml) {
  std::string ours;
  const RE2 interface("(?s)<interface name=\"org\\.chaperone\\.Agent1\">(.*?)</interface>");
  REQUIRE(RE2::PartialMatch(xml, interface, &ours));
  RE2::GlobalReplace(&ours, "(?s)<!--.*?-->", "");
  std::vector<std::string> members;
  re2::StringPiece rest(ours);
  const RE2 tag("<(method|signal|arg|property) ([^>]*?)/?>");
  std::string element;
  std::string attributes;
  while (RE2::FindAndConsume(&rest, tag, &element, &attributes)) {
    const auto value = [&](const std::string& name) {
      std::string text;
      RE2::PartialMatch(attributes, "\\b" + name + "=\"([^\"]*)\"", &text);
      return text;
    };
    if (element == "arg") {
      REQUIRE_FALSE(members.empty());
      members.back() += " " + value("name") + ":" + value("type") + ":" + value("direction");
    } else {
      members.push_back(element + " " + value("name"));
    }
  }
  std::sort(members.begin(), members.end());
  return members;
}

TEST_CASE("bus: the running service is what the XML says") {
  RunningService running;
  const std::string live = running.While([] {
    const auto connection = sdbus::createSessionBusConnection();
    const auto proxy = sdbus::createProxy(*connection, kBusName, kObjectPath);
    proxy->finishRegistration();
    std::string xml;
    proxy->callMethod("Introspect")
        .onInterface("org.freedesktop.DBus.Introspectable")
        .storeResultsTo(xml);
    return xml;
  });
  const auto written = Members(testing::ReadFile(CONTRACT_XML));
  CHECK(written.size() == 64);
  CHECK(Members(live) == written);
}

TEST_CASE("bus: signals carry an alert's id and severity or a phase, and no more") {
  RunningService running;
  std::vector<std::string> heard;
  const auto listener = sdbus::createSessionBusConnection();
  const auto proxy = sdbus::createProxy(*listener, kBusName, kObjectPath);
  proxy->uponSignal("AlertOpened")
      .onInterface(kInterface)
      .call([&](const std::string& id, const std::string& severity) {
        heard.push_back("opened " + id + " " + severity);
      });
  proxy->uponSignal("AlertClosed").onInterface(kInterface).call([&](const std::string& id) {
    heard.push_back("closed " + id);
  });
  proxy->uponSignal("RecordingChanged").onInterface(kInterface).call([&](const std::string& phase) {
    heard.push_back("phase " + phase);
  });
  proxy->uponSignal("OfferAccepted").onInterface(kInterface).call([&] {
    heard.push_back("accepted");
  });
  proxy->uponSignal("StatusChanged").onInterface(kInterface).call([&] {
    heard.push_back("status");
  });
  proxy->finishRegistration();
  running.service->EmitAlertOpened("a-7", policy::Severity::kHigh);
  running.service->EmitAlertClosed("a-7");
  running.service->EmitRecordingChanged(policy::RecordingPhase::kPaused);
  running.service->EmitOfferAccepted();
  running.service->EmitStatusChanged();
  RunUntil(
      [&] {
        running.Pump();
        while (listener->processPendingRequest()) {
        }
      },
      [&] { return heard.size() >= 5; });
  CHECK(heard == std::vector<std::string>{"opened a-7 high", "closed a-7", "phase paused",
                                          "accepted", "status"});
}

TEST_CASE("bus: many changes of the status are told by a few signals, and the last one is told") {
  RunningService running;
  int heard = 0;
  const auto listener = sdbus::createSessionBusConnection();
  const auto proxy = sdbus::createProxy(*listener, kBusName, kObjectPath);
  proxy->uponSignal("StatusChanged").onInterface(kInterface).call([&] { ++heard; });
  proxy->finishRegistration();
  const auto pump = [&] {
    running.Pump();
    while (listener->processPendingRequest()) {
    }
  };
  running.service->EmitStatusChanged();
  RunUntil(pump, [&] { return heard == 1; });
  for (int i = 0; i < 1000; ++i) running.service->EmitStatusChanged();
  // On a slow machine the last of them could have been told at once.
  while (!running.service->due().has_value()) running.service->EmitStatusChanged();
  const auto begin = std::chrono::steady_clock::now();
  running.service->SendDue(*running.service->due() - std::chrono::milliseconds{1});
  CHECK(running.service->due().has_value());
  const auto due = *running.service->due();
  running.service->SendDue(due);
  CHECK_FALSE(running.service->due().has_value());
  CHECK(due <= begin + std::chrono::milliseconds{100});
  RunUntil(pump, [&] { return heard >= 2; });
}

TEST_CASE("bus: a second agent on the bus is refused") {
  RunningService running;
  auto second_bus = std::move(*Bus::Open());
  EchoingAgent agent;
  const auto second = BusService::Create(*second_bus, agent);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == ErrorCode::kRefused);
  CHECK(second.error().detail.find("running already") != std::string::npos);
}

TEST_CASE("bus: without an agent the client says how to start it") {
  const PrivateBus bus;
  auto client = std::move(*AgentClient::Connect());
  const auto reply = client->Call(request::Status{});
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.error().code == ErrorCode::kUnavailable);
  CHECK(reply.error().detail.find("the agent is not running") != std::string::npos);
  CHECK(reply.error().detail.find("chaperone agent") != std::string::npos);
}

TEST_CASE("bus: without a session bus both sides say so") {
  setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
  const auto bus = Bus::Open();
  REQUIRE_FALSE(bus.ok());
  CHECK(bus.error().code == ErrorCode::kUnavailable);
  CHECK(bus.error().retryable);
  CHECK(bus.error().detail.find("dbus-run-session") != std::string::npos);
  const auto client = AgentClient::Connect();
  REQUIRE_FALSE(client.ok());
  CHECK(client.error().code == ErrorCode::kUnavailable);
  unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

TEST_CASE("bus: the end of the session bus is an error, not a crash") {
  RunningService running;
  running.private_bus.Stop();
  policy::Result<void> last;
  RunUntil([&] { last = running.bus->Process(); }, [&] { return !last.ok(); });
  CHECK(last.error().code == ErrorCode::kUnavailable);
  running.service->EmitStatusChanged();
}

TEST_CASE("bus: the loop sleeps until a call comes") {
  RunningService running;
  running.Pump();
  const auto wait = [&](int longest_ms) {
    const auto most = running.bus->poll_timeout();
    const int timeout = most.has_value()
                            ? static_cast<int>(std::min<int64_t>(most->count(), longest_ms))
                            : longest_ms;
    pollfd ready{running.bus->poll_fd(), running.bus->poll_events(), 0};
    return poll(&ready, 1, timeout);
  };
  RunUntil([&] { running.Pump(); }, [&] { return wait(50) == 0; });
  CHECK_FALSE(running.bus->poll_timeout().has_value());
  auto asked = std::async(std::launch::async,
                          [] { return (*AgentClient::Connect())->Call(request::EndCall{}).ok(); });
  CHECK(wait(10000) == 1);
  RunUntil([&] { running.Pump(); },
           [&] { return asked.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  CHECK(asked.get());
}

}  // namespace
}  // namespace chaperone::agent

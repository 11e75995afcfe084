// SPDX-License-Identifier: Apache-2.0
#include "agent/replies.h"

#include <catch2/catch.hpp>

namespace chaperone::agent {
namespace {

TEST_CASE("replies: a call names participants by handle, never by name or identifier") {
  policy::Session session;
  CHECK(CallReply(session).is_null());
  session.call.emplace();
  session.call->id = "c-1";
  policy::Participant p;
  p.id = "p1";
  p.name = "Orla Fenwick";
  p.identifiers = {"orla.fenwick@mailbox.example"};
  p.role = policy::Role::kCustomer;
  session.call->participants.push_back(p);
  const std::string text = CallReply(session).dump();
  CHECK(text.find("p1") != std::string::npos);
  CHECK(text.find("customer") != std::string::npos);
  CHECK(text.find("enwick") == std::string::npos);
}

TEST_CASE("replies: an alert says all but its fingerprints") {
  policy::Alert alert;
  alert.id = "a-1";
  alert.state = policy::AlertState::kClosed;
  alert.severity = policy::Severity::kHigh;
  alert.kinds[policy::Kind::kUkNino] = 2;
  alert.fingerprints.insert({0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4});
  alert.closed_at = policy::WallTime{std::chrono::seconds{60}};
  alert.visible = std::chrono::milliseconds{1500};
  const nlohmann::json reply = WholeAlertReply({}, alert, true);
  CHECK(reply["kinds"]["uk_nino"] == 2);
  CHECK(reply["closed_at"] == "1970-01-01T00:01:00Z");
  CHECK(reply["visible_ms"] == 1500);
  CHECK(reply["on_record"] == true);
  CHECK(reply.dump().find("deadbeef") == std::string::npos);
}

TEST_CASE("replies: an alert that the session tracks says whose and where, others do not") {
  policy::Session session;
  policy::Share share;
  share.id = "s-1";
  share.target = policy::ShareTargetKind::kWindow;
  share.window = 77;
  share.place = {100, 50, 640, 480};
  session.shares.push_back(share);
  policy::TrackedAlert tracked;
  tracked.alert.id = "a-1";
  tracked.share = "s-1";
  tracked.parties = {{"A", {{policy::Kind::kEmail, 2}}}};
  tracked.boxes = {{10, 20, 30, 8}};
  session.alerts.push_back(tracked);
  using nlohmann::json;
  const json reply = AlertReply(session, tracked.alert);
  CHECK(reply["parties"] == json::parse(R"([{"party": "A", "kinds": {"email": 2}}])"));
  CHECK(reply["places"] == json::parse("[[110, 70, 30, 8]]"));
  CHECK(reply["share"] == "s-1");
  CHECK(reply["window"] == 77);
  CHECK(reply["snoozed_until"].is_null());
  session.alerts[0].snooze =
      policy::Snooze{{}, policy::WallTime{std::chrono::milliseconds{1'700'000'000'000}}};
  CHECK(AlertReply(session, tracked.alert)["snoozed_until"] == "2023-11-14T22:13:20Z");
  policy::Alert old;
  old.id = "a-0";
  const json other = AlertReply(session, old);
  CHECK(other["parties"] == json::array());
  CHECK(other["places"] == json::array());
  CHECK(other["share"] == "");
  CHECK(other["window"] == 0);
}

TEST_CASE("replies: shares and gaps are listed with their reasons") {
  policy::Session session;
  policy::Share share;
  share.id = "s-1";
  share.origin = policy::ShareOrigin::kByHand;
  share.target = policy::ShareTargetKind::kWindow;
  session.shares.push_back(share);
  session.coverage["s-1"].gaps.push_back({policy::GapReason::kReaderBehind, {}});
  CHECK(SharesReply(session)[0]["origin"] == "by_hand");
  CHECK(SharesReply(session)[0]["target"] == "window");
  CHECK(CoverageReply(session)[0]["reason"] == "reader_behind");
  CHECK(SharesReply(session)[0]["may_stop"] == true);
  CHECK(SharesReply(session)[0]["region"].is_null());
  session.shares[0].region = {1920, 0, 1920, 1080};
  CHECK(SharesReply(session)[0]["region"] == nlohmann::json({1920, 0, 1920, 1080}));
  session.shares[0].place = {5, 6, 7, 8};
  CHECK(SharesReply(session)[0]["region"] == nlohmann::json({5, 6, 7, 8}));
}

}  // namespace
}  // namespace chaperone::agent

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
  const nlohmann::json reply = WholeAlertReply(alert, true);
  CHECK(reply["kinds"]["uk_nino"] == 2);
  CHECK(reply["closed_at"] == "1970-01-01T00:01:00Z");
  CHECK(reply["visible_ms"] == 1500);
  CHECK(reply["on_record"] == true);
  CHECK(reply.dump().find("deadbeef") == std::string::npos);
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
}

}  // namespace
}  // namespace chaperone::agent

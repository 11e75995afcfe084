// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/agent_status.h"

#include "tests/agent/tray/json.h"
#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {}  // namespace

TEST_CASE("status: what the agent says is read") {
  const AgentStatus s = ParseStatus(Json(R"({"version": "0.1.0",
    "call": {"id": "c1", "participants": [{"id": "p1", "role": "customer", "identity_confirmed": true}]},
    "recording": {"may": false, "phase": "closed", "purpose": "complaints", "basis": "consent",
      "jurisdictions": ["uk"], "trouble": "",
      "missing": [{"what": "consent", "participant": "p1", "sentence": "p1 has not said yes"}]},
    "in_call": "baresip", "foreign_recorders": ["/usr/bin/x"], "open_alerts": 2,
    "coverage": [{"share": "s1", "reason": "reader_behind", "since": "2026-03-14T09:26:53Z"}],
    "shares": [{"id": "s1", "origin": "by_hand", "target": "screen"}],
    "reading": {"unread": true}, "shield": {"mode": "ask", "covered": []},
    "monitoring": {"alerts": 5, "sentence": ""},
    "alert_policy": {"mode": "monitor", "notify_employee": false, "max_snooze_s": 60},
    "not_watched": ["no tabs"], "unwatched": [{"what": "browser_tab", "sentence": "no tabs"}, 7],
    "ledger": {"failing": true}})"));
  CHECK(s.call == QStringLiteral("c1"));
  REQUIRE(s.participants.size() == 1);
  CHECK(s.participants[0].confirmed);
  REQUIRE(s.gate.missing.size() == 1);
  CHECK(s.gate.missing[0].what == QStringLiteral("consent"));
  CHECK(s.gate.missing[0].participant == QStringLiteral("p1"));
  CHECK(s.open_alerts == 2);
  REQUIRE(s.gaps.size() == 1);
  CHECK(s.gaps[0].since == QDateTime(QDate(2026, 3, 14), QTime(9, 26, 53), Qt::UTC));
  REQUIRE(s.shares.size() == 1);
  CHECK(s.shares[0].may_stop);  // started by hand, so it can be stopped by hand
  CHECK(s.ledger_failing);
  CHECK(s.unread);
  CHECK(s.may_cover);
  CHECK_FALSE(s.notify_employee);
  CHECK(s.max_snooze_s == 60);
  CHECK(s.only_counted == 5);
  CHECK_FALSE(ParseStatus(Json(R"({"monitoring": null})")).only_counted);
  REQUIRE(s.unwatched.size() == 2);
  CHECK(s.unwatched[0].what == QStringLiteral("browser_tab"));
  CHECK(s.unwatched[0].sentence == QStringLiteral("no tabs"));
  CHECK(s.unwatched[1].what.isEmpty());
  CHECK(s.foreign_recorders == QStringList{QStringLiteral("/usr/bin/x")});
}

TEST_CASE("status: a running recording and its announcement are read") {
  const GateStatus g = ParseGate(Json(R"({"may": true, "phase": "recording",
    "announcement": {"receipt": "r1", "method": "injected", "language": "en", "version": "2026-1",
      "injected_ms": 8200, "gain_db": -2.5, "segments": 9, "segments_met": 9, "participants": ["p1"]},
    "recording": {"id": "rec1", "length_ms": 61000, "permitted": true, "paused": null,
      "microphone_db": -21.5, "far_end_db": -30, "gaps": [{}, {}]},
    "announcing": {"injected_ms": 100, "length_ms": 8200}})"));
  REQUIRE(g.receipt);
  CHECK(g.receipt->segments_met == 9);
  CHECK(g.receipt->participants == QStringList{QStringLiteral("p1")});
  REQUIRE(g.recording);
  CHECK(g.recording->length_ms == 61'000);
  CHECK(g.recording->paused.isEmpty());
  CHECK(g.recording->microphone_db == -21.5);
  CHECK(g.recording->gaps == 2);
  REQUIRE(g.announcing);
  CHECK(g.announcing->length_ms == 8200);
}

TEST_CASE("status: what is no monitor's name is none") {
  CHECK(ParseMonitor(QStringLiteral("DP-1")) == u"DP-1");
  CHECK(ParseMonitor(QStringLiteral("all screens")).isEmpty());
  CHECK(ParseMonitor(QStringLiteral("one window")).isEmpty());
  const AgentStatus s =
      ParseStatus(Json(R"({"shares": [{"id": "s1", "monitor": "all screens"}]})"));
  REQUIRE(s.shares.size() == 1);
  CHECK(s.shares[0].monitor.isEmpty());
}

TEST_CASE("status: a pause is read with its reason and how long it has lasted") {
  const GateStatus g = ParseGate(Json(R"({"phase": "paused",
    "recording": {"id": "rec1", "paused": "pause_card", "paused_ms": 61500}})"));
  REQUIRE(g.recording);
  CHECK(g.recording->paused == u"pause_card");
  CHECK(g.recording->paused_ms == 61'500);
}

TEST_CASE("status: what is absent or of another type is empty, and hostile text is safe") {
  const AgentStatus nothing = ParseStatus({});
  CHECK(nothing.call.isEmpty());
  CHECK_FALSE(nothing.gate.may);
  CHECK_FALSE(nothing.gate.recording);
  CHECK_FALSE(nothing.may_cover);
  CHECK(nothing.notify_employee);  // doubt warns
  const AgentStatus odd = ParseStatus(Json(R"({"call": 7, "recording": [], "open_alerts": "many",
    "shares": {"id": 1}, "warnings": ["a\u202eb\u0007", 3], "ledger": null})"));
  CHECK(odd.call.isEmpty());
  CHECK(odd.open_alerts == 0);
  CHECK(odd.warnings == QStringList{QStringLiteral("ab"), QString()});
  CHECK_FALSE(odd.ledger_failing);
  const GateStatus silent = ParseGate(Json(R"({"recording": {"id": "r"}})"));
  CHECK(silent.recording->microphone_db == -90);
}

}  // namespace chaperone::tray

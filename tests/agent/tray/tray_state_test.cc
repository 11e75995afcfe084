// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/tray_state.h"

#include <set>

#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

AgentStatus InCall(const char* phase, const char* purpose = "") {
  AgentStatus s;
  s.call = QStringLiteral("c1");
  s.gate.phase = QLatin1String(phase);
  s.gate.purpose = QLatin1String(purpose);
  return s;
}

}  // namespace

TEST_CASE("tray state: no agent is not idle") {
  CHECK(StateOf(std::nullopt) == TrayState::kNoAgent);
  CHECK(StateOf(AgentStatus{}) == TrayState::kIdle);
}

TEST_CASE("tray state: each phase of the gate has its picture") {
  CHECK(StateOf(InCall("closed")) == TrayState::kInCall);
  CHECK(StateOf(InCall("private")) == TrayState::kInCall);
  CHECK(StateOf(InCall("closed", "complaints")) == TrayState::kGateClosed);
  CHECK(StateOf(InCall("consulting", "complaints")) == TrayState::kGateClosed);
  CHECK(StateOf(InCall("announcing")) == TrayState::kGateClosed);
  CHECK(StateOf(InCall("opening", "complaints")) == TrayState::kRecording);
  CHECK(StateOf(InCall("recording", "complaints")) == TrayState::kRecording);
  CHECK(StateOf(InCall("paused", "complaints")) == TrayState::kPaused);
  CHECK(StateOf(InCall("closing", "complaints")) == TrayState::kRecording);
  AgentStatus softphone;
  softphone.in_call = QStringLiteral("baresip");
  CHECK(StateOf(softphone) == TrayState::kInCall);
}

TEST_CASE("tray state: an alert comes before a gap, a gap before a recording") {
  AgentStatus s = InCall("recording", "complaints");
  s.shares.push_back({});
  CHECK(StateOf(s) == TrayState::kRecording);
  s.gaps.push_back({QStringLiteral("s1"), QStringLiteral("reader_behind"), {}});
  CHECK(StateOf(s) == TrayState::kCoverageGap);
  s.open_alerts = 1;
  CHECK(StateOf(s) == TrayState::kAlert);
  s = InCall("recording", "complaints");
  s.ledger_failing = true;
  CHECK(StateOf(s) == TrayState::kCoverageGap);
  s = AgentStatus{};
  s.shares.push_back({});
  CHECK(StateOf(s) == TrayState::kSharing);
}

TEST_CASE("tray state: every state has a name and a title of its own") {
  std::set<QString> names;
  std::set<QString> titles;
  for (int i = 0; i < kTrayStateCount; ++i) {
    names.insert(StateName(static_cast<TrayState>(i)));
    titles.insert(StateTitle(static_cast<TrayState>(i)));
  }
  CHECK(names.size() == kTrayStateCount);
  CHECK(titles.size() == kTrayStateCount);
  CHECK_FALSE(titles.count(QString()));
}

TEST_CASE("tray state: all that goes on is said, what is missing and why it is paused too") {
  AgentStatus s = InCall("closed", "complaints");
  s.gate.missing.push_back({QStringLiteral("announcement"), QStringLiteral("p1"), QString()});
  s.shares.push_back({});
  s.foreign_recorders = {QStringLiteral("/usr/bin/obs")};
  const QString all = StateSentences(s).join(u'\n');
  CHECK(all.contains(QLatin1String("everybody has to hear the announcement (p1)")));
  CHECK(all.contains(QLatin1String("/usr/bin/obs records")));
  CHECK(all.contains(QLatin1String("shared and watched")));
  CHECK_FALSE(all.contains(QLatin1String("only counted")));
  s.only_counted = 0;
  CHECK(StateSentences(s).join(u'\n').contains(QLatin1String("only counted")));
  s = InCall("paused", "complaints");
  s.gate.recording = RecordingRow{};
  s.gate.recording->paused = QStringLiteral("pause_card");
  CHECK(StateSentences(s) == QStringList{QStringLiteral("The recording is paused: card details.")});
  CHECK(StateSentences(std::nullopt).size() == 1);
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/recording_model.h"

#include <set>

#include "tests/agent/tray/text.h"

namespace chaperone::tray {
namespace {

AgentStatus Recording(const char* phase, const char* paused = "") {
  AgentStatus s;
  s.call = QStringLiteral("c1");
  s.gate.phase = QLatin1String(phase);
  s.gate.recording = RecordingRow{};
  s.gate.recording->paused = QLatin1String(paused);
  return s;
}

}  // namespace

TEST_CASE("recording: what can be done follows its phase") {
  CHECK(DeedsOf(std::nullopt) == RecordingDeeds{});
  CHECK(DeedsOf(AgentStatus{}) == RecordingDeeds{});
  CHECK(DeedsOf(Recording("recording")) == RecordingDeeds{true, false, true});
  CHECK(DeedsOf(Recording("opening")) == RecordingDeeds{false, false, true});
  CHECK(DeedsOf(Recording("paused", "pause_card")) == RecordingDeeds{false, true, true});
  CHECK(DeedsOf(Recording("closing")) == RecordingDeeds{});
}

TEST_CASE("recording: only a pause by hand is ended by hand") {
  for (const char* reason :
       {"consent", "late_joiner", "requirement", "device_lost", "", "new_one"}) {
    INFO(reason);
    CHECK_FALSE(DeedsOf(Recording("paused", reason)).resume);
  }
  CHECK(DeedsOf(Recording("paused", "pause_by_hand")).resume);
}

TEST_CASE("recording: each phase has its own title and none of them claims what is not so") {
  std::set<QString> titles = {RecordingTitle(std::nullopt), RecordingTitle(AgentStatus{})};
  for (const char* phase :
       {"recording", "paused", "opening", "closing", "announcing", "private", "closed"}) {
    titles.insert(RecordingTitle(Recording(phase)));
  }
  CHECK(titles.size() == 9);
  CHECK(RecordingTitle(Recording("new_phase")) == RecordingTitle(Recording("closed")));
}

}  // namespace chaperone::tray

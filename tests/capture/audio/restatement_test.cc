// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/capture/audio/recorder_program.h"
#include "tests/capture/sound/announcement_fixture.h"

namespace chaperone::test {
namespace {

using std::chrono::seconds;

double FirstSound(const std::vector<float>& sound) {
  const auto loud = std::find_if(sound.begin(), sound.end(), [](float s) { return s > 0.02F; });
  return static_cast<double>(loud - sound.begin()) / 48000;
}

TEST_CASE("recorder: the re-statement is the first sound, then the microphone goes on alone") {
  const SoundServer server;
  const TestFolder folder;
  Speak("This call is recorded.", folder / "short.wav");
  const Softphone softphone(server);
  RecorderProgram recorder;
  recorder.Record(folder / "v-1.sealed", folder / "short.wav", "headset.monitor",
                  softphone.index());
  REQUIRE(recorder.Await<agent::from_recorder::Started>());
  CHECK(Eventually([&] { return softphone.source() == capture::kVirtualMicrophone; }));
  recorder.HearFor(seconds{5});
  CHECK(softphone.source() == "mic");
  CHECK(IsClean(server));
  const Tone employee("employee", 440, folder);
  recorder.HearFor(seconds{3});
  recorder.Say(agent::to_recorder::Finish{});
  REQUIRE(recorder.Await<agent::from_recorder::Finished>());
  CHECK(recorder.All<agent::from_recorder::Failed>().empty());
  CHECK(recorder.All<agent::from_recorder::Gap>().empty());

  const Sound sound = Export(folder / "v-1.sealed", folder);
  CHECK(FirstSound(sound.left) < 2.5);
  CHECK(FirstSound(sound.right) >= sound.seconds() - 0.01);
  const double from = sound.seconds() - 1.8;
  CHECK(ToneLevel(sound.left, 440, from, from + 1) > -14);
  CHECK(std::abs(Pitch(sound.left, 440, from, from + 1) / 440 - 1) < 0.0015);
}

TEST_CASE("recorder: who joins during the re-statement is told, and it begins anew after that") {
  const SoundServer server;
  const TestFolder folder;
  Speak("This call is recorded, and you may object at any time.", folder / "short.wav");
  Speak("This is Example Lending. We record this call.", folder / "long.wav");
  const Softphone softphone(server);
  RecorderProgram recorder;
  const capture::CallSound sound{softphone.index(), "mic", "headset.monitor"};
  recorder.Record(folder / "v-1.sealed", folder / "short.wav", "headset.monitor",
                  softphone.index());
  REQUIRE(recorder.Await<agent::from_recorder::Started>());
  recorder.HearFor(std::chrono::milliseconds{500});
  REQUIRE(softphone.source() == capture::kVirtualMicrophone);
  recorder.Say(agent::to_recorder::Pause{policy::RecordingGapReason::kLateJoiner});
  recorder.ClosePermit();
  recorder.Say(agent::to_recorder::Announce{"n-2", folder / "long.wav", "", sound});
  const auto told = recorder.Await<agent::from_recorder::Announced>(seconds{30});
  for (const auto& failed : recorder.All<agent::from_recorder::AnnounceFailed>()) {
    UNSCOPED_INFO(failed.why);
  }
  REQUIRE(told);
  CHECK(told->measure.segments_met == told->measure.segments);
  recorder.Permit();
  recorder.Say(agent::to_recorder::Resume{sound});
  recorder.HearFor(seconds{7});
  CHECK(softphone.source() == "mic");
  recorder.Say(agent::to_recorder::Finish{});
  REQUIRE(recorder.Await<agent::from_recorder::Finished>());
  CHECK(IsClean(server));
  const auto gaps = recorder.All<agent::from_recorder::Gap>();
  const auto gap = std::find_if(gaps.begin(), gaps.end(), [](const auto& each) {
    return each.gap.reason == policy::RecordingGapReason::kLateJoiner &&
           each.gap.length.count() > 0;
  });
  REQUIRE(gap != gaps.end());

  // All of it stands behind the gap.
  const Sound kept = Export(folder / "v-1.sealed", folder);
  const double over = static_cast<double>((gap->gap.from + gap->gap.length).count()) / 1000;
  const std::vector<float> after(kept.left.begin() + static_cast<std::ptrdiff_t>(over * 48000),
                                 kept.left.end());
  CHECK(FirstSound(after) < 2.5);
}

}  // namespace
}  // namespace chaperone::test

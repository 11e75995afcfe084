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

}  // namespace
}  // namespace chaperone::test

// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/capture/audio/recorder_program.h"

namespace chaperone::test {
namespace {

TEST_CASE("recorder: what is played comes out of the default output") {
  const SoundServer server;
  const TestFolder folder;
  {
    const Tone employee("employee", 440, folder);
    RecorderProgram recorder;
    recorder.Record(folder / "v-1.sealed");
    REQUIRE(recorder.Await<agent::from_recorder::Started>());
    for (int i = 0; i < 3; ++i) REQUIRE(recorder.Await<agent::from_recorder::Level>());
    recorder.Say(agent::to_recorder::Finish{});
    REQUIRE(recorder.Await<agent::from_recorder::Finished>());
    Export(folder / "v-1.sealed", folder);
  }
  const std::string heard = folder / "heard.f32";
  Child ear({"parec", "-d", "headset.monitor", "--raw", "--format=float32le", "--rate=48000",
             "--channels=1", "--latency-msec=50", heard});
  REQUIRE(Eventually([&] {
    std::ifstream file(heard, std::ios::ate);
    return file && file.tellg() > 0;
  }));
  Output({"sh", "-c", std::string("exec ") + CHAPERONE_RECORDER + " play 3 3<\"$1\"", "sh",
          folder / "exported.mka"});
  std::vector<float> sound;
  std::ifstream file(heard, std::ios::binary);
  for (float sample = 0; file.read(reinterpret_cast<char*>(&sample), sizeof sample);)
    sound.push_back(sample);
  double loud = 0;  // seconds
  const double end = static_cast<double>(sound.size()) / 48000;
  for (double at = 0; at + 0.1 <= end; at += 0.1) {
    if (ToneLevel(sound, 440, at, at + 0.1) > -24) loud += 0.1;
  }
  CAPTURE(end);
  CHECK(loud >= 2);
}

TEST_CASE("recorder: what is no recording is not played, and said to be none") {
  const TestFolder folder;
  std::ofstream(folder / "x.mka") << "no sound";
  CHECK_THROWS(Output({"sh", "-c", std::string("exec ") + CHAPERONE_RECORDER + " play 3 3<\"$1\"",
                       "sh", folder / "x.mka"}));
}

}  // namespace
}  // namespace chaperone::test

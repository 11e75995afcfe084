// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/voice_file.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/capture/sound/announcement_fixture.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test
using chaperone::policy::ErrorCode;

namespace {

std::string Refusal(const std::string& file) {
  const auto voice = ReadVoice(file, "");
  REQUIRE_FALSE(voice);
  CHECK(voice.error().code == ErrorCode::kBadInput);
  CHECK(voice.error().detail.find(file + ": ") == 0);
  CHECK(voice.error().detail.find("expected a WAV") != std::string::npos);
  return voice.error().detail;
}

bool Says(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("voice file: any usual rate, one channel or two, is the same sound") {
  const TestFolder folder;
  Speak("This call is recorded.", folder / "plain.wav");
  const auto plain = ReadVoice(folder / "plain.wav", "");
  REQUIRE(plain);
  const std::vector<std::vector<std::string>> forms{{"-r", "8000", "OUT"},
                                                    {"-r", "96000", "-b", "24", "OUT"},
                                                    {"-c", "2", "OUT"},
                                                    {"-e", "floating-point", "OUT"}};
  for (const auto& form : forms) {
    Speak("This call is recorded.", folder / "other.wav", form);
    const auto other = ReadVoice(folder / "other.wav", "");
    REQUIRE(other);
    CHECK(std::abs((other->length() - plain->length()).count()) < 5);
    CHECK(other->sha256 != plain->sha256);
  }
}

TEST_CASE("voice file: what is no such WAV is refused with what is wrong and what is expected") {
  const TestFolder folder;
  std::ofstream(folder / "empty.wav").close();
  std::ofstream(folder / "text.wav") << "This call is recorded.";
  CHECK(Says(Refusal(folder / "empty.wav"), "is empty"));
  CHECK(Says(Refusal(folder / "text.wav"), "not a WAV file"));
  Speak("Hi", folder / "short.wav", {"OUT", "trim", "0", "0.2"});
  CHECK(Says(Refusal(folder / "short.wav"), "shorter than 0.3 s"));
  Speak("Hi", folder / "long.wav", {"-r", "8000", "OUT", "pad", "0", "125"});
  CHECK(Says(Refusal(folder / "long.wav"), "longer than two minutes"));
  Speak("Hello there", folder / "silent.wav", {"OUT", "vol", "0"});
  CHECK(Says(Refusal(folder / "silent.wav"), "is silent"));
  Speak("Hello there", folder / "many.wav", {"-c", "4", "OUT"});
  CHECK(Says(Refusal(folder / "many.wav"), "4 channels"));
  Speak("Hello there", folder / "slow.wav", {"-r", "4000", "OUT"});
  CHECK(Says(Refusal(folder / "slow.wav"), "4000 Hz"));
  Speak("Hello there", folder / "packed.wav", {"-e", "ms-adpcm", "OUT"});
  CHECK(Says(Refusal(folder / "packed.wav"), "compressed"));
  Speak("Hello there", folder / "ogg.wav", {"-t", "ogg", "OUT"});
  CHECK(Says(Refusal(folder / "ogg.wav"), "not a WAV file"));
  const auto absent = ReadVoice(folder / "absent.wav", "");
  REQUIRE_FALSE(absent);
  CHECK(absent.error().code == ErrorCode::kNotFound);
}

TEST_CASE("voice file: another file than the policy names is refused") {
  const TestFolder folder;
  Speak("This call is recorded.", folder / "voice.wav");
  const std::string hash = Output({"sha256sum", folder / "voice.wav"}).substr(0, 64);
  CHECK(ReadVoice(folder / "voice.wav", hash));
  std::ofstream(folder / "voice.wav", std::ios::app) << "x";
  const auto changed = ReadVoice(folder / "voice.wav", hash);
  REQUIRE_FALSE(changed);
  CHECK(Says(changed.error().detail, "SHA-256"));
}

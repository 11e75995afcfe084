// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/speech.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "capture/audio/voice_file.h"
#include "tests/capture/sound/announcement_fixture.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test
using chaperone::policy::ErrorCode;

namespace {

size_t FilesBeside(const std::string& file) {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(file).parent_path())) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("speech: every language's wording becomes a voice file, and nothing else") {
  const TestFolder folder;
  const std::string file = folder / "voice.wav";
  for (const char* language : {"en-GB", "de", "fr-FR"}) {
    const auto spoken =
        SpeakToFile("$(touch nothing) \"; This call is recorded.", language, "", file);
    REQUIRE(spoken);
    CHECK(ReadVoice(file, ""));
    CHECK(FilesBeside(file) == 1);
  }
  CHECK(SpeakToFile("Hello there.", "en", "en-us+f3", file));
}

TEST_CASE("speech: an unknown language or voice leaves the file as it was and says what to do") {
  const TestFolder folder;
  const std::string file = folder / "voice.wav";
  std::ofstream(file) << "before";
  for (const char* voice : {"xx-none", "--help", "../../etc", "en gb"}) {
    const auto spoken = SpeakToFile("Hello there.", "en", voice, file);
    REQUIRE_FALSE(spoken);
    CHECK(spoken.error().code == ErrorCode::kUnavailable);
    CHECK(spoken.error().detail.find("espeak-ng --voices") != std::string::npos);
  }
  CHECK_FALSE(SpeakToFile("Hello there.", "", "", file));
  CHECK_FALSE(SpeakToFile("", "en", "", file));
  CHECK(std::filesystem::file_size(file) == 6);
  CHECK(FilesBeside(file) == 1);
}

TEST_CASE("speech: a missing espeak-ng and a missing folder are told") {
  const TestFolder folder;
  CHECK(SpeakToFile("Hello there.", "en", "", folder / "none/voice.wav").error().code ==
        ErrorCode::kIo);
  const std::string path = std::getenv("PATH");
  setenv("PATH", (folder / "").c_str(), 1);
  const auto spoken = SpeakToFile("Hello there.", "en", "", folder / "voice.wav");
  setenv("PATH", path.c_str(), 1);
  REQUIRE_FALSE(spoken);
  CHECK(spoken.error().code == ErrorCode::kUnavailable);
  CHECK(spoken.error().detail.find("not installed") != std::string::npos);
}

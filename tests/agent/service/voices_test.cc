// SPDX-License-Identifier: Apache-2.0
#include "agent/voices.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "agent/sound_worker.h"
#include "policy/recording/announcement.h"
#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

policy::RecordingRules OneText() {
  policy::AnnouncementText text;
  text.language = "en";
  text.text = "This call is recorded.";
  text.restatement = "Recording goes on.";
  policy::RecordingRules rules;
  rules.announcements = {text};
  return rules;
}

std::string Contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST_CASE("voices: what stands in the folder at the start is spoken anew, not believed") {
  const test::TemporaryFolder state;
  const policy::RecordingRules rules = OneText();
  const auto file = VoiceFileOf(state.path(), rules.announcements[0]);
  std::filesystem::create_directory(file.parent_path());
  std::ofstream(file) << "a beep";
  VoiceHashes made;
  REQUIRE(MakeVoices(state.path(), rules, made).ok());
  CHECK(Contents(file).substr(0, 4) == "RIFF");
  CHECK(made.size() == 2);
  CHECK(made.at(file.string()) == policy::TextHash(Contents(file)));
}

TEST_CASE("voices: one that is replaced later no longer has the hash that is kept") {
  const test::TemporaryFolder state;
  policy::RecordingRules rules = OneText();
  VoiceHashes made;
  REQUIRE(MakeVoices(state.path(), rules, made).ok());
  const auto file = VoiceFileOf(state.path(), rules.announcements[0]);
  const std::string hash = made.at(file.string());
  std::ofstream(file) << "a beep";
  rules.announcements[0].restatement = "Other words.";
  REQUIRE(MakeVoices(state.path(), rules, made).ok());
  CHECK(made.at(file.string()) == hash);
  CHECK(made.size() == 3);
  CHECK(policy::TextHash(Contents(file)) != hash);
}

TEST_CASE("voices: one that could not be made has no hash") {
  const test::TemporaryFolder state;
  policy::RecordingRules rules = OneText();
  rules.announcements[0].voice = "not a voice";
  SoundReport report;
  CHECK_FALSE(MakeVoices(state.path(), rules, report.voice_hashes).ok());
  const auto file = VoiceFileOf(state.path(), rules.announcements[0]);
  CHECK_FALSE(VoiceHashOf(report, file).has_value());
  report.voice_hashes[file.string()] = "ab";
  CHECK(VoiceHashOf(report, file) == "ab");
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/announcement_proof.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/capture/sound/announcement_fixture.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test

namespace {

Voice Spoken(const std::string& text, const std::string& voice = "en-gb") {
  const TestFolder folder;
  Speak(text, folder / "voice.wav", {}, voice);
  return std::move(*ReadVoice(folder / "voice.wav", ""));
}

std::vector<float> AtProofRate(const Voice& voice) {
  return std::move(*Resampled(voice.samples, kVoiceRate, kProofRate));
}

std::vector<float> Delayed(const std::vector<float>& samples, double seconds, float gain) {
  std::vector<float> out(static_cast<size_t>(seconds * kProofRate), 0.0F);
  for (const float s : samples) out.push_back(s * gain);
  out.resize(out.size() + kProofRate / 2, 0.0F);
  return out;
}

void Add(std::vector<float>& to, const std::vector<float>& what, float gain) {
  for (size_t i = 0; i < to.size() && i < what.size(); ++i) to[i] += gain * what[i];
}

AnnouncementProof::Score Judge(const Voice& voice, const std::vector<float>& captured) {
  auto proof = AnnouncementProof::Create(voice);
  REQUIRE(proof);
  const std::span<const float> all(captured);
  for (size_t at = 0; at < all.size(); at += 400) {
    (*proof)->Hear(all.subspan(at, std::min<size_t>(400, all.size() - at)));
    (*proof)->Work();
  }
  (*proof)->Finish();
  return (*proof)->score();
}

bool Enough(const AnnouncementProof::Score& s) {
  return s.segments_met * 100 >= s.segments * 85;
}

}  // namespace

TEST_CASE("announcement proof: found whole at any delay, with its gain") {
  const Voice voice = Spoken(kAnnouncementText);
  for (const double delay : {0.0, 0.05, 0.4, 1.9}) {
    for (const float gain : {1.0F, 0.25F}) {
      const auto score = Judge(voice, Delayed(AtProofRate(voice), delay, gain));
      INFO(delay << " s, " << gain << ": " << score.segments_met << " of " << score.segments);
      CHECK(score.segments > 5);
      CHECK(score.segments_met == score.segments);
      CHECK(score.injected == voice.length());
      CHECK(score.gain_db == Approx(20 * std::log10(gain)).margin(0.5));
    }
  }
}

TEST_CASE("announcement proof: found under speech as loud as itself, gain and all") {
  const Voice voice = Spoken(kAnnouncementText);
  std::vector<float> captured = Delayed(AtProofRate(voice), 0.1, 1);
  Add(captured, AtProofRate(Spoken(kEmployeeText, "en-us+f3")), 1);
  const auto score = Judge(voice, captured);
  INFO(score.segments_met << " of " << score.segments << ", " << score.gain_db);
  CHECK(Enough(score));
  CHECK(score.gain_db == Approx(0).margin(1.5));
}

TEST_CASE("announcement proof: silence, noise and other words are no announcement") {
  const Voice voice = Spoken(kAnnouncementText);
  const size_t size = AtProofRate(voice).size() + kProofRate;
  const auto silent = Judge(voice, std::vector<float>(size, 0.0F));
  CHECK(silent.segments_met == 0);
  CHECK(silent.injected.count() == 0);
  CHECK(silent.gain_db == -200);
  CHECK(Judge(voice, {}).segments_met == 0);

  std::mt19937 random(7);
  std::normal_distribution<float> normal(0, 0.1F);
  std::vector<float> noise(size);
  std::generate(noise.begin(), noise.end(), [&] { return normal(random); });
  CHECK_FALSE(Enough(Judge(voice, noise)));
  CHECK_FALSE(Enough(Judge(voice, Delayed(AtProofRate(Spoken(kEmployeeText)), 0.1, 1))));
}

TEST_CASE("announcement proof: a near miss of the wording, in the same voice, is none") {
  const Voice voice = Spoken(kAnnouncementText);
  const Voice near = Spoken(
      "Hello. This call is recorded by Example Limited, so that we cannot handle your complaint "
      "fairly. You may never object at any time, just say so.");
  const auto score = Judge(voice, Delayed(AtProofRate(near), 0.1, 1));
  INFO(score.segments_met << " of " << score.segments);
  CHECK_FALSE(Enough(score));
}

TEST_CASE("announcement proof: half of it is half of it, cut off or interrupted") {
  const Voice voice = Spoken(kAnnouncementText);
  std::vector<float> captured = Delayed(AtProofRate(voice), 0.1, 1);
  std::vector<float> cut(captured.begin(),
                         captured.begin() + static_cast<ptrdiff_t>(captured.size() / 2));
  const auto half = Judge(voice, cut);
  CHECK_FALSE(Enough(half));
  CHECK(half.segments_met > 0);
  CHECK(half.injected < voice.length() * 3 / 4);
  // A hole of 0.3 s in the middle shifts the rest: the two halves do not agree on one delay.
  captured.insert(captured.begin() + static_cast<ptrdiff_t>(captured.size() / 2), 2400, 0.0F);
  CHECK_FALSE(Enough(Judge(voice, captured)));
}

TEST_CASE("announcement proof: two minutes are as good as ten seconds") {
  Voice voice = Spoken(kAnnouncementText);
  const std::vector<float> once = voice.samples;
  while (voice.length() < std::chrono::seconds{100}) {
    voice.samples.insert(voice.samples.end(), once.begin(), once.end());
  }
  const auto score = Judge(voice, Delayed(AtProofRate(voice), 0.1, 1));
  CHECK(Enough(score));
}

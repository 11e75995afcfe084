// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/timeline.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <random>

namespace chaperone::capture {
namespace {

using std::chrono::milliseconds;

constexpr int kBlock = 4800;

SoundTime At(double seconds) {
  return SoundTime{std::llround(seconds * 1e9)};
}

// A microphone whose clock is wrong by `ppm` (positive: too fast). At each whole second of true
// time it hears a click of 2 ms.
class WrongClock {
 public:
  WrongClock(double ppm, unsigned seed, double jitter)
      : rate_(kSampleRate * (1 + ppm * 1e-6)), random_(seed), jitter_(0, jitter) {}

  // The next block's arrival, in true seconds.
  double next_arrival() const { return arrival_; }
  void Advance(Timeline& timeline, size_t channel, uint32_t lost_on_the_way = 0) {
    made_ += lost_on_the_way;
    std::array<float, kBlock> block;
    for (float& sample : block) {
      const double time = static_cast<double>(made_++) / rate_;
      sample = time - std::floor(time) < 0.002 ? 0.5F : 0.0F;
    }
    timeline.Push(channel, {At(arrival_), block, 0});
    const double made = static_cast<double>(made_ + kBlock) / rate_;
    arrival_ = std::max(arrival_, made + jitter_(random_));
  }
  void HoldUp(double seconds) { arrival_ += seconds; }
  void Start() { arrival_ = static_cast<double>(made_ + kBlock) / rate_ + jitter_(random_); }

 private:
  double rate_;
  int64_t made_ = 0;
  double arrival_ = 0;
  std::mt19937 random_;
  std::uniform_real_distribution<double> jitter_;
};

// Where the clicks are, in seconds of the timeline.
class Clicks {
 public:
  void Hear(int64_t from, std::span<const float> frame, size_t channel) {
    for (size_t i = channel; i < frame.size(); i += 2) {
      const bool loud = std::abs(frame[i]) > 0.25F;
      const double at = static_cast<double>(from + static_cast<int64_t>(i / 2)) / kSampleRate;
      if (loud && (times.empty() || at - times.back() > 0.5)) times.push_back(at);
    }
  }
  std::vector<double> times;
};

Timeline MakeTimeline() {
  auto timeline = Timeline::Create(At(0));
  REQUIRE(timeline.ok());
  return std::move(*timeline);
}

struct Heard {
  std::array<Clicks, 2> clicks;
  std::vector<Missing> missing;
  int64_t length = 0;
};

// Plays both to the end; `event` is called before each block.
template <class Event>
Heard Play(std::array<WrongClock, 2>& sources, double seconds, const Event& event) {
  Timeline timeline = MakeTimeline();
  Heard out;
  std::array<float, 2 * kFrame> frame{};
  for (WrongClock& source : sources) source.Start();
  for (;;) {
    const size_t next = sources[0].next_arrival() <= sources[1].next_arrival() ? 0 : 1;
    const double now = sources[next].next_arrival();
    if (now > seconds) break;
    event(timeline, sources[next], next, now);
    for (;;) {
      const int64_t from = timeline.position();
      if (!timeline.Take(At(now), false, frame)) break;
      for (size_t channel = 0; channel < 2; ++channel) {
        out.clicks[channel].Hear(from, frame, channel);
      }
    }
    for (const Missing& missing : timeline.TakeMissing(false)) out.missing.push_back(missing);
  }
  out.length = timeline.position();
  return out;
}

double WorstError(const Clicks& clicks, double from) {
  double worst = 0;
  for (const double at : clicks.times) {
    if (at >= from) worst = std::max(worst, std::abs(at - std::round(at)));
  }
  return worst;
}

TEST_CASE("timeline: an hour at 150 ppm either way keeps both channels within 20 ms") {
  const double jitter = GENERATE(0.004, 0.040);
  std::array sources{WrongClock(150, 1, jitter), WrongClock(-150, 2, jitter)};
  const Heard heard =
      Play(sources, 3600, [](Timeline& timeline, WrongClock& source, size_t channel, double) {
        source.Advance(timeline, channel);
      });
  REQUIRE(heard.clicks[0].times.size() > 3590);
  REQUIRE(heard.clicks[1].times.size() > 3590);
  double apart = 0;
  for (size_t i = 1; i < 3590; ++i) {
    apart = std::max(apart, std::abs(heard.clicks[0].times[i] - heard.clicks[1].times[i]));
  }
  CAPTURE(jitter, apart);
  CHECK(apart <= 0.020);
  CHECK(WorstError(heard.clicks[0], 0.5) <= 0.020);
  CHECK(WorstError(heard.clicks[1], 0.5) <= 0.020);
  CHECK(heard.missing.empty());
}

TEST_CASE("timeline: arrivals that wander by 120 ms move no sample by more than the ear forgives") {
  // One whole speech-like sweep; every second the sound server changes its mind about its latency.
  Timeline timeline = MakeTimeline();
  std::array<float, 2 * kFrame> frame{};
  std::mt19937 random(7);
  std::uniform_real_distribution<double> latency(0.0, 0.120);
  double delay = 0;
  int64_t made = 0;
  std::vector<float> out;
  for (int block = 0; block < 300; ++block) {
    if (block % 10 == 5) delay = latency(random);
    std::array<float, kBlock> sound;
    for (float& sample : sound) {
      // A ramp through a full turn each second: a sample that is lost or doubled is a jump.
      const double time = static_cast<double>(made++) / kSampleRate;
      sample = static_cast<float>(0.5 * std::sin(2 * M_PI * time));
    }
    const double now = static_cast<double>(made) / kSampleRate + delay;
    for (size_t channel = 0; channel < 2; ++channel) timeline.Push(channel, {At(now), sound, 0});
    while (timeline.Take(At(now), false, frame)) {
      for (size_t i = 0; i < frame.size(); i += 2) out.push_back(frame[i]);
    }
  }
  REQUIRE(out.size() > size_t{20} * kSampleRate);
  const double steepest = 0.5 * 2 * M_PI / kSampleRate;
  for (size_t i = size_t{2} * kSampleRate; i + 1 < out.size(); ++i) {
    if (std::abs(static_cast<double>(out[i + 1] - out[i])) > steepest * 1.5) {
      CAPTURE(i);
      REQUIRE(out[i + 1] == out[i]);
    }
  }
  CHECK(timeline.TakeMissing(true).empty());
}

TEST_CASE("timeline: no correction is heard: the pitch changes by little, and slowly") {
  // The first blocks come 40 ms late, so the line is drawn wrong and has to be mended.
  const double hertz = 1000;
  Timeline timeline = MakeTimeline();
  std::mt19937 random(7);
  std::uniform_real_distribution<double> jitter(0, 0.015);
  std::array<float, 2 * kFrame> frame{};
  std::vector<float> left;
  int64_t made = 0;
  for (int i = 1; i <= 400; ++i) {
    std::array<float, kBlock> block;
    for (float& sample : block) {
      sample = static_cast<float>(
          0.5 * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(made++) / kSampleRate));
    }
    const double late = i <= 4 ? 0.040 : jitter(random);
    for (size_t channel = 0; channel < 2; ++channel)
      timeline.Push(channel, {At(0.1 * i + late), block, 0});
    while (timeline.Take(At(0.1 * i + late), false, frame)) {
      for (size_t at = 0; at < frame.size(); at += 2) left.push_back(frame[at]);
    }
  }
  std::vector<double> rises;
  for (size_t i = 1; i < left.size(); ++i) {
    if (left[i - 1] >= 0 || left[i] < 0) continue;
    rises.push_back(static_cast<double>(i) -
                    static_cast<double>(left[i] / (left[i] - left[i - 1])));
  }
  std::vector<double> pitch;  // of each second
  for (size_t i = 2000; i + 1000 < rises.size(); i += 1000)
    pitch.push_back(kSampleRate * 1000 / (rises[i + 1000] - rises[i]) / hertz - 1);
  REQUIRE(pitch.size() > 30);
  double largest = 0;
  double change = 0;
  for (size_t i = 1; i < pitch.size(); ++i) {
    largest = std::max(largest, std::abs(pitch[i]));
    change = std::max(change, std::abs(pitch[i] - pitch[i - 1]));
  }
  CAPTURE(largest, change);
  CHECK(largest <= 0.0011);
  CHECK(largest >= 0.0002);  // it was mended
  CHECK(change <= 0.0006);
}

TEST_CASE("timeline: sound that was held up on the way is put where it belongs") {
  std::array sources{WrongClock(20, 1, 0.005), WrongClock(-20, 2, 0.005)};
  bool held_up = false;
  const Heard heard =
      Play(sources, 30, [&](Timeline& timeline, WrongClock& source, size_t channel, double now) {
        if (channel == 0 && now > 15 && !held_up) {
          held_up = true;
          source.HoldUp(0.25);
          return;
        }
        source.Advance(timeline, channel);
      });
  CHECK(heard.missing.empty());
  CHECK(heard.clicks[0].times.size() >= 28);
  CHECK(WorstError(heard.clicks[0], 0.5) <= 0.020);
}

TEST_CASE("timeline: lost samples become silence of their length, and what follows stays in time") {
  std::array sources{WrongClock(20, 1, 0.005), WrongClock(-20, 2, 0.005)};
  bool lost = false;
  const Heard heard =
      Play(sources, 40, [&](Timeline& timeline, WrongClock& source, size_t channel, double now) {
        const bool lose = channel == 1 && now > 20.3 && !lost;
        lost = lost || lose;
        source.Advance(timeline, channel, lose ? 14400 : 0);
      });
  REQUIRE(heard.missing.size() == 1);
  CHECK(heard.missing[0].channel == 1);
  CHECK(std::abs(static_cast<double>(heard.missing[0].length) / kSampleRate - 0.3) < 0.03);
  CHECK(WorstError(heard.clicks[1], 0.5) <= 0.020);
  CHECK(WorstError(heard.clicks[0], 0.5) <= 0.020);
}

TEST_CASE("timeline: a channel that falls silent is missing, the other goes on") {
  std::array sources{WrongClock(0, 1, 0.005), WrongClock(0, 2, 0.005)};
  const Heard heard =
      Play(sources, 20, [&](Timeline& timeline, WrongClock& source, size_t channel, double now) {
        if (channel == 1 && now > 5 && now < 12) {
          source.HoldUp(12 - now);
          return;
        }
        if (channel == 1 && now >= 12 && now < 12.2) timeline.Restart(1);
        source.Advance(timeline, channel);
      });
  CHECK(heard.clicks[0].times.size() >= 18);
  REQUIRE_FALSE(heard.missing.empty());
  CHECK(heard.missing[0].channel == 1);
  CHECK(LengthOf(heard.missing[0].length) > milliseconds{6500});
}

TEST_CASE("timeline: nothing at all still gives frames, all silent, once they are due") {
  Timeline timeline = MakeTimeline();
  std::array<float, 2 * kFrame> frame{};
  CHECK_FALSE(timeline.Take(At(0.3), false, frame));
  int frames = 0;
  while (timeline.Take(At(1.4), false, frame)) ++frames;
  CHECK(frames == 50);
  CHECK(timeline.TakeMissing(false).empty());
  const auto missing = timeline.TakeMissing(true);
  REQUIRE(missing.size() == 2);
  CHECK(missing[1] == Missing{1, 0, kSampleRate});
}

TEST_CASE("timeline: a pause is silence to its last sample, and not missing") {
  Timeline timeline = MakeTimeline();
  std::array<float, 2 * kFrame> frame{};
  const std::vector<float> loud(kBlock, 0.5F);
  const auto feed = [&](double from, double to) {
    for (double t = from; t < to - 0.01; t += 0.1) {
      for (size_t channel = 0; channel < 2; ++channel)
        timeline.Push(channel, {At(t + 0.1), loud, 0});
    }
  };
  std::vector<float> left;
  const auto take = [&](double now, bool last) {
    while (timeline.Take(At(now), last, frame)) {
      for (size_t i = 0; i < frame.size(); i += 2) left.push_back(frame[i]);
    }
  };
  feed(0, 2);
  take(2, true);
  const int64_t paused_at = timeline.position();
  for (size_t channel = 0; channel < 2; ++channel) timeline.Restart(channel);
  timeline.SilentUntil(At(62.5));
  feed(62.4, 65);
  take(65, true);
  CHECK(timeline.TakeMissing(true).empty());
  CHECK(LengthOf(static_cast<int64_t>(left.size())) >= milliseconds{64900});
  const auto silent = std::count_if(left.begin() + paused_at, left.begin() + kSampleRate * 63,
                                    [](float sample) { return std::abs(sample) < 1e-3F; });
  const double length = 62.5 - static_cast<double>(paused_at) / kSampleRate;
  CHECK(std::abs(static_cast<double>(silent) / kSampleRate - length) < 0.005);
}

TEST_CASE("timeline: it ends where both sides have come, and what is on its way is not missing") {
  Timeline timeline = MakeTimeline();
  std::array<float, 2 * kFrame> frame{};
  const std::vector<float> loud(kBlock, 0.5F);
  const auto feed = [&](size_t channel, double to) {
    for (double t = 0; t < to - 0.01; t += 0.1) timeline.Push(channel, {At(t + 0.1), loud, 0});
  };
  feed(1, 2);
  SECTION("a microphone that is 200 ms behind") {
    feed(0, 1.8);
    while (timeline.Take(At(2), true, frame)) {
    }
    CHECK(timeline.TakeMissing(true).empty());
    CHECK(std::abs(static_cast<double>(timeline.position()) / kSampleRate - 1.79) < 0.02);
  }
  SECTION("one that brought nothing for longer than anything is waited for") {
    feed(0, 1.4);
    while (timeline.Take(At(2), true, frame)) {
    }
    const auto missing = timeline.TakeMissing(true);
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].channel == 0);
    CHECK(LengthOf(timeline.position()) == milliseconds{1600});
  }
}

TEST_CASE("timeline: what was captured before a restart is never taken after it") {
  Timeline timeline = MakeTimeline();
  std::array<float, 2 * kFrame> frame{};
  const std::vector<float> loud(kBlock, 0.5F);
  for (int i = 1; i <= 5; ++i) timeline.Push(1, {At(0.1 * i), loud, 0});
  timeline.Restart(1);
  float loudest = 0;
  while (timeline.Take(At(2), true, frame)) {
    loudest = std::max(loudest, *std::max_element(frame.begin(), frame.end()));
  }
  CHECK(loudest == 0);
}

}  // namespace
}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/timeline.h"

#include <sodium.h>

#include <algorithm>
#include <cmath>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace chaperone::capture {
namespace {

using policy::Result;

// Samples follow one another: their number says where they belong, and the time of their arrival
// only whether that is still so. Sound servers hand them over in bursts and change their latency by
// tens of milliseconds when another program comes or goes: less than this is worked off slowly,
// unheard. Later than this: either held up on the way, and the next block shows it, or samples were
// lost.
constexpr double kLate = 0.150;
constexpr double kDecided = 0.200;  // seconds of doubt
// Earlier than this: the line was drawn too late. While it is young, it is drawn anew.
constexpr double kEarly = -0.150;
constexpr double kEarlyYoung = -0.020;
constexpr double kYoung = 1.0;  // seconds
constexpr double kFirstLook = 0.090;
constexpr double kCorrectEvery = 1.0;
constexpr int kCorrectSpan = 10 * kSampleRate;
constexpr double kSettle = 4;  // seconds in which a small error is worked off
// Of the pitch. A trained ear hears 0.3 %; so much is never reached, nor is any of it sudden.
constexpr double kMaxCorrection = 1e-3;
constexpr double kMaxChange = 0.5e-3;  // in a second
constexpr size_t kHeld = size_t{1} << 15;
constexpr int64_t kGap = kSampleRate / 10;

double Seconds(SoundTime time) {
  return static_cast<double>(time.count()) * 1e-9;
}
int64_t Position(double seconds) {
  return std::llround(seconds * kSampleRate);
}

SwrContext* MakeResampler() {
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  SwrContext* out = nullptr;
  if (swr_alloc_set_opts2(&out, &mono, AV_SAMPLE_FMT_FLT, kSampleRate, &mono, AV_SAMPLE_FMT_FLT,
                          kSampleRate, 0, nullptr) < 0) {
    return nullptr;
  }
  av_opt_set_int(out, "flags", SWR_FLAG_RESAMPLE, 0);
  av_opt_set_int(out, "filter_size", 16, 0);  // speech; nothing is near half the rate
  if (swr_init(out) < 0) swr_free(&out);
  return out;
}

}  // namespace

Result<std::unique_ptr<Lane>> Lane::Create() {
  auto placed = LockedMemory::Create(kPlaced * sizeof(float));
  if (!placed) return placed.error();
  auto held = LockedMemory::Create(kHeld * sizeof(float));
  if (!held) return held.error();
  std::unique_ptr<Lane> lane(new Lane(std::move(*placed), std::move(*held)));
  if (lane->resampler_ == nullptr) return policy::Unavailable("libswresample does not start");
  return lane;
}

Lane::Lane(LockedMemory placed, LockedMemory held)
    : placed_memory_(std::move(placed)),
      held_memory_(std::move(held)),
      placed_(placed_memory_.as<float>()),
      held_(held_memory_.as<float>()),
      resampler_(MakeResampler()) {}

Lane::~Lane() {
  swr_free(&resampler_);
}

void Lane::Restart() {
  sodium_memzero(placed_.data(), placed_.size_bytes());
  sodium_memzero(held_.data(), held_.size_bytes());
  spans_.clear();
  held_blocks_.clear();
  held_samples_ = 0;
  clock_.Restart();
  anchored_ = false;
  received_ = fed_ = drop_ = 0;
  corrected_ = -1e9;
  correction_ = 0;
  swr_close(resampler_);  // forgets what it holds
  swr_init(resampler_);
}

void Lane::Push(const AudioBlock& block, SoundTime origin) {
  if (block.lost_before > 0) {
    Release();
    received_ += block.lost_before;
    Skip(block.lost_before);
  }
  const double time = Seconds(block.arrival - origin);
  received_ += static_cast<int64_t>(block.samples.size());
  if (anchored_ && held_blocks_.empty() && time - clock_.TimeOf(received_) <= kLate) {
    DrawAnewIfEarly(time);
    clock_.Add(received_, time);
    Place(block.samples);
    if (time - corrected_ >= kCorrectEvery) {
      corrected_ = time;
      Correct();
    }
    return;
  }
  Hold(block, time);
  Decide(time);
}

void Lane::Hold(const AudioBlock& block, double time) {
  const size_t count = block.samples.size();
  if (held_samples_ + count > held_.size()) Release();
  if (count > held_.size()) return;
  std::copy(block.samples.begin(), block.samples.end(),
            held_.begin() + static_cast<std::ptrdiff_t>(held_samples_));
  held_samples_ += count;
  held_blocks_.push_back({received_, time});
}

// Late blocks: if one comes in time, all were only held up. If none does, samples were lost, and
// the earliest of the late ones shows how many.
void Lane::Decide(double time) {
  const double waited = time - held_blocks_.front().time;
  if (anchored_) {
    const double late = time - clock_.TimeOf(received_);
    if (late <= kLate) {
      DrawAnewIfEarly(time);
      clock_.Add(received_, time);
      Release();
      return;
    }
    if (waited < kDecided) return;
    double lost = late;
    for (const Held& held : held_blocks_)
      lost = std::min(lost, held.time - clock_.TimeOf(held.end));
    clock_.Shift(lost);
    Skip(Position(lost));
    Release();
    return;
  }
  if (waited < kFirstLook && held_blocks_.size() < 3) return;
  for (const Held& held : held_blocks_) clock_.Add(held.end, held.time);
  write_ = Position(clock_.TimeOf(fed_));
  drop_ = 0;
  anchored_ = true;
  anchored_at_ = time;
  Release();
}

void Lane::DrawAnewIfEarly(double time) {
  const double early = time - clock_.TimeOf(received_);
  if (early >= (time - anchored_at_ < kYoung ? kEarlyYoung : kEarly)) return;
  clock_.Shift(early);
  Skip(Position(early));
}

void Lane::Release() {
  if (held_samples_ == 0) return;
  if (anchored_) Place(held_.first(held_samples_));
  sodium_memzero(held_.data(), held_samples_ * sizeof(float));
  held_samples_ = 0;
  held_blocks_.clear();
}

// Positive: leaves room. Negative: leaves out.
void Lane::Skip(int64_t samples) {
  if (samples >= 0) {
    write_ += samples;
  } else {
    drop_ -= samples;
  }
}

void Lane::Correct() {
  const double delay = static_cast<double>(swr_get_delay(resampler_, kSampleRate));
  const double error =
      clock_.TimeOf(fed_) * kSampleRate - delay - static_cast<double>(write_ - drop_);
  const double wanted =
      std::clamp(clock_.drift() + error / (kSettle * kSampleRate), -kMaxCorrection, kMaxCorrection);
  const double change = kMaxChange * kCorrectEvery;
  correction_ += std::clamp(wanted - correction_, -change, change);
  swr_set_compensation(resampler_, static_cast<int>(std::lround(kCorrectSpan * correction_)),
                       kCorrectSpan);
}

void Lane::Place(std::span<const float> samples) {
  std::array<float, 2048> out;
  while (!samples.empty()) {
    const size_t part = std::min<size_t>(samples.size(), 1024);
    auto* to = reinterpret_cast<uint8_t*>(out.data());
    const auto* from = reinterpret_cast<const uint8_t*>(samples.data());
    const int got =
        swr_convert(resampler_, &to, static_cast<int>(out.size()), &from, static_cast<int>(part));
    fed_ += static_cast<int64_t>(part);
    samples = samples.subspan(part);
    for (int i = 0; i < got; ++i) {
      if (drop_ > 0) {
        --drop_;
        continue;
      }
      const int64_t at = write_++;
      if (at < taken_ || at >= taken_ + static_cast<int64_t>(kPlaced)) continue;
      placed_[static_cast<size_t>(at) % kPlaced] = out[static_cast<size_t>(i)];
      if (!spans_.empty() && spans_.back().end == at) {
        ++spans_.back().end;
      } else {
        spans_.push_back({at, at + 1});
      }
    }
  }
  sodium_memzero(out.data(), sizeof out);
}

size_t Lane::Take(int64_t from, std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0F);
  const int64_t to = from + static_cast<int64_t>(out.size());
  size_t there = 0;
  for (const Span& span : spans_) {
    for (int64_t at = std::max(from, span.begin); at < std::min(to, span.end); ++at) {
      float& sample = placed_[static_cast<size_t>(at) % kPlaced];
      out[static_cast<size_t>(at - from)] = sample;
      sample = 0;
      ++there;
    }
  }
  std::erase_if(spans_, [&](const Span& span) { return span.end <= to; });
  taken_ = to;
  return there;
}

Result<Timeline> Timeline::Create(SoundTime origin) {
  Timeline out(origin);
  for (auto& lane : out.lanes_) {
    auto made = Lane::Create();
    if (!made) return made.error();
    lane = std::move(*made);
  }
  return out;
}

void Timeline::Push(size_t channel, const AudioBlock& block) {
  lanes_[channel]->Push(block, origin_);
}

void Timeline::Restart(size_t channel) {
  if (channel == 0 && expected_) lanes_[0] = std::move(expected_);
  lanes_[channel]->Restart();
}

Result<void> Timeline::ExpectMicrophone() {
  auto made = Lane::Create();
  if (!made) return made.error();
  expected_ = std::move(*made);
  exchange_at_.reset();
  return {};
}

void Timeline::PushExpected(const AudioBlock& block) {
  (expected_ ? expected_ : lanes_[0])->Push(block, origin_);
}

void Timeline::ExchangeMicrophone(SoundTime at) {
  exchange_at_ = Position(Seconds(at - origin_));
}

void Timeline::SilentUntil(SoundTime time) {
  silent_until_ = std::max(position_, Position(Seconds(time - origin_)));
  // Whole frames: the silence is as long as it is said to be, to the sample.
  std::array<float, 1> none{};
  for (auto& lane : lanes_) lane->Take(silent_until_ - 1, none);
  for (size_t channel = 0; channel < kChannels; ++channel) {
    if (auto& since = missing_since_[channel]) {
      if (position_ - *since > kGap) missing_.push_back({channel, *since, position_ - *since});
      since.reset();
    }
  }
}

bool Timeline::Take(SoundTime now, bool last, std::span<float, kBothChannels> frame) {
  int64_t due = Position(Seconds(now - origin_ - kPatience));
  if (last) {
    const int64_t come = std::min(lanes_[0]->end(), lanes_[1]->end());
    due = std::max(due, std::min(come, Position(Seconds(now - origin_))));
  }
  if (position_ + kFrame > due) return false;
  std::fill(frame.begin(), frame.end(), 0.0F);
  // The silent beginning of a frame, where a pause ends within it.
  const auto silent =
      static_cast<size_t>(std::clamp<int64_t>(silent_until_ - position_, 0, kFrame));
  std::array<float, kFrame> mono;
  if (expected_ && exchange_at_ && position_ >= *exchange_at_) lanes_[0] = std::move(expected_);
  if (expected_) expected_->Take(position_, mono);  // its time has not come: forgotten
  for (size_t channel = 0; channel < kChannels && silent < kFrame; ++channel) {
    const std::span<float> part = std::span(mono).subspan(silent);
    const size_t there = lanes_[channel]->Take(position_ + static_cast<int64_t>(silent), part);
    for (size_t i = 0; i < part.size(); ++i) frame[2 * (silent + i) + channel] = part[i];
    auto& since = missing_since_[channel];
    if (there == 0) {
      if (!since) since = position_ + static_cast<int64_t>(silent);
    } else if (since) {
      const int64_t end = position_ + kFrame - static_cast<int64_t>(there);
      if (end - *since > kGap) missing_.push_back({channel, *since, end - *since});
      since.reset();
    }
  }
  sodium_memzero(mono.data(), sizeof mono);
  position_ += kFrame;
  return true;
}

std::vector<Missing> Timeline::TakeMissing(bool at_end) {
  for (size_t channel = 0; channel < kChannels && at_end; ++channel) {
    if (auto& since = missing_since_[channel]) {
      if (position_ - *since > kGap) missing_.push_back({channel, *since, position_ - *since});
      since.reset();
    }
  }
  return std::exchange(missing_, {});
}

}  // namespace chaperone::capture

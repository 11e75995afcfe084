// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "capture/audio/arrival_clock.h"
#include "capture/audio/audio_block.h"
#include "capture/audio/locked_memory.h"
#include "policy/base/result.h"

struct SwrContext;

namespace chaperone::capture {

inline constexpr int kFrame = kSampleRate / 50;  // 20 ms
inline constexpr size_t kBothChannels = size_t{2} * kFrame;

// One channel: takes blocks as they arrive, knows where on the recording's timeline they belong,
// and stretches them by the drift of their clock so that they stay there. Positions are samples at
// kSampleRate since the recording's beginning.
class Lane {
 public:
  static policy::Result<std::unique_ptr<Lane>> Create();
  ~Lane();

  void Push(const AudioBlock& block, SoundTime origin);
  // Copies what belongs to [from, from + out.size()), zeros where there is nothing, and forgets
  // all before its end. Says how many samples were there.
  size_t Take(int64_t from, std::span<float> out);
  // Behind the last sample that has been placed, or taken.
  int64_t end() const { return spans_.empty() ? taken_ : spans_.back().end; }
  // Another stream from now on. What was placed and not taken is forgotten, and wiped.
  void Restart();

 private:
  struct Held {
    int64_t end = 0;  // of its samples, in the stream
    double time = 0;
  };
  struct Span {
    int64_t begin = 0;
    int64_t end = 0;
  };
  static constexpr size_t kPlaced = size_t{1} << 17;  // 2.7 s

  explicit Lane(LockedMemory placed, LockedMemory held);
  void Hold(const AudioBlock& block, double time);
  void Decide(double time);
  void DrawAnewIfEarly(double time);
  void Release();
  void Skip(int64_t samples);
  void Correct();
  void Place(std::span<const float> samples);

  LockedMemory placed_memory_;
  LockedMemory held_memory_;
  std::span<float> placed_;  // by position modulo kPlaced
  std::span<float> held_;    // came too late to be believed at once
  size_t held_samples_ = 0;
  std::vector<Held> held_blocks_;
  std::vector<Span> spans_;  // of `placed_` that hold sound, in order
  SwrContext* resampler_ = nullptr;
  ArrivalClock clock_;
  bool anchored_ = false;
  double anchored_at_ = 0;
  int64_t received_ = 0;  // samples of the stream
  int64_t fed_ = 0;       // … that went into the resampler
  int64_t write_ = 0;     // position of its next output
  int64_t taken_ = 0;     // position up to which all was taken
  int64_t drop_ = 0;      // output to leave out: it came too early
  double corrected_ = -1e9;
  double correction_ = 0;  // of the pitch, at present
};

// Silence that stands where a channel's sound is missing, longer than 100 ms.
struct Missing {
  size_t channel = 0;
  int64_t from = 0;
  int64_t length = 0;

  bool operator==(const Missing&) const = default;
};

// Both channels of a recording, side by side: within 20 ms of each other, whatever their clocks do.
// Pure but for its memory: the time is an argument.
class Timeline {
 public:
  static constexpr size_t kChannels = 2;  // the microphone, the far end
  // So long a frame waits for what is late. Short, since it is lost when the process dies; long
  // enough that a stream which was moved to another source is noticed before its sound is kept.
  static constexpr SoundTime kPatience = std::chrono::milliseconds{400};

  static policy::Result<Timeline> Create(SoundTime origin);

  void Push(size_t channel, const AudioBlock& block);
  void Restart(size_t channel);
  // Another stream that will take the microphone's place: placed beside it from now on …
  policy::Result<void> ExpectMicrophone();
  void PushExpected(const AudioBlock& block);
  // … and taken instead of it from this moment on, to the frame.
  void ExchangeMicrophone(SoundTime at);
  // All up to this moment is silence that somebody else gives account of (a pause).
  void SilentUntil(SoundTime time);
  // The next frame of both channels, interleaved, once it is due. `last`: nothing is waited for; it
  // ends where both sides have come, and what is still on its way is not missing. False: not yet.
  bool Take(SoundTime now, bool last, std::span<float, kBothChannels> frame);
  int64_t position() const { return position_; }  // taken
  int64_t silent_until() const { return silent_until_; }
  // What was missing and is over; or, at the end, is not.
  std::vector<Missing> TakeMissing(bool at_end);

 private:
  explicit Timeline(SoundTime origin) : origin_(origin) {}

  SoundTime origin_;
  std::array<std::unique_ptr<Lane>, kChannels> lanes_;
  std::unique_ptr<Lane> expected_;
  std::optional<int64_t> exchange_at_;
  int64_t position_ = 0;
  int64_t silent_until_ = 0;
  std::array<std::optional<int64_t>, kChannels> missing_since_;
  std::vector<Missing> missing_;
};

}  // namespace chaperone::capture

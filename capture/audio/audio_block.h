// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

namespace chaperone::capture {

inline constexpr int kSampleRate = 48000;

// Since this boot, counting sleep (CLOCK_BOOTTIME): a recording's length is real time.
using SoundTime = std::chrono::nanoseconds;
SoundTime SoundNow();
SoundTime SleptSinceBoot();  // how much of that the machine was asleep

// A piece of one channel, mono, full scale 1.0.
struct AudioBlock {
  SoundTime arrival{};  // when its last sample was handed to us
  std::span<const float> samples;
  uint32_t lost_before = 0;  // samples that were lost on our side right before it
};

constexpr int64_t SamplesIn(SoundTime duration) {
  return duration.count() / 1000 * kSampleRate / 1000 / 1000;
}
constexpr std::chrono::milliseconds LengthOf(int64_t samples) {
  return std::chrono::milliseconds{samples * 1000 / kSampleRate};
}

}  // namespace chaperone::capture

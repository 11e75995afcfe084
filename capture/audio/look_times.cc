// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/look_times.h"

#include <algorithm>

namespace chaperone::capture {
namespace {

constexpr SoundTime kFirstStep = std::chrono::milliseconds{1};
constexpr SoundTime kMaxStep = std::chrono::milliseconds{8};
constexpr SoundTime kLater = std::chrono::microseconds{125};
constexpr SoundTime kFirstMiss = std::chrono::milliseconds{1};
// A look so late says nothing about when the block came.
constexpr SoundTime kOverdue = std::chrono::milliseconds{5};

}  // namespace

void LookTimes::Looked(SoundTime now, bool found) {
  if (!found) {
    miss_ = miss_ == SoundTime{} ? kFirstMiss : std::min(2 * miss_, kMaxMiss);
    next_ = now + miss_;
    return;
  }
  if (!found_) {
    beat_ = now;
    sooner_ = kFirstStep;
  } else if (now - next_ > kOverdue) {
    beat_ += (now - beat_) / kBlock * kBlock;  // the blocks keep their beat
  } else if (miss_ == SoundTime{}) {
    beat_ -= sooner_;
    sooner_ = std::min(2 * sooner_, kMaxStep);
  } else {
    beat_ += kLater;
    sooner_ = kFirstStep;
  }
  found_ = true;
  miss_ = {};
  beat_ += kBlock;
  next_ = beat_;
}

}  // namespace chaperone::capture

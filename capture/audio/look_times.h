// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "capture/audio/audio_block.h"

namespace chaperone::capture {

// When to look whether a stream's next block has come: it comes each 100 ms, and is to be found
// within a few milliseconds of its coming, with few looks in vain. The first look for a block keeps
// the beat of the earliest ones: where it finds something it was too late, and the next is sooner
// by more than what a look in vain puts it off. Pure.
class LookTimes {
 public:
  static constexpr SoundTime kBlock = std::chrono::milliseconds{100};
  static constexpr SoundTime kMaxMiss = std::chrono::milliseconds{4};

  explicit LookTimes(SoundTime now) : next_(now) {}
  SoundTime next() const { return next_; }
  void Looked(SoundTime now, bool found);

 private:
  SoundTime next_;
  SoundTime beat_{};    // the first look for the present block
  SoundTime sooner_{};  // by so much comes the next one, where this one finds it
  SoundTime miss_{};    // so long after a look in vain; 0: there was none for this block
  bool found_ = false;  // ever
};

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "capture/audio/audio_block.h"
#include "capture/audio/locked_memory.h"

namespace chaperone::capture {

// Sound on its way from the sound server's thread to ours: one producer, one consumer, neither ever
// waits. Locked memory, wiped at the end. What does not fit is counted, not kept.
class SampleRing {
 public:
  static constexpr size_t kSamples = size_t{1} << 17;  // 2.7 s
  static constexpr size_t kBlocks = 1024;

  static policy::Result<std::unique_ptr<SampleRing>> Create();

  // The producer's: false where the block did not fit; it then counts as lost before the next one.
  bool Push(SoundTime arrival, std::span<const float> samples);
  // The consumer's: the oldest block, or nothing. `into` holds kSamples at least; the block's
  // samples point into it.
  std::optional<AudioBlock> Pop(std::span<float> into);
  // The consumer's: forgets what is there.
  void Clear();
  uint64_t lost() const { return lost_total_.load(std::memory_order_relaxed); }

 private:
  struct Header {
    SoundTime arrival{};
    uint32_t frames = 0;
    uint32_t lost_before = 0;
  };

  explicit SampleRing(LockedMemory memory)
      : memory_(std::move(memory)), samples_(memory_.as<float>()) {}

  LockedMemory memory_;
  std::span<float> samples_;
  std::array<Header, kBlocks> headers_{};
  uint64_t write_sample_ = 0;  // the producer's
  uint32_t lost_ = 0;          // the producer's: since the last block that fitted
  std::atomic<uint64_t> written_blocks_{0};
  std::atomic<uint64_t> read_blocks_{0};
  std::atomic<uint64_t> read_samples_{0};
  std::atomic<uint64_t> lost_total_{0};
};

}  // namespace chaperone::capture

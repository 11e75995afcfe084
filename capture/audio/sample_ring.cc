// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/sample_ring.h"

#include <sodium.h>
#include <time.h>

#include <algorithm>

namespace chaperone::capture {
namespace {

SoundTime Read(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

}  // namespace

SoundTime SoundNow() {
  return Read(CLOCK_BOOTTIME);
}

SoundTime SleptSinceBoot() {
  return Read(CLOCK_BOOTTIME) - Read(CLOCK_MONOTONIC);
}

policy::Result<std::unique_ptr<SampleRing>> SampleRing::Create() {
  auto memory = LockedMemory::Create(kSamples * sizeof(float));
  if (!memory) return memory.error();
  return std::unique_ptr<SampleRing>(new SampleRing(std::move(*memory)));
}

bool SampleRing::Push(SoundTime arrival, std::span<const float> samples) {
  const uint64_t blocks = written_blocks_.load(std::memory_order_relaxed);
  // The samples' count is freed after the block's: this order never sees more room than there is.
  const uint64_t used = write_sample_ - read_samples_.load(std::memory_order_acquire);
  if (blocks - read_blocks_.load(std::memory_order_acquire) == kBlocks ||
      used + samples.size() > kSamples) {
    lost_ += static_cast<uint32_t>(samples.size());
    lost_total_.fetch_add(samples.size(), std::memory_order_relaxed);
    return false;
  }
  const size_t at = write_sample_ % kSamples;
  const size_t first = std::min(samples.size(), kSamples - at);
  std::copy_n(samples.begin(), first, samples_.begin() + static_cast<std::ptrdiff_t>(at));
  std::copy(samples.begin() + static_cast<std::ptrdiff_t>(first), samples.end(), samples_.begin());
  write_sample_ += samples.size();
  headers_[blocks % kBlocks] = {arrival, static_cast<uint32_t>(samples.size()), lost_};
  lost_ = 0;
  written_blocks_.store(blocks + 1, std::memory_order_release);
  return true;
}

std::optional<AudioBlock> SampleRing::Pop(std::span<float> into) {
  const uint64_t block = read_blocks_.load(std::memory_order_relaxed);
  if (block == written_blocks_.load(std::memory_order_acquire)) return std::nullopt;
  const Header header = headers_[block % kBlocks];
  const uint64_t from = read_samples_.load(std::memory_order_relaxed);
  const size_t at = from % kSamples;
  const size_t first = std::min<size_t>(header.frames, kSamples - at);
  const std::span<float> begin = samples_.subspan(at, first);
  const std::span<float> rest = samples_.first(header.frames - first);
  std::copy(rest.begin(), rest.end(), std::copy(begin.begin(), begin.end(), into.begin()));
  sodium_memzero(begin.data(), begin.size_bytes());
  sodium_memzero(rest.data(), rest.size_bytes());
  read_samples_.store(from + header.frames, std::memory_order_release);
  read_blocks_.store(block + 1, std::memory_order_release);
  return AudioBlock{header.arrival, into.first(header.frames), header.lost_before};
}

void SampleRing::Clear() {
  for (;;) {
    const uint64_t block = read_blocks_.load(std::memory_order_relaxed);
    if (block == written_blocks_.load(std::memory_order_acquire)) return;
    const uint32_t frames = headers_[block % kBlocks].frames;
    read_samples_.fetch_add(frames, std::memory_order_release);
    read_blocks_.store(block + 1, std::memory_order_release);
  }
}

}  // namespace chaperone::capture

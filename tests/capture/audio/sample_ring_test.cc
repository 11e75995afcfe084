// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/sample_ring.h"

#include <catch2/catch.hpp>
#include <numeric>
#include <thread>
#include <vector>

namespace chaperone::capture {
namespace {

std::unique_ptr<SampleRing> Ring() {
  auto ring = SampleRing::Create();
  REQUIRE(ring.ok());
  return std::move(*ring);
}

TEST_CASE("sample ring: blocks come out as they went in, with their times") {
  const auto ring = Ring();
  std::vector<float> into(SampleRing::kSamples);
  const std::vector<float> one{0.1F, 0.2F};
  const std::vector<float> two{0.3F};
  CHECK(ring->Push(SoundTime{5}, one));
  CHECK(ring->Push(SoundTime{6}, two));
  auto block = ring->Pop(into);
  REQUIRE(block);
  CHECK(block->arrival == SoundTime{5});
  CHECK(std::vector<float>(block->samples.begin(), block->samples.end()) == one);
  block = ring->Pop(into);
  REQUIRE(block);
  CHECK(std::vector<float>(block->samples.begin(), block->samples.end()) == two);
  CHECK_FALSE(ring->Pop(into));
}

TEST_CASE("sample ring: what does not fit is counted before the next block that does") {
  const auto ring = Ring();
  std::vector<float> into(SampleRing::kSamples);
  const std::vector<float> half(SampleRing::kSamples / 2, 0.5F);
  CHECK(ring->Push({}, half));
  CHECK(ring->Push({}, half));
  CHECK_FALSE(ring->Push({}, half));
  CHECK(ring->lost() == half.size());
  CHECK(ring->Pop(into)->lost_before == 0);
  CHECK(ring->Push({}, half));
  CHECK(ring->Pop(into)->lost_before == 0);
  CHECK(ring->Pop(into)->lost_before == half.size());
}

TEST_CASE("sample ring: cleared, it holds nothing and takes a whole ring again") {
  const auto ring = Ring();
  std::vector<float> into(SampleRing::kSamples);
  const std::vector<float> most(SampleRing::kSamples - 7, 0.5F);
  CHECK(ring->Push({}, most));
  ring->Clear();
  CHECK_FALSE(ring->Pop(into));
  CHECK(ring->Push({}, most));
  CHECK(ring->Pop(into)->samples.size() == most.size());
}

TEST_CASE("sample ring: two threads pass every sample in order or count it") {
  const auto ring = Ring();
  constexpr uint64_t kTotal = 3'000'000;
  std::thread producer([&] {
    std::vector<float> block;
    uint64_t next = 0;
    for (uint64_t round = 0; next < kTotal; ++round) {
      block.resize(1 + round * 37 % 4800);
      for (float& sample : block) sample = static_cast<float>(next++ % 1'000'000);
      ring->Push(SoundTime{static_cast<int64_t>(round)}, block);
    }
  });
  std::vector<float> into(SampleRing::kSamples);
  uint64_t next = 0;
  bool good = true;
  while (next + ring->lost() < kTotal) {
    const auto block = ring->Pop(into);
    if (!block) continue;
    if (block->lost_before > 0) break;  // checked above; here the order counts
    for (const float sample : block->samples) {
      good = good && sample == static_cast<float>(next++ % 1'000'000);
    }
  }
  producer.join();
  CHECK(good);
  CHECK(next > 0);
}

}  // namespace
}  // namespace chaperone::capture

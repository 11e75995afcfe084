// SPDX-License-Identifier: Apache-2.0
#include "ocr/edge_mask.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

namespace chaperone::ocr {
namespace {

struct Edges {
  std::vector<uint64_t> text;
  std::vector<uint64_t> border;
  bool operator==(const Edges&) const = default;
};

Edges Mark(Simd simd, const std::vector<uint8_t>& pixels, int width) {
  const auto words = static_cast<size_t>((width + 63) / 64);
  Edges edges{std::vector<uint64_t>(words, ~0ULL), std::vector<uint64_t>(words, ~0ULL)};
  MarkEdges(simd, pixels.data(), width, edges.text.data(), edges.border.data());
  return edges;
}

// The rule as it is written down, pixel by pixel.
Edges Naive(const std::vector<uint8_t>& pixels, int width) {
  const auto words = static_cast<size_t>((width + 63) / 64);
  Edges edges{std::vector<uint64_t>(words), std::vector<uint64_t>(words)};
  for (int x = 0; x + 1 < width; ++x) {
    int step = 0;
    for (int c = 0; c < 3; ++c) {
      const auto here = static_cast<size_t>(x * 4 + c);
      step = std::max(step, std::abs(pixels[here] - pixels[here + 4]));
    }
    const uint64_t bit = uint64_t{1} << (x % 64);
    if (step >= kTextStep) edges.text[static_cast<size_t>(x / 64)] |= bit;
    if (step >= kBorderStep) edges.border[static_cast<size_t>(x / 64)] |= bit;
  }
  return edges;
}

}  // namespace

TEST_CASE("edge mask: every instruction set marks the same bits as the rule") {
  std::mt19937 random(1);
  std::vector<Simd> kinds{Simd::kScalar};
  if (BestSimd() >= Simd::kSse2) kinds.push_back(Simd::kSse2);
  if (BestSimd() >= Simd::kAvx2) kinds.push_back(Simd::kAvx2);
  for (int width = 0; width < 300; ++width) {
    std::vector<uint8_t> pixels(static_cast<size_t>(width) * 4);
    // Small steps around both thresholds as well as wild ones.
    const unsigned range = width % 2 == 0 ? 256 : 40;
    for (uint8_t& byte : pixels) byte = static_cast<uint8_t>(random() % range);
    const Edges expected = Naive(pixels, width);
    for (const Simd simd : kinds) {
      INFO("width " << width << " simd " << static_cast<int>(simd));
      CHECK(Mark(simd, pixels, width) == expected);
    }
  }
}

TEST_CASE("edge mask: the fourth byte of a pixel counts for nothing") {
  std::vector<uint8_t> pixels(64 * 4, 100);
  for (size_t i = 3; i < pixels.size(); i += 8) pixels[i] = 255;
  for (const Simd simd : {Simd::kScalar, BestSimd()}) {
    CHECK(Mark(simd, pixels, 64) == Edges{{0}, {0}});
  }
}

TEST_CASE("edge mask: a step in one colour only is an edge") {
  std::vector<uint8_t> pixels(32 * 4, 100);
  for (size_t x = 16; x < 32; ++x) pixels[x * 4 + 1] = 100 + kTextStep;
  for (const Simd simd : {Simd::kScalar, BestSimd()}) {
    CHECK(Mark(simd, pixels, 32) == Edges{{1U << 15}, {1U << 15}});
  }
}

}  // namespace chaperone::ocr

// SPDX-License-Identifier: Apache-2.0
#include "ocr/edge_mask.h"

#include <algorithm>
#include <cstdlib>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace chaperone::ocr {
namespace {

void SetBits(uint64_t* row, int x, unsigned bits) {
  row[x >> 6] |= uint64_t{bits} << (x & 63);
}

int LargestStep(const uint8_t* pixel) {
  int step = 0;
  for (int channel = 0; channel < 3; ++channel) {
    step = std::max(step, std::abs(pixel[channel] - pixel[channel + 4]));
  }
  return step;
}

void MarkScalar(const uint8_t* pixels, int from, int width, uint64_t* text, uint64_t* border) {
  for (int x = from; x + 1 < width; ++x) {
    const int step = LargestStep(pixels + static_cast<ptrdiff_t>(x) * 4);
    SetBits(text, x, step >= kTextStep ? 1U : 0U);
    SetBits(border, x, step >= kBorderStep ? 1U : 0U);
  }
}

#if defined(__x86_64__)

// What a saturating subtraction leaves above zero is at least `step`; the fourth byte never is.
constexpr int Allowance(int step) {
  const int below = step - 1;
  return static_cast<int>(0xff000000U) | below << 16 | below << 8 | below;
}

int MarkSse2(const uint8_t* pixels, int width, uint64_t* text, uint64_t* border) {
  constexpr int kPixels = 4;
  const __m128i zero = _mm_setzero_si128();
  const __m128i text_allowance = _mm_set1_epi32(Allowance(kTextStep));
  const __m128i border_allowance = _mm_set1_epi32(Allowance(kBorderStep));
  const auto above = [zero](__m128i step, __m128i allowance) {
    const __m128i none = _mm_cmpeq_epi32(_mm_subs_epu8(step, allowance), zero);
    return ~static_cast<unsigned>(_mm_movemask_ps(_mm_castsi128_ps(none))) & 0xfU;
  };
  int x = 0;
  for (; x + kPixels < width; x += kPixels) {
    const auto* here = reinterpret_cast<const __m128i*>(pixels + static_cast<ptrdiff_t>(x) * 4);
    const auto* next = reinterpret_cast<const __m128i*>(pixels + static_cast<ptrdiff_t>(x) * 4 + 4);
    const __m128i a = _mm_loadu_si128(here);
    const __m128i b = _mm_loadu_si128(next);
    const __m128i step = _mm_or_si128(_mm_subs_epu8(a, b), _mm_subs_epu8(b, a));
    SetBits(text, x, above(step, text_allowance));
    SetBits(border, x, above(step, border_allowance));
  }
  return x;
}

// No lambda here: GCC does not pass the target attribute on to it.
__attribute__((target("avx2"))) int MarkAvx2(const uint8_t* pixels, int width, uint64_t* text,
                                             uint64_t* border) {
  constexpr int kPixels = 8;
  const __m256i zero = _mm256_setzero_si256();
  const __m256i text_allowance = _mm256_set1_epi32(Allowance(kTextStep));
  const __m256i border_allowance = _mm256_set1_epi32(Allowance(kBorderStep));
  int x = 0;
  for (; x + kPixels < width; x += kPixels) {
    const auto* here = reinterpret_cast<const __m256i*>(pixels + static_cast<ptrdiff_t>(x) * 4);
    const auto* next = reinterpret_cast<const __m256i*>(pixels + static_cast<ptrdiff_t>(x) * 4 + 4);
    const __m256i a = _mm256_loadu_si256(here);
    const __m256i b = _mm256_loadu_si256(next);
    const __m256i step = _mm256_or_si256(_mm256_subs_epu8(a, b), _mm256_subs_epu8(b, a));
    const __m256i no_text = _mm256_cmpeq_epi32(_mm256_subs_epu8(step, text_allowance), zero);
    const __m256i no_border = _mm256_cmpeq_epi32(_mm256_subs_epu8(step, border_allowance), zero);
    const auto text_bits = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(no_text)));
    const auto border_bits =
        static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(no_border)));
    SetBits(text, x, ~text_bits & 0xffU);
    SetBits(border, x, ~border_bits & 0xffU);
  }
  return x;
}

#endif

}  // namespace

Simd BestSimd() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0 ? Simd::kAvx2 : Simd::kSse2;
#else
  return Simd::kScalar;
#endif
}

void MarkEdges(Simd simd, const uint8_t* pixels, int width, uint64_t* text, uint64_t* border) {
  std::fill_n(text, (width + 63) / 64, 0);
  std::fill_n(border, (width + 63) / 64, 0);
  int done = 0;
#if defined(__x86_64__)
  if (simd == Simd::kAvx2) done = MarkAvx2(pixels, width, text, border);
  if (simd == Simd::kSse2) done = MarkSse2(pixels, width, text, border);
#else
  static_cast<void>(simd);
#endif
  MarkScalar(pixels, done, width, text, border);
}

}  // namespace chaperone::ocr

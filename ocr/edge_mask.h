// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chaperone::ocr {

// One bit a pixel in rows of 64-bit words, lowest bit leftmost. Bits right of the width are 0.
class BitPlane {
 public:
  BitPlane() = default;
  BitPlane(int width, int height)
      : words_((width + 63) / 64),
        bits_(static_cast<size_t>(words_) * static_cast<size_t>(height)) {}

  int words() const { return words_; }
  uint64_t* row(int y) { return bits_.data() + static_cast<size_t>(y) * Words(); }
  const uint64_t* row(int y) const { return bits_.data() + static_cast<size_t>(y) * Words(); }
  bool at(int x, int y) const { return (row(y)[x >> 6] >> (x & 63) & 1) != 0; }

 private:
  size_t Words() const { return static_cast<size_t>(words_); }

  int words_ = 0;
  std::vector<uint64_t> bits_;
};

// A step between neighbouring pixels that letters make, and the fainter one that is enough for a
// border. In steps of 0..255, in whichever of blue, green and red it is largest: coloured text on a
// background of the same brightness has edges too.
inline constexpr int kTextStep = 28;
inline constexpr int kBorderStep = 10;

enum class Simd { kScalar, kSse2, kAvx2 };

// The widest that this CPU has.
Simd BestSimd();

// Sets bit x of `text` and `border` where pixel x differs from pixel x+1 by at least the step.
// `pixels` are 4 bytes each (the fourth is ignored); the two rows hold (width + 63) / 64 words. The
// same bits come out whatever `simd` is, which must not be wider than BestSimd().
void MarkEdges(Simd simd, const uint8_t* pixels, int width, uint64_t* text, uint64_t* border);

}  // namespace chaperone::ocr

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "capture/screen/frame.h"
#include "policy/base/geometry.h"

namespace chaperone::ocr {

struct Colour {
  uint8_t blue = 0;
  uint8_t green = 0;
  uint8_t red = 0;
};
inline constexpr Colour kWhite{255, 255, 255};
inline constexpr Colour kBlack{0, 0, 0};

// A frame to draw on, with rows longer than they need be: whoever ignores the stride reads rubbish.
class Picture {
 public:
  Picture(int width, int height, Colour background = kWhite);

  capture::ImageView view() const { return {bytes_.data(), width_, height_, stride_}; }
  int width() const { return width_; }
  int height() const { return height_; }

  // What lies outside is cut off.
  void Fill(const policy::Rect& rect, Colour colour);
  void Noise(const policy::Rect& rect, std::mt19937& random);
  // `count` made-up letters, each strokes in a box of 7 x `size` pixels; returns their box. The
  // same `seed` gives the same letters.
  policy::Rect Word(int x, int y, int count, unsigned seed, Colour colour = kBlack, int size = 10);

 private:
  int width_;
  int height_;
  size_t stride_;
  std::vector<uint8_t> bytes_;
};

}  // namespace chaperone::ocr

// SPDX-License-Identifier: Apache-2.0
#include "tests/ocr/picture.h"

#include <algorithm>

namespace chaperone::ocr {
namespace {

constexpr int kLetterColumns = 7;
constexpr size_t kExtraBytes = 52;

}  // namespace

Picture::Picture(int width, int height, Colour background)
    : width_(width),
      height_(height),
      stride_(static_cast<size_t>(width) * 4 + kExtraBytes),
      bytes_(stride_ * static_cast<size_t>(height), 0x5a) {
  Fill({0, 0, width, height}, background);
}

void Picture::Fill(const policy::Rect& rect, Colour colour) {
  const policy::Rect inside = policy::Intersection(rect, {0, 0, width_, height_});
  for (int y = inside.y; y < inside.bottom(); ++y) {
    uint8_t* pixel =
        bytes_.data() + static_cast<size_t>(y) * stride_ + static_cast<size_t>(inside.x) * 4;
    for (int x = 0; x < inside.width; ++x, pixel += 4) {
      pixel[0] = colour.blue;
      pixel[1] = colour.green;
      pixel[2] = colour.red;
    }
  }
}

void Picture::Noise(const policy::Rect& rect, std::mt19937& random) {
  const policy::Rect inside = policy::Intersection(rect, {0, 0, width_, height_});
  for (int y = inside.y; y < inside.bottom(); ++y) {
    uint8_t* pixel =
        bytes_.data() + static_cast<size_t>(y) * stride_ + static_cast<size_t>(inside.x) * 4;
    for (int i = 0; i < inside.width * 4; ++i) pixel[i] = static_cast<uint8_t>(random());
  }
}

policy::Rect Picture::Word(int x, int y, int count, unsigned seed, Colour colour, int size) {
  std::mt19937 random(seed);
  for (int i = 0; i < count; ++i) {
    const int left = x + i * kLetterColumns;
    Fill({left, y, 2, size}, colour);
    for (int bar = 0; bar < 3; ++bar) {
      if (random() % 2 != 0) Fill({left, y + bar * (size - 2) / 2, 5, 2}, colour);
    }
    if (random() % 2 != 0) Fill({left + 4, y + size / 2, 1, size / 2}, colour);
  }
  return {x, y, count * kLetterColumns, size};
}

}  // namespace chaperone::ocr

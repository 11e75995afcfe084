// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "capture/screen/frame.h"
#include "policy/base/geometry.h"

namespace chaperone::ocr {

using capture::ImageView;
using policy::Rect;

// Every line image is this high, whatever the size of the letters on the screen.
inline constexpr int kLineHeight = 36;

// One line as recognisers want it: 8 bits a pixel, dark ink on white whatever the colours were,
// kLineHeight rows, trimmed to the ink at the sides. Personal data: wiped when destroyed.
struct LineImage {
  int width = 0;
  std::vector<uint8_t> pixels;  // width * kLineHeight

  LineImage() = default;
  LineImage(LineImage&&) noexcept = default;
  LineImage& operator=(LineImage&&) noexcept = default;
  LineImage(const LineImage&) = delete;
  LineImage& operator=(const LineImage&) = delete;
  ~LineImage();
};

// What a segment turned out to be once its colours were looked at.
enum class LineKind {
  kUnknown,
  kBlank,    // nothing stands out from the background: never given to a recogniser
  kPicture,  // too many shades, or hardly any background: an icon, a photograph, a video
  kText,
};

// Makes line images. Keeps scratch memory from line to line; used by one thread.
class LineImager {
 public:
  LineImager();

  // Rows and columns around `box` that Make() looks at.
  static Rect Surroundings(const Rect& box, int frame_width, int frame_height);

  // `box` is a segment's box in `image`; parts outside of the image count for nothing. `line` is
  // written only for kText.
  LineKind Make(const ImageView& image, const Rect& box, LineImage& line);

 private:
  std::array<int, 3> Background(const ImageView& image, const Rect& rect);

  std::vector<uint32_t> histogram_;  // of colours, 5 bits a channel; all zero between calls
  std::vector<uint16_t> used_bins_;
};

}  // namespace chaperone::ocr

// SPDX-License-Identifier: Apache-2.0
// Random pictures and random changes to them: nothing crashes, boxes stay inside, and what is found
// after a change is what a fresh look finds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <tuple>
#include <vector>

#include "ocr/line_image.h"
#include "ocr/text_finder.h"

namespace chaperone::ocr {
namespace {

// The input, a byte at a time; zeros after its end.
class Bytes {
 public:
  Bytes(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  bool empty() const { return at_ >= size_; }
  int Next() { return empty() ? 0 : data_[at_++]; }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

struct Canvas {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> pixels;

  ImageView view() const { return {pixels.data(), width, height, static_cast<size_t>(width) * 4}; }

  // Fills a rectangle with stripes: what text, borders, noise and pictures are made of.
  Rect Draw(Bytes& bytes) {
    const Rect rect = policy::Intersection(
        {bytes.Next() * 2, bytes.Next() * 2, bytes.Next(), bytes.Next()}, {0, 0, width, height});
    const int period = bytes.Next() % 32 + 1;
    const int ink = bytes.Next() % 32;
    const int slant = bytes.Next() % 8;
    const auto colour = static_cast<uint8_t>(bytes.Next());
    for (int y = rect.y; y < rect.bottom(); ++y) {
      for (int x = rect.x; x < rect.right(); ++x) {
        if ((x + y * slant) % period >= ink) continue;
        uint8_t* pixel =
            &pixels[(static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) *
                    4];
        pixel[x % 3] = colour;
        pixel[y % 3] = static_cast<uint8_t>(255 - colour);
      }
    }
    return rect;
  }
};

void Require(bool holds) {
  if (!holds) std::abort();
}

void Sort(std::vector<Segment>& segments) {
  std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) {
    return std::tie(a.box.y, a.box.x, a.box.height, a.box.width) <
           std::tie(b.box.y, b.box.x, b.box.height, b.box.width);
  });
}

void Apply(const FoundText& found, std::vector<Segment>& segments) {
  const auto in_band = [&](const Segment& segment) {
    return std::any_of(found.bands.begin(), found.bands.end(), [&](const RowBand& band) {
      return segment.box.y < band.bottom && segment.box.bottom() > band.top;
    });
  };
  segments.erase(std::remove_if(segments.begin(), segments.end(), in_band), segments.end());
  segments.insert(segments.end(), found.segments.begin(), found.segments.end());
  Sort(segments);
}

void Run(Bytes bytes) {
  Canvas canvas;
  canvas.width = bytes.Next() * 2;
  canvas.height = bytes.Next() * 2;
  canvas.pixels.assign(static_cast<size_t>(canvas.width) * static_cast<size_t>(canvas.height) * 4,
                       255);
  TextFinder finder;
  std::vector<Segment> segments = finder.FindAll(canvas.view()).segments;
  Require(segments.empty());
  constexpr int kMaxSteps = 12;
  for (int step = 0; step < kMaxSteps && !bytes.empty(); ++step) {
    std::vector<Rect> changed;
    for (int i = bytes.Next() % 4; i >= 0; --i) changed.push_back(canvas.Draw(bytes));
    Apply(finder.Update(canvas.view(), changed), segments);
  }
  TextFinder scalar(Simd::kScalar);
  std::vector<Segment> fresh = scalar.FindAll(canvas.view()).segments;
  Sort(fresh);
  Require(segments == fresh);

  LineImager imager;
  for (const Segment& segment : segments) {
    const Rect& box = segment.box;
    Require(!box.empty() && box.x >= 0 && box.y >= 0);
    Require(box.right() <= canvas.width && box.bottom() <= canvas.height);
    LineImage line;
    if (imager.Make(canvas.view(), box, line) == LineKind::kText) {
      Require(line.pixels.size() == static_cast<size_t>(line.width) * kLineHeight);
    }
  }
}

}  // namespace
}  // namespace chaperone::ocr

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  chaperone::ocr::Run({data, size});
  return 0;
}

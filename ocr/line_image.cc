// SPDX-License-Identifier: Apache-2.0
#include "ocr/line_image.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "ocr/wipe.h"

namespace chaperone::ocr {
namespace {

constexpr int kSideColumns = 3;
constexpr uint8_t kPaper = 255;
constexpr int kInk = 175;      // darker is ink when trimming
constexpr int kFirmInk = 150;  // darker is the core of a stroke
constexpr size_t kBins = 1 << 15;

using Colour = std::array<int, 3>;

// A gray picture: 255 paper, 0 ink.
struct Gray {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> pixels;

  Gray(int w, int h)
      : width(w), height(h), pixels(static_cast<size_t>(w) * static_cast<size_t>(h), kPaper) {}
  uint8_t* row(int y) { return &pixels[static_cast<size_t>(y) * static_cast<size_t>(width)]; }
  const uint8_t* row(int y) const {
    return &pixels[static_cast<size_t>(y) * static_cast<size_t>(width)];
  }
  uint8_t& at(int x, int y) { return row(y)[x]; }
  bool Contains(int x, int y) const { return x >= 0 && y >= 0 && x < width && y < height; }
  // What was on the screen does not stay in freed memory.
  ~Gray() { Wipe(pixels); }
  Gray(const Gray&) = delete;
  Gray& operator=(const Gray&) = delete;
  Gray(Gray&&) = delete;
  Gray& operator=(Gray&&) = delete;
};

uint16_t BinOf(const uint8_t* pixel) {
  return static_cast<uint16_t>(pixel[0] >> 3 | pixel[1] >> 3 << 5 | pixel[2] >> 3 << 10);
}

// Calls `see(pixel)` for the pixels of `rect`.
template <class See>
void EachPixel(const ImageView& image, const Rect& rect, See see) {
  for (int y = rect.y; y < rect.bottom(); ++y) {
    const uint8_t* pixel = image.row(y) + static_cast<ptrdiff_t>(rect.x) * 4;
    for (int x = 0; x < rect.width; ++x, pixel += 4) see(pixel);
  }
}

int Distance(const uint8_t* pixel, const Colour& colour) {
  int sum = 0;
  for (size_t c = 0; c < 3; ++c) sum += std::abs(pixel[c] - colour[c]);
  return sum;
}

// From the background towards the colour of the letters, as seen in the pixels farthest from it.
// All zero where nothing stands out.
std::array<double, 3> InkAxis(const ImageView& image, const Rect& rect, const Colour& background) {
  int farthest = 0;
  EachPixel(image, rect, [&](const uint8_t* pixel) {
    farthest = std::max(farthest, Distance(pixel, background));
  });
  std::array<double, 3> axis{};
  if (farthest == 0) return axis;
  const int firm = farthest * 3 / 4;
  int count = 0;
  EachPixel(image, rect, [&](const uint8_t* pixel) {
    if (Distance(pixel, background) < std::max(firm, 1)) return;
    for (size_t c = 0; c < 3; ++c) axis[c] += pixel[c] - background[c];
    ++count;
  });
  for (double& part : axis) part /= count;
  return axis;
}

// How far along the axis each pixel lies: paper at the background, ink at the letters.
void Project(const ImageView& image, const Rect& rect, const Colour& background,
             const std::array<double, 3>& axis, Gray& gray) {
  constexpr double kFullInk = 240;  // a little short of black leaves room for darker pixels
  constexpr int kOne = 256;
  const double length2 = axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2];
  Colour weight{};
  int offset = 0;
  for (size_t c = 0; c < 3; ++c) {
    weight[c] = static_cast<int>(axis[c] / length2 * kFullInk * kOne);
    offset -= weight[c] * background[c];
  }
  for (int y = 0; y < rect.height; ++y) {
    const uint8_t* pixel = image.row(rect.y + y) + static_cast<ptrdiff_t>(rect.x) * 4;
    uint8_t* out = gray.row(y);
    for (int x = 0; x < rect.width; ++x, pixel += 4) {
      const int ink =
          (weight[0] * pixel[0] + weight[1] * pixel[1] + weight[2] * pixel[2] + offset) / kOne;
      out[x] = static_cast<uint8_t>(kPaper - std::clamp(ink, 0, 255));
    }
  }
}

// Pictures and video frames have shades everywhere; letters are mostly paper with thin ink.
bool LooksLikePicture(const Gray& gray) {
  constexpr int kDarkShade = 48;
  constexpr int kLightShade = 208;
  size_t shades = 0;
  size_t paper = 0;
  for (const uint8_t value : gray.pixels) {
    if (value >= kLightShade) {
      ++paper;
    } else if (value > kDarkShade) {
      ++shades;
    }
  }
  const auto total = static_cast<double>(gray.pixels.size());
  return static_cast<double>(shades) > 0.42 * total || static_cast<double>(paper) < 0.35 * total;
}

// Rules above, below and beside the text, in the padding only: `text` is the box inside `gray`.
void EraseRules(const Rect& text, Gray& gray) {
  constexpr int kRule = 200;
  for (int y = 0; y < gray.height; ++y) {
    if (y >= text.y && y < text.bottom()) continue;
    const auto dark = std::count_if(gray.row(y), gray.row(y) + gray.width,
                                    [](uint8_t value) { return value < kRule; });
    if (dark * 10 > int64_t{gray.width} * 6) std::fill_n(gray.row(y), gray.width, kPaper);
  }
  for (int x = 0; x < gray.width; ++x) {
    if (x >= kSideColumns - 1 && x < gray.width - kSideColumns + 1) continue;
    int dark = 0;
    for (int y = 0; y < gray.height; ++y) dark += gray.at(x, y) < kRule ? 1 : 0;
    if (dark * 4 <= gray.height * 3) continue;
    for (int y = 0; y < gray.height; ++y) gray.at(x, y) = kPaper;
  }
}

// Erases what is connected to the left or right side: frames of fields, letters of a neighbour.
class FrameEraser {
 public:
  explicit FrameEraser(Gray& gray) : gray_(gray), seen_(gray.pixels.size()) {}

  void Run() {
    for (int y = 0; y < gray_.height; ++y) {
      EraseFrom(0, y);
      EraseFrom(gray_.width - 1, y);
    }
  }

 private:
  void Visit(int x, int y) {
    if (!gray_.Contains(x, y) || gray_.at(x, y) >= kFirmInk) return;
    uint8_t& seen = seen_[Index(x, y)];
    if (seen != 0) return;
    seen = 1;
    found_.emplace_back(x, y);
  }

  void EraseFrom(int start_x, int start_y) {
    found_.clear();
    Visit(start_x, start_y);
    for (size_t i = 0; i < found_.size(); ++i) {
      const auto [x, y] = found_[i];
      Visit(x + 1, y);
      Visit(x - 1, y);
      Visit(x, y + 1);
      Visit(x, y - 1);
    }
    for (const auto& [x, y] : found_) EraseAround(x, y);
  }

  // The soft rim goes too.
  void EraseAround(int x, int y) {
    for (int ny = y - 1; ny <= y + 1; ++ny) {
      for (int nx = x - 1; nx <= x + 1; ++nx) {
        const bool here = nx == x && ny == y;
        if (gray_.Contains(nx, ny) && (here || seen_[Index(nx, ny)] == 0))
          gray_.at(nx, ny) = kPaper;
      }
    }
  }

  size_t Index(int x, int y) const {
    return static_cast<size_t>(y) * static_cast<size_t>(gray_.width) + static_cast<size_t>(x);
  }

  Gray& gray_;
  std::vector<uint8_t> seen_;
  std::vector<std::pair<int, int>> found_;
};

// A long dark run in the lower half is an underline; it stays where a stroke crosses it.
void EraseUnderline(Gray& gray) {
  constexpr int kDark = 170;
  constexpr int kShortest = 18;
  const int shortest = std::max(kShortest, 2 * gray.height);
  for (int y = gray.height / 2; y < gray.height; ++y) {
    uint8_t* row = gray.row(y);
    for (int x = 0; x < gray.width; ++x) {
      int end = x;
      while (end < gray.width && row[end] < kDark) ++end;
      for (int i = x; end - x >= shortest && i < end; ++i) {
        const bool above = y > 0 && gray.at(i, y - 1) < kFirmInk;
        const bool below = y + 1 < gray.height && gray.at(i, y + 1) < kFirmInk;
        if (!(above && below)) row[i] = kPaper;
      }
      x = end;
    }
  }
}

// Columns with ink and one more on each side: [left, right). Empty where there is no ink.
std::pair<int, int> InkColumns(Gray& gray) {
  constexpr int kMargin = 1;
  int left = gray.width;
  int right = 0;
  for (int x = 0; x < gray.width; ++x) {
    for (int y = 0; y < gray.height; ++y) {
      if (gray.at(x, y) >= kInk) continue;
      left = std::min(left, x);
      right = x + 1;
      break;
    }
  }
  if (left >= right) return {0, 0};
  return {std::max(0, left - kMargin), std::min(gray.width, right + kMargin)};
}

void Scale(Gray& gray, int left, int right, LineImage& line) {
  constexpr int kNarrowest = 9;
  const double scale = static_cast<double>(kLineHeight) / gray.height;
  line.width = std::max(kNarrowest, static_cast<int>(std::lround((right - left) * scale)));
  line.pixels.resize(static_cast<size_t>(line.width) * kLineHeight);
  const cv::Mat from(gray.height, right - left, CV_8UC1, gray.row(0) + left,
                     static_cast<size_t>(gray.width));
  cv::Mat to(kLineHeight, line.width, CV_8UC1, line.pixels.data());
  cv::resize(from, to, to.size(), 0, 0, cv::INTER_CUBIC);
}

}  // namespace

LineImage::~LineImage() {
  Wipe(pixels);
}

LineImager::LineImager() : histogram_(kBins) {
  cv::setNumThreads(0);  // a line is too small to share out, and libraries start no threads
}

Rect LineImager::Surroundings(const Rect& box, int frame_width, int frame_height) {
  const int rows = std::max(2, (box.height + 2) / 4);
  return policy::Intersection(
      {box.x - kSideColumns, box.y - rows, box.width + 2 * kSideColumns, box.height + 2 * rows},
      {0, 0, frame_width, frame_height});
}

LineKind LineImager::Make(const ImageView& image, const Rect& box, LineImage& line) {
  const Rect around = Surroundings(box, image.width, image.height);
  const Rect core = policy::Intersection(box, around);
  if (core.empty()) return LineKind::kBlank;
  const Rect rows{around.x, core.y, around.width, core.height};
  const Colour background = Background(image, rows);
  const std::array<double, 3> axis = InkAxis(image, rows, background);
  if (axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2] < 1) return LineKind::kBlank;

  Gray gray(around.width, around.height);
  Project(image, around, background, axis, gray);
  if (LooksLikePicture(gray)) return LineKind::kPicture;
  EraseRules({core.x - around.x, core.y - around.y, core.width, core.height}, gray);
  FrameEraser(gray).Run();
  EraseUnderline(gray);
  const auto [left, right] = InkColumns(gray);
  if (left == right) return LineKind::kBlank;
  Scale(gray, left, right, line);
  return LineKind::kText;
}

// The mean of the commonest colour's bin.
std::array<int, 3> LineImager::Background(const ImageView& image, const Rect& rect) {
  uint16_t commonest = 0;
  uint32_t most = 0;
  EachPixel(image, rect, [&](const uint8_t* pixel) {
    const uint16_t bin = BinOf(pixel);
    const uint32_t count = ++histogram_[bin];
    if (count == 1) used_bins_.push_back(bin);
    if (count > most) {
      most = count;
      commonest = bin;
    }
  });
  for (const uint16_t bin : used_bins_) histogram_[bin] = 0;
  used_bins_.clear();
  std::array<int64_t, 3> sum{};
  EachPixel(image, rect, [&](const uint8_t* pixel) {
    if (BinOf(pixel) != commonest) return;
    for (size_t c = 0; c < 3; ++c) sum[c] += pixel[c];
  });
  Colour mean{};
  for (size_t c = 0; c < 3; ++c) mean[c] = static_cast<int>((sum[c] + most / 2) / most);
  return mean;
}

}  // namespace chaperone::ocr

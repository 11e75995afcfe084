// SPDX-License-Identifier: Apache-2.0
#include "ocr/text_finder.h"

#include <algorithm>
#include <bit>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace chaperone::ocr {
namespace {

constexpr int kBorderRows = 80;  // a vertical run this long is no letter's
constexpr int kStemRows = 26;  // from here on it is one only where it has two sides, as stems have
constexpr int kThinnestStem = 3;
constexpr int kThinStem = 8;  // a short stem is at most so thick, a long one half its length …
constexpr int kThickestStem = 24;         // … and none more than this
constexpr int kTwoSidedRowsPercent = 50;  // the other side is broken by bars and bows
constexpr int kBorderGapRows = 2;         // and it may have gaps
constexpr int kBorderReach = kBorderRows + kBorderGapRows + 2;  // rows that decide on one row
constexpr size_t kMinPieceLimit = 16384;
constexpr int64_t kPixelsPerPiece = 256;

size_t PieceLimit(int width, RowBand band) {
  const int64_t area = int64_t{width} * (band.bottom - band.top);
  return std::max(kMinPieceLimit, static_cast<size_t>(area / kPixelsPerPiece));
}

// Sorted, not touching.
std::vector<RowBand> MergeBands(std::vector<RowBand> bands) {
  std::sort(bands.begin(), bands.end(),
            [](const RowBand& a, const RowBand& b) { return a.top < b.top; });
  std::vector<RowBand> merged;
  for (const RowBand& band : bands) {
    if (!merged.empty() && band.top <= merged.back().bottom) {
      merged.back().bottom = std::max(merged.back().bottom, band.bottom);
    } else {
      merged.push_back(band);
    }
  }
  return merged;
}

// Bits [x, x + 64) of a row; 0 outside of it.
uint64_t BitsFrom(const uint64_t* row, int words, int x) {
  const int i = x >> 6;
  const int shift = x & 63;
  const uint64_t low = i >= 0 && i < words ? row[i] : 0;
  if (shift == 0) return low;
  const uint64_t high = i + 1 >= 0 && i + 1 < words ? row[i + 1] : 0;
  return low >> shift | high << (64 - shift);
}

// Whether the vertical run of edges at `x` is a letter's stem: another edge follows it at a stem's
// thickness on one side.
bool IsStem(const BitPlane& edges, int x, RowBand run) {
  const int length = run.bottom - run.top;
  const int thickest = std::clamp(length / 2, kThinStem, kThickestStem);
  const uint64_t near = (uint64_t{1} << (thickest - kThinnestStem + 1)) - 1;
  int left = 0;
  int right = 0;
  for (int y = run.top; y < run.bottom; ++y) {
    const uint64_t* row = edges.row(y);
    left += (BitsFrom(row, edges.words(), x - thickest) & near) != 0 ? 1 : 0;
    right += (BitsFrom(row, edges.words(), x + kThinnestStem) & near) != 0 ? 1 : 0;
  }
  return std::max(left, right) * 100 >= length * kTwoSidedRowsPercent;
}

// A window of rows of a plane, to be eroded and dilated downwards.
class RowStack {
 public:
  RowStack(const BitPlane& plane, RowBand rows)
      : words_(static_cast<size_t>(plane.words())),
        rows_(rows.bottom - rows.top),
        bits_(plane.row(rows.top), plane.row(rows.top) + words_ * static_cast<size_t>(rows_)) {}

  int rows() const { return rows_; }
  uint64_t* row(int y) { return bits_.data() + static_cast<size_t>(y) * words_; }
  const uint64_t* row(int y) const { return bits_.data() + static_cast<size_t>(y) * words_; }

  // Bridges gaps of one and two rows in vertical runs.
  void FillGaps() {
    const std::vector<uint64_t> before = bits_;
    for (int y = 1; y + kBorderGapRows < rows_; ++y) {
      const size_t here = static_cast<size_t>(y) * words_;
      for (size_t i = here; i < here + words_; ++i) {
        const uint64_t above = before[i - words_];
        const uint64_t below = before[i + words_];
        const uint64_t below2 = before[i + 2 * words_];
        bits_[i] |= above & (below | below2);
        bits_[i + words_] |= above & below2;
      }
    }
  }

  // Keeps only vertical runs of at least `length` rows.
  void Open(int length) {
    std::vector<int> steps;
    for (int reached = 1; reached < length; reached += steps.back()) {
      steps.push_back(std::min(reached, length - reached));
    }
    for (const int step : steps) Erode(step);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) Dilate(*step);
  }

 private:
  void Erode(int step) {
    const size_t shift = static_cast<size_t>(step) * words_;
    const size_t kept = bits_.size() > shift ? bits_.size() - shift : 0;
    for (size_t i = 0; i < kept; ++i) bits_[i] &= bits_[i + shift];
    std::fill(bits_.begin() + static_cast<ptrdiff_t>(kept), bits_.end(), 0);
  }
  void Dilate(int step) {
    const size_t shift = static_cast<size_t>(step) * words_;
    for (size_t i = bits_.size(); i-- > shift;) bits_[i] |= bits_[i - shift];
  }

  size_t words_;
  int rows_;
  std::vector<uint64_t> bits_;
};

// Takes the stems of letters out of `runs`, which begin at row `top` of `edges`. Those that are
// `long_runs` too are no stems.
void DropStems(const BitPlane& edges, int top, const RowStack& long_runs, RowStack& runs) {
  for (int y = 0; y < runs.rows(); ++y) {
    for (int i = 0; i < edges.words(); ++i) {
      uint64_t begins = runs.row(y)[i] & ~long_runs.row(y)[i];
      if (y > 0) begins &= ~runs.row(y - 1)[i];
      for (; begins != 0; begins &= begins - 1) {
        const uint64_t bit = begins & ~(begins - 1);
        int end = y;
        while (end < runs.rows() && (runs.row(end)[i] & bit) != 0) ++end;
        if (!IsStem(edges, i * 64 + std::countr_zero(bit), {top + y, top + end})) continue;
        for (int row = y; row < end; ++row) runs.row(row)[i] &= ~bit;
      }
    }
  }
}

}  // namespace

void TextFinder::Reset(int width, int height) {
  width_ = std::max(width, 0);
  height_ = width_ == 0 ? 0 : std::max(height, 0);
  edges_ = BitPlane(width_, height_);
  faint_ = BitPlane(width_, height_);
  borders_ = BitPlane(width_, height_);
  strokes_ = BitPlane(width_, height_);
  blank_.assign(static_cast<size_t>(height_), true);
}

FoundText TextFinder::FindAll(const ImageView& image) {
  Reset(image.width, image.height);
  const Rect everything{0, 0, width_, height_};
  return Update(image, {&everything, 1});
}

FoundText TextFinder::Update(const ImageView& image, std::span<const Rect> changed) {
  FoundText found;
  std::vector<RowBand> bands;
  for (const RowBand& rows : ChangedRows(changed)) {
    for (int y = rows.top; y < rows.bottom; ++y) {
      MarkEdges(simd_, image.row(y), width_, edges_.row(y), faint_.row(y));
    }
    bands.push_back(
        {std::max(0, rows.top - kBorderReach), std::min(height_, rows.bottom + kBorderReach)});
  }
  bands = MergeBands(std::move(bands));
  for (const RowBand& band : bands) RefreshBorders(band);
  for (RowBand& band : bands) band = GrowToBlankRows(band);
  found.bands = MergeBands(std::move(bands));

  std::vector<Rect> pieces;
  for (const RowBand& band : found.bands) {
    if (!FindPieces(strokes_, borders_, band, PieceLimit(width_, band), pieces)) {
      found.overflow.push_back(band);
      continue;
    }
    for (Rect& box : ShapeLines(std::move(pieces), borders_)) {
      ++box.width;  // an edge lies between its pixel and the next
      found.segments.push_back({box, KeyOf(box)});
    }
    pieces = {};
  }
  return found;
}

std::vector<RowBand> TextFinder::ChangedRows(std::span<const Rect> changed) const {
  std::vector<RowBand> rows;
  for (const Rect& rect : changed) {
    const Rect inside = policy::Intersection(rect, {0, 0, width_, height_});
    if (!inside.empty()) rows.push_back({inside.y, inside.bottom()});
  }
  return MergeBands(std::move(rows));
}

void TextFinder::RefreshBorders(RowBand rows) {
  const RowBand window{std::max(0, rows.top - kBorderReach),
                       std::min(height_, rows.bottom + kBorderReach)};
  RowStack runs(faint_, window);
  runs.FillGaps();
  RowStack long_runs = runs;
  runs.Open(kStemRows);
  long_runs.Open(kBorderRows);
  DropStems(faint_, window.top, long_runs, runs);
  for (int y = rows.top; y < rows.bottom; ++y) {
    const uint64_t* run = runs.row(y - window.top);
    const uint64_t* edge = edges_.row(y);
    uint64_t* border = borders_.row(y);
    uint64_t* stroke = strokes_.row(y);
    uint64_t any = 0;
    for (int i = 0; i < strokes_.words(); ++i) {
      border[i] = run[i];
      stroke[i] = edge[i] & ~border[i];
      any |= stroke[i];
    }
    blank_[static_cast<size_t>(y)] = any == 0;
  }
}

RowBand TextFinder::GrowToBlankRows(RowBand rows) const {
  for (int blank = 0; rows.top > 0 && blank < kReachRows; --rows.top) {
    blank = blank_[static_cast<size_t>(rows.top) - 1] ? blank + 1 : 0;
  }
  for (int blank = 0; rows.bottom < height_ && blank < kReachRows; ++rows.bottom) {
    blank = blank_[static_cast<size_t>(rows.bottom)] ? blank + 1 : 0;
  }
  return rows;
}

uint64_t TextFinder::KeyOf(const Rect& box) {
  scratch_.clear();
  const int first = box.x >> 6;
  const int shift = box.x & 63;
  for (int y = box.y; y < box.bottom(); ++y) {
    const uint64_t* row = strokes_.row(y);
    for (int done = 0; done < box.width; done += 64) {
      const int i = first + done / 64;
      uint64_t bits = row[i] >> shift;
      if (shift != 0 && i + 1 < strokes_.words()) bits |= row[i + 1] << (64 - shift);
      const int left = box.width - done;
      if (left < 64) bits &= (uint64_t{1} << left) - 1;
      scratch_.push_back(bits);
    }
  }
  const uint64_t seed = static_cast<uint64_t>(box.width) << 32 | static_cast<uint64_t>(box.height);
  return XXH3_64bits_withSeed(scratch_.data(), scratch_.size() * sizeof(uint64_t), seed);
}

}  // namespace chaperone::ocr

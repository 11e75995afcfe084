// SPDX-License-Identifier: Apache-2.0
#include "ocr/pieces.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <tuple>
#include <utility>

namespace chaperone::ocr {
namespace {

using policy::Rect;
using policy::Union;

// Several lines may touch in a piece higher and wider than this.
constexpr int kSplitRows = 16;
constexpr int kSplitColumns = 12;
constexpr int kMinPieceColumns = 3;

// Edges on one row, closed: [left, right).
struct Run {
  int left = 0;
  int right = 0;
  int y = 0;
  int edges = 0;
  uint32_t group = 0;
};

bool HasBarrier(const BitPlane& borders, int left, int right, int y) {
  for (int x = left; x < right; ++x) {
    if (borders.at(x, y)) return true;
  }
  return false;
}

// Calls `see(left, right)` for each unbroken stretch of set bits in a word-wise view of a row.
template <class See>
void EachStretch(const uint64_t* row, int words, See see) {
  for (int i = 0; i < words; ++i) {
    uint64_t bits = row[i];
    while (bits != 0) {
      const int start = std::countr_zero(bits);
      const int length = std::countr_one(bits >> start);
      see(i * 64 + start, i * 64 + start + length);
      if (start + length >= 64) break;
      bits &= ~uint64_t{0} << (start + length);
    }
  }
}

// Runs that touch from row to row, corners included, form a group.
class RunGroups {
 public:
  // False where there are more runs than `limit`.
  bool Collect(const BitPlane& strokes, const BitPlane& borders, RowBand band, size_t limit) {
    size_t above = 0;
    for (int y = band.top; y < band.bottom; ++y) {
      const size_t here = runs_.size();
      AddRow(strokes, borders, y);
      if (runs_.size() > limit) return false;
      LinkRows(above, here);
      above = here;
    }
    return true;
  }

  // The runs sorted by group, then from top to bottom.
  const std::vector<Run>& Grouped() {
    for (Run& run : runs_) run.group = Root(run.group);
    std::stable_sort(runs_.begin(), runs_.end(),
                     [](const Run& a, const Run& b) { return a.group < b.group; });
    return runs_;
  }

 private:
  void AddRow(const BitPlane& strokes, const BitPlane& borders, int y) {
    const size_t first = runs_.size();
    EachStretch(strokes.row(y), strokes.words(), [&](int left, int right) {
      if (runs_.size() > first && left - runs_.back().right <= kClosingGap &&
          !HasBarrier(borders, runs_.back().right, left, y)) {
        runs_.back().right = right;
        runs_.back().edges += right - left;
        return;
      }
      runs_.push_back({left, right, y, right - left, static_cast<uint32_t>(parent_.size())});
      parent_.push_back(static_cast<uint32_t>(parent_.size()));
    });
  }

  // Runs [above, here) are on the row over [here, end).
  void LinkRows(size_t above, size_t here) {
    size_t a = above;
    for (size_t b = here; b < runs_.size(); ++b) {
      while (a < here && runs_[a].right < runs_[b].left) ++a;
      for (size_t k = a; k < here && runs_[k].left <= runs_[b].right; ++k) {
        const uint32_t one = Root(runs_[k].group);
        const uint32_t other = Root(runs_[b].group);
        parent_[std::max(one, other)] = std::min(one, other);
      }
    }
  }

  uint32_t Root(uint32_t group) {
    while (parent_[group] != group) {
      parent_[group] = parent_[parent_[group]];
      group = parent_[group];
    }
    return group;
  }

  std::vector<Run> runs_;
  std::vector<uint32_t> parent_;
};

Rect BoxOf(const Run& run) {
  return {run.left, run.y, run.right - run.left, 1};
}

template <class Iterator>
Rect BoxOf(Iterator first, Iterator last) {
  Rect box;
  for (; first != last; ++first) box = Union(box, BoxOf(*first));
  return box;
}

// Rows of a piece (from its top) where edges are dense: one for each line of text in it.
std::vector<RowBand> DenseRows(const std::vector<int>& profile) {
  // Lower than a line: a row of dots, the rule under a heading, a large descender.
  const auto narrow = [](const RowBand& band, const RowBand& beside) {
    return band.bottom - band.top < std::max(6, (beside.bottom - beside.top) / 3);
  };
  const auto near_rows = [](const RowBand& band) {
    return std::max(4, (band.bottom - band.top) / 4);
  };
  const int densest = *std::max_element(profile.begin(), profile.end());
  std::vector<RowBand> bands;
  const int rows = static_cast<int>(profile.size());
  for (int y = 0; y < rows; ++y) {
    if (profile[static_cast<size_t>(y)] * 10 <= densest) continue;
    if (!bands.empty() && bands.back().bottom == y) {
      ++bands.back().bottom;
    } else {
      bands.push_back({y, y + 1});
    }
  }
  std::vector<RowBand> lines;
  for (const RowBand& band : bands) {
    const bool joins =
        !lines.empty() &&
        band.top - lines.back().bottom < std::max(near_rows(band), near_rows(lines.back())) &&
        (narrow(band, lines.back()) || narrow(lines.back(), band));
    if (joins) {
      lines.back().bottom = band.bottom;
    } else {
      lines.push_back(band);
    }
  }
  return lines;
}

// A piece's runs are [first, last), top to bottom.
template <class Iterator>
void AddSplit(Iterator first, Iterator last, std::vector<Rect>& pieces) {
  const Rect box = BoxOf(first, last);
  if (box.height <= kSplitRows || box.width <= kSplitColumns) {
    pieces.push_back(box);
    return;
  }
  std::vector<int> profile(static_cast<size_t>(box.height));
  for (auto run = first; run != last; ++run) {
    profile[static_cast<size_t>(run->y - box.y)] += run->edges;
  }
  const std::vector<RowBand> lines = DenseRows(profile);
  auto from = first;
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool is_last = i + 1 == lines.size();
    const int end = is_last ? box.height : (lines[i].bottom + lines[i + 1].top + 1) / 2;
    const auto to = std::find_if(from, last, [&](const Run& run) { return run.y - box.y >= end; });
    const Rect line = BoxOf(from, to);
    if (!line.empty()) pieces.push_back(line);
    from = to;
  }
}

bool TopLeftFirst(const Rect& a, const Rect& b) {
  return std::tie(a.y, a.x, a.height, a.width) < std::tie(b.y, b.x, b.height, b.width);
}

int GapX(const Rect& a, const Rect& b) {
  return std::max({0, a.x - b.right(), b.x - a.right()});
}

int GapY(const Rect& a, const Rect& b) {
  return std::max({0, a.y - b.bottom(), b.y - a.bottom()});
}

// Dots, accents, dashes and underscores join the nearest letters; those far from any are dropped.
void AttachSmall(const std::vector<Rect>& small, std::vector<Rect>& lines) {
  constexpr int kBeside = 6;
  constexpr int kLargeRows = 24;  // the ends of the bars of such letters stand far from their stems
  static_assert(kReachRows == 4, "an attached piece is less than kReachRows away");
  std::vector<int> tops;  // as sorted: attaching moves a line's top a little
  tops.reserve(lines.size());
  for (const Rect& line : lines) tops.push_back(line.y);
  for (const Rect& piece : small) {
    const int highest = piece.y - kMaxLineRows - kReachRows;
    const auto start = std::lower_bound(tops.begin(), tops.end(), highest) - tops.begin();
    Rect* best = nullptr;
    int best_distance = kMaxLineRows;
    for (auto i = static_cast<size_t>(start); i < lines.size(); ++i) {
      if (tops[i] > piece.bottom() + kReachRows) break;
      const int dx = GapX(piece, lines[i]);
      const int dy = GapY(piece, lines[i]);
      const int beside = lines[i].height >= kLargeRows ? lines[i].height / 2 : kBeside;
      if (dx <= beside && dy < kReachRows && dx + dy < best_distance) {
        best_distance = dx + dy;
        best = &lines[i];
      }
    }
    if (best != nullptr) *best = Union(*best, piece);
  }
}

// Whether two pieces stand on one line, near enough to be read as one.
bool OnOneLine(const Rect& a, const Rect& b, const BitPlane& borders) {
  constexpr int kLargeRows = 18;
  const int top = std::max(a.y, b.y);
  const int bottom = std::min(a.bottom(), b.bottom());
  const int lower = std::min(a.height, b.height);
  const int higher = std::max(a.height, b.height);
  if ((bottom - top) * 10 < lower * 6) return false;
  const int gap = GapX(a, b);
  // In large letters the bars of F, L and T reach far, and bars have no vertical edges.
  const int reach_percent = lower >= kLargeRows ? 60 : 42;
  if (gap > std::max(kClosingGap, higher * reach_percent / 100)) return false;
  if (higher * 10 > lower * 22 && gap > 3) return false;
  const int left = std::min(a.right(), b.right());
  const int right = std::max(a.x, b.x);
  return !HasBarrier(borders, left, right, (top + bottom) / 2);
}

void JoinNeighbours(std::vector<Rect>& lines, const BitPlane& borders) {
  constexpr int kPasses = 6;  // joined pieces may meet again; this many rounds are always enough
  for (int pass = 0; pass < kPasses; ++pass) {
    std::sort(lines.begin(), lines.end(), TopLeftFirst);
    bool joined = false;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].empty()) continue;
      for (size_t j = i + 1; j < lines.size() && lines[j].y < lines[i].bottom(); ++j) {
        if (lines[j].empty() || !OnOneLine(lines[i], lines[j], borders)) continue;
        lines[i] = Union(lines[i], lines[j]);
        lines[j] = {};
        joined = true;
      }
    }
    lines.erase(std::remove_if(lines.begin(), lines.end(), [](const Rect& r) { return r.empty(); }),
                lines.end());
    if (!joined) break;
  }
  std::sort(lines.begin(), lines.end(), TopLeftFirst);
}

// The tail of a large y, the dot of a large i: parts of a letter that stand under or over a line
// several times as high.
void AbsorbFragments(std::vector<Rect>& lines) {
  constexpr int kLargeRows = 24;
  constexpr int kTimesHigher = 3;
  for (Rect& line : lines) {
    if (line.height < kLargeRows) continue;
    for (Rect& part : lines) {
      if (part.y >= line.bottom() + kReachRows) break;  // they come by top
      const bool inside = part.x >= line.x && part.right() <= line.right();
      if (part.empty() || !inside || part.height * kTimesHigher > line.height ||
          part.width > line.height || GapY(part, line) >= kReachRows) {
        continue;
      }
      line = Union(line, part);
      part = {};
    }
  }
  lines.erase(std::remove_if(lines.begin(), lines.end(), [](const Rect& r) { return r.empty(); }),
              lines.end());
  std::sort(lines.begin(), lines.end(), TopLeftFirst);
}

}  // namespace

bool FindPieces(const BitPlane& strokes, const BitPlane& borders, RowBand band, size_t limit,
                std::vector<Rect>& pieces) {
  constexpr size_t kRunsPerPiece = 24;
  pieces.clear();
  RunGroups groups;
  if (!groups.Collect(strokes, borders, band, limit * kRunsPerPiece)) return false;
  const std::vector<Run>& runs = groups.Grouped();
  for (auto first = runs.begin(); first != runs.end();) {
    const auto last =
        std::find_if(first, runs.end(), [&](const Run& run) { return run.group != first->group; });
    AddSplit(first, last, pieces);
    if (pieces.size() > limit) return false;
    first = last;
  }
  return true;
}

std::vector<Rect> ShapeLines(std::vector<Rect> pieces, const BitPlane& borders) {
  std::sort(pieces.begin(), pieces.end(), TopLeftFirst);
  std::vector<Rect> lines;
  std::vector<Rect> small;
  for (const Rect& piece : pieces) {
    if (piece.height > kMaxLineRows) continue;
    const bool letters = piece.height >= kMinLineRows && piece.width >= kMinPieceColumns;
    (letters ? lines : small).push_back(piece);
  }
  AttachSmall(small, lines);
  JoinNeighbours(lines, borders);
  AbsorbFragments(lines);
  return lines;
}

}  // namespace chaperone::ocr

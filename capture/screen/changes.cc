// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/changes.h"

#include <xxhash.h>

#include <algorithm>
#include <cassert>

namespace chaperone::capture {
namespace {

// Changed tiles with at most so many unchanged ones between them are one run: a line of text is
// one change, not one for each word.
constexpr int kJoinGap = 2;

int TilesFor(int pixels, int tile) {
  return (pixels + tile - 1) / tile;
}

// Joining may take in at most a quarter more than the two have together.
bool WorthJoining(const Rect& a, const Rect& b) {
  return Union(a, b).area() * 4 <= (a.area() + b.area()) * 5;
}

// Joins what overlaps until all are disjoint: readers count on looking at no pixel twice.
void MakeDisjoint(std::vector<Rect>& rects) {
  for (bool joined = true; joined;) {
    joined = false;
    for (size_t i = 0; i < rects.size(); ++i) {
      for (size_t j = i + 1; j < rects.size(); ++j) {
        if (!Overlaps(rects[i], rects[j])) continue;
        rects[i] = Union(rects[i], rects[j]);
        rects[j] = rects.back();
        rects.pop_back();
        joined = true;
        --j;
      }
    }
  }
}

}  // namespace

ChangeDetector::ChangeDetector(int width, int height)
    : width_(width),
      height_(height),
      columns_(TilesFor(width, kTileWidth)),
      rows_(TilesFor(height, kTileHeight)),
      hashes_(static_cast<size_t>(columns_) * static_cast<size_t>(rows_)),
      asked_(static_cast<size_t>(columns_)) {}

uint64_t ChangeDetector::HashTile(const ImageView& image, int column, int tile_row) const {
  const int left = column * kTileWidth;
  const size_t bytes = static_cast<size_t>(std::min(kTileWidth, width_ - left)) * 4;
  const int bottom = std::min((tile_row + 1) * kTileHeight, height_);
  // Zero is what a tile that was never looked at has; a real hash is zero once in 2^64.
  uint64_t hash = 1;
  for (int y = tile_row * kTileHeight; y < bottom; ++y) {
    hash = XXH3_64bits_withSeed(image.row(y) + static_cast<size_t>(left) * 4, bytes, hash);
  }
  return hash;
}

std::vector<ChangeDetector::Run> ChangeDetector::ChangedRuns(const ImageView& image, int tile_row) {
  std::vector<Run> runs;
  for (int column = 0; column < columns_; ++column) {
    if (asked_[static_cast<size_t>(column)] == 0) continue;
    const uint64_t hash = HashTile(image, column, tile_row);
    uint64_t& known = hashes_[static_cast<size_t>(tile_row) * static_cast<size_t>(columns_) +
                              static_cast<size_t>(column)];
    if (hash == known) continue;
    known = hash;
    if (!runs.empty() && column - runs.back().last <= kJoinGap) {
      runs.back().last = column + 1;
    } else {
      runs.push_back({column, column + 1});
    }
  }
  return runs;
}

std::vector<Rect> ChangeDetector::Update(const ImageView& image, std::span<const Rect> where) {
  assert(image.width == width_ && image.height == height_);
  const Rect all{0, 0, width_, height_};
  std::vector<Rect> changed;
  for (int tile_row = 0; tile_row < rows_; ++tile_row) {
    const Rect strip = Intersection({0, tile_row * kTileHeight, width_, kTileHeight}, all);
    std::fill(asked_.begin(), asked_.end(), uint8_t{0});
    bool any = false;
    for (const Rect& rect : where) {
      const Rect part = Intersection(rect, strip);
      if (part.empty()) continue;
      any = true;
      std::fill(asked_.begin() + part.x / kTileWidth,
                asked_.begin() + (part.right() - 1) / kTileWidth + 1, uint8_t{1});
    }
    if (!any) continue;
    const auto before = static_cast<std::ptrdiff_t>(changed.size());
    for (const Run& run : ChangedRuns(image, tile_row)) {
      const Rect rect = Intersection(
          {run.first * kTileWidth, strip.y, (run.last - run.first) * kTileWidth, strip.height},
          all);
      const auto above = std::find_if(
          changed.begin(), changed.begin() + before,
          [&](const Rect& r) { return r.bottom() == strip.y && WorthJoining(r, rect); });
      if (above != changed.begin() + before) {
        *above = Union(*above, rect);
      } else {
        changed.push_back(rect);
      }
    }
  }
  MakeDisjoint(changed);
  std::sort(changed.begin(), changed.end(),
            [](const Rect& a, const Rect& b) { return a.y != b.y ? a.y < b.y : a.x < b.x; });
  return changed;
}

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "capture/screen/frame.h"

namespace chaperone::capture {

// Tells which parts of a frame differ from what they were when last looked at. Keeps 8 bytes for
// each tile instead of a second copy of the pixels. All four bytes of a pixel count.
class ChangeDetector {
 public:
  static constexpr int kTileWidth = 64;
  static constexpr int kTileHeight = 16;

  ChangeDetector(int width, int height);

  // Compares the tiles that `where` touches and remembers them. Returns what changed as disjoint
  // rectangles made of whole tiles, cut at the frame's edge, from top to bottom; near ones are
  // merged, so a rectangle may hold some tiles that are as they were. `image` has the size given
  // to the constructor.
  std::vector<Rect> Update(const ImageView& image, std::span<const Rect> where);

 private:
  struct Run {
    int first = 0;  // tile columns, half open
    int last = 0;
  };
  std::vector<Run> ChangedRuns(const ImageView& image, int tile_row);
  uint64_t HashTile(const ImageView& image, int column, int tile_row) const;

  int width_;
  int height_;
  int columns_;
  int rows_;
  std::vector<uint64_t> hashes_;
  std::vector<uint8_t> asked_;  // one tile row at a time; kept to save allocations
};

}  // namespace chaperone::capture

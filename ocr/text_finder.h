// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "capture/screen/frame.h"
#include "ocr/edge_mask.h"
#include "ocr/pieces.h"
#include "policy/base/geometry.h"

namespace chaperone::ocr {

using capture::ImageView;
using policy::Rect;

// A stretch of text on one line, as far as one can tell from its edges.
struct Segment {
  Rect box;          // tight around the edges, pixels of the frame
  uint64_t key = 0;  // hash of the edge bits in the box: the same wherever the same text stands

  bool operator==(const Segment&) const = default;
};

// What an update of the finder found.
struct FoundText {
  std::vector<RowBand> bands;     // whatever was found in these rows before is void …
  std::vector<Segment> segments;  // … and this stands there now; by top, then left
  std::vector<RowBand> overflow;  // bands with more pieces than any text has: not segmented
};

// Finds text on a frame by its vertical strokes: where the edges are dense along a row, there is a
// line. Long vertical borders are barriers between columns. Keeps the edges of the whole frame (a
// few bits a pixel), so that after a change only the changed rows are looked at again, and gives
// the very segments that looking at the whole frame anew would give: a band is grown until blank
// rows part it from the rest.
class TextFinder {
 public:
  explicit TextFinder(Simd simd = BestSimd()) : simd_(simd) {}

  // Starts over with a frame of this size, all of it blank and unseen.
  void Reset(int width, int height);

  // Looks at `changed` of the frame again; parts outside of it count for nothing. `image` has the
  // size given to Reset().
  FoundText Update(const ImageView& image, std::span<const Rect> changed);

  // As if the frame had been blank before: Reset() and Update() of everything.
  FoundText FindAll(const ImageView& image);

 private:
  std::vector<RowBand> ChangedRows(std::span<const Rect> changed) const;
  void RefreshBorders(RowBand rows);
  RowBand GrowToBlankRows(RowBand rows) const;
  uint64_t KeyOf(const Rect& box);

  Simd simd_;
  int width_ = 0;
  int height_ = 0;
  BitPlane edges_;           // steps of kTextStep
  BitPlane faint_;           // steps of kBorderStep
  BitPlane borders_;         // long vertical runs of faint edges
  BitPlane strokes_;         // edges that are not part of a border
  std::vector<bool> blank_;  // rows without strokes
  std::vector<uint64_t> scratch_;
};

}  // namespace chaperone::ocr

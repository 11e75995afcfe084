// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "ocr/edge_mask.h"
#include "policy/base/geometry.h"

namespace chaperone::ocr {

// Rows [top, bottom) of a frame.
struct RowBand {
  int top = 0;
  int bottom = 0;

  bool operator==(const RowBand&) const = default;
};

// Edges farther apart than this along a row belong to different pieces (pixels).
inline constexpr int kClosingGap = 10;
// Pieces this many rows apart never influence each other: what the shaping steps reach across is
// less. TextFinder relies on it.
inline constexpr int kReachRows = 4;
// Lower things are dots and dashes, higher ones are pictures (rows).
inline constexpr int kMinLineRows = 5;
inline constexpr int kMaxLineRows = 100;

// The connected parts of `strokes` in `band`, closed along the rows but never across `borders`;
// parts with several lines of text are cut at the valleys between these. False where there are more
// than `limit`: then it is noise and `pieces` is unspecified.
bool FindPieces(const BitPlane& strokes, const BitPlane& borders, RowBand band, size_t limit,
                std::vector<policy::Rect>& pieces);

// Makes lines of pieces: joins dots, accents and underscores to the letters beside them, and
// neighbours on the same line to each other; drops what is too low, too high or stands alone.
std::vector<policy::Rect> ShapeLines(std::vector<policy::Rect> pieces, const BitPlane& borders);

}  // namespace chaperone::ocr

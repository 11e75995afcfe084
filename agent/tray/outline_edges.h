// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <vector>

namespace chaperone::tray {

inline constexpr size_t kMostOutlined = 20;
inline constexpr int kOutlineGap = 8;    // what was found is placed to some pixels only
inline constexpr int kOutlineWidth = 3;  // of the line

// The thin bars that frame each of `places` (at most kMostOutlined), all in root coordinates.
// Places whose frames would cross are framed together. No bar lies on a place, nor outside of
// `screen`.
std::vector<QRect> OutlineEdges(std::vector<QRect> places, const QRect& screen);

}  // namespace chaperone::tray

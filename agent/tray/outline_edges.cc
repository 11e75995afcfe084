// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/outline_edges.h"

#include <algorithm>

namespace chaperone::tray {
namespace {

constexpr int kOut = kOutlineGap + kOutlineWidth;

QRect Grown(const QRect& place, int by) {
  return place.adjusted(-by, -by, by, by);
}

// Joins two of them whose frames would touch; false where there are none.
bool JoinTwo(std::vector<QRect>& places) {
  for (size_t i = 0; i < places.size(); ++i) {
    for (size_t j = i + 1; j < places.size(); ++j) {
      if (!Grown(places[i], kOut).intersects(Grown(places[j], kOut))) continue;
      places[i] |= places[j];
      places.erase(places.begin() + static_cast<std::ptrdiff_t>(j));
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<QRect> OutlineEdges(std::vector<QRect> places, const QRect& screen) {
  std::erase_if(places, [&](const QRect& place) { return !place.intersects(screen); });
  if (places.size() > kMostOutlined) places.resize(kMostOutlined);
  while (JoinTwo(places)) {
  }
  std::vector<QRect> edges;
  for (const QRect& place : places) {
    const QRect out = Grown(place, kOut);
    const QRect in = Grown(place, kOutlineGap);
    for (const QRect& edge : {QRect(out.x(), out.y(), out.width(), kOutlineWidth),
                              QRect(out.x(), in.y() + in.height(), out.width(), kOutlineWidth),
                              QRect(out.x(), out.y(), kOutlineWidth, out.height()),
                              QRect(in.x() + in.width(), out.y(), kOutlineWidth, out.height())}) {
      if (const QRect seen = edge & screen; !seen.isEmpty()) edges.push_back(seen);
    }
  }
  return edges;
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/covers.h"

#include <algorithm>
#include <tuple>

namespace chaperone::policy {
namespace {

// Covers with less between them than a word's gap are one.
constexpr int kNearlyTouching = 12;

Rect Grown(const Rect& r, int by) {
  return {r.x - by, r.y - by, r.width + 2 * by, r.height + 2 * by};
}

// Joins `box` with all that it nearly touches; the joined one may touch more.
void Add(std::vector<Rect>& covers, Rect box) {
  for (;;) {
    const auto near = std::find_if(covers.begin(), covers.end(), [&](const Rect& other) {
      return Overlaps(Grown(box, kNearlyTouching), other);
    });
    if (near == covers.end()) break;
    box = Union(box, *near);
    covers.erase(near);
  }
  covers.push_back(box);
}

}  // namespace

std::vector<Rect> CoversFor(const std::vector<Rect>& boxes, int padding) {
  std::vector<Rect> covers;
  for (const Rect& box : boxes) {
    if (!box.empty()) Add(covers, Grown(box, padding));
  }
  if (covers.size() > kMostCovers) {
    Rect all;
    for (const Rect& cover : covers) all = Union(all, cover);
    covers = {all};
  }
  std::sort(covers.begin(), covers.end(), [](const Rect& a, const Rect& b) {
    return std::tie(a.y, a.x, a.height, a.width) < std::tie(b.y, b.x, b.height, b.width);
  });
  return covers;
}

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/monitor_choice.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

namespace chaperone::tray {
namespace {

constexpr int kMargin = 24;

bool Touches(const std::vector<QRect>& shared, const QRect& area) {
  return std::any_of(shared.begin(), shared.end(), [&](const QRect& region) {
    return region.isEmpty() || region.intersects(area);
  });
}

// The corners of a monitor for a window, top right first: there it hides least of most programs.
std::array<QPoint, 4> Corners(const QRect& area, QSize size) {
  // A window that is larger than the monitor begins at its corner.
  const int left = area.x() + std::min(kMargin, std::max(0, area.width() - size.width()));
  const int top = area.y() + std::min(kMargin, std::max(0, area.height() - size.height()));
  const int right = std::max(left, area.x() + area.width() - size.width() - kMargin);
  const int bottom = std::max(top, area.y() + area.height() - size.height() - kMargin);
  return {QPoint(right, top), QPoint(right, bottom), QPoint(left, top), QPoint(left, bottom)};
}

// Of the gap between two rectangles, squared; negative, by what they overlap, where there is none.
qint64 Distance(const QRect& a, const QRect& b) {
  if (const QRect both = a & b; !both.isEmpty()) {
    return -static_cast<qint64>(both.width()) * both.height();
  }
  const qint64 dx = std::max({0, a.x() - (b.x() + b.width()), b.x() - (a.x() + a.width())});
  const qint64 dy = std::max({0, a.y() - (b.y() + b.height()), b.y() - (a.y() + a.height())});
  return dx * dx + dy * dy;
}

qint64 Nearest(const QRect& window, const std::vector<QRect>& places) {
  qint64 nearest = std::numeric_limits<qint64>::max();
  for (const QRect& place : places) nearest = std::min(nearest, Distance(window, place));
  return nearest;
}

}  // namespace

ChosenPlace ChooseMonitor(const std::vector<MonitorPlace>& monitors,
                          const std::vector<QRect>& shared, const std::vector<QRect>& places,
                          QSize size) {
  for (size_t i = 0; i < monitors.size(); ++i) {
    if (Touches(shared, monitors[i].whole)) continue;
    return {i, Corners(monitors[i].available, size).front(), false};
  }
  ChosenPlace best;
  std::tuple<bool, bool, qint64> best_score{false, false, std::numeric_limits<qint64>::min()};
  for (size_t i = 0; i < monitors.size(); ++i) {
    // Which of several monitors is shared is not always known: most likely the one that shows it.
    const bool clear = std::none_of(places.begin(), places.end(), [&](const QRect& place) {
      return place.intersects(monitors[i].whole);
    });
    for (const QPoint corner : Corners(monitors[i].available, size)) {
      const QRect window(corner, size);
      const bool outside = !Touches(shared, window);
      const std::tuple score{outside, clear, Nearest(window, places)};
      if (score <= best_score) continue;
      best_score = score;
      best = {i, corner, !outside};
    }
  }
  return best;
}

}  // namespace chaperone::tray

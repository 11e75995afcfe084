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

bool Meets(const std::vector<QRect>& rects, const QRect& area) {
  return std::any_of(rects.begin(), rects.end(),
                     [&](const QRect& rect) { return rect.intersects(area); });
}

// Where a window may stand on a monitor. Half way down the right edge first: there it hides least
// of most programs, and notifications, which come in the corners, do not hide it.
std::array<QPoint, 6> Spots(const QRect& area, QSize size) {
  // A window that is larger than the monitor begins at its corner.
  const int left = area.x() + std::min(kMargin, std::max(0, area.width() - size.width()));
  const int top = area.y() + std::min(kMargin, std::max(0, area.height() - size.height()));
  const int right = std::max(left, area.x() + area.width() - size.width() - kMargin);
  const int bottom = std::max(top, area.y() + area.height() - size.height() - kMargin);
  const int middle = (top + bottom) / 2;
  return {QPoint(right, middle), QPoint(right, top),   QPoint(right, bottom),
          QPoint(left, middle),  QPoint(left, bottom), QPoint(left, top)};
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

ChosenPlace ChooseMonitor(const std::vector<MonitorPlace>& monitors, const Surroundings& around,
                          QSize size) {
  for (size_t i = 0; i < monitors.size(); ++i) {
    if (Touches(around.shared, monitors[i].whole)) continue;
    const auto spots = Spots(monitors[i].available, size);
    const auto* free = std::find_if(spots.begin(), spots.end(), [&](QPoint spot) {
      return !Meets(around.taken, QRect(spot, size));
    });
    return {i, free == spots.end() ? spots.front() : *free, false};
  }
  ChosenPlace best;
  std::tuple<bool, bool, bool, bool, qint64> best_score{false, false, false, false,
                                                        std::numeric_limits<qint64>::min()};
  for (size_t i = 0; i < monitors.size(); ++i) {
    // Which of several monitors is shared is not always known: most likely the one that shows it.
    const bool clear = !Meets(around.places, monitors[i].whole);
    for (const QPoint spot : Spots(monitors[i].available, size)) {
      const QRect window(spot, size);
      const bool outside = !Touches(around.shared, window);
      const std::tuple score{outside, clear, !Meets(around.places, window),
                             !Meets(around.taken, window), Nearest(window, around.places)};
      if (score <= best_score) continue;
      best_score = score;
      best = {i, spot, !outside};
    }
  }
  return best;
}

}  // namespace chaperone::tray

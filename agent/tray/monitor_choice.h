// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>
#include <vector>

namespace chaperone::tray {

// A monitor: all of it, and what panels leave of it. Root coordinates.
struct MonitorPlace {
  QRect whole;
  QRect available;
};

struct ChosenPlace {
  size_t monitor = 0;
  QPoint top_left;
  bool shared = false;  // no better one was to be had: the audience sees the window
};

// What there is to keep away from.
struct Surroundings {
  std::vector<QRect> shared;  // an empty region is one that is not known: all may be shared
  std::vector<QRect> places;  // what was found
  std::vector<QRect> taken;   // our other windows
};

// Where a window of `size` stands so that the audience does not see it, if that can be: at an edge
// of the first monitor that no shared region touches, else outside of what is shared, on a monitor
// without places and not on one of them. Beside our other windows rather than over them, then
// farthest from the places. `monitors` is not empty, the preferred first.
ChosenPlace ChooseMonitor(const std::vector<MonitorPlace>& monitors, const Surroundings& around,
                          QSize size);

}  // namespace chaperone::tray

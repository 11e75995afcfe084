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

// Where a window of `size` stands so that the audience does not see it, if that can be: the first
// monitor that no shared region touches, else the corner that lies outside of what is shared, on a
// monitor without `places` (what was found) and farthest from them. `monitors` is not empty, the
// preferred first. An empty shared region is one that is not known: all may be shared.
ChosenPlace ChooseMonitor(const std::vector<MonitorPlace>& monitors,
                          const std::vector<QRect>& shared, const std::vector<QRect>& places,
                          QSize size);

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>

#include "capture/screen/screen_source.h"

namespace chaperone::test {

inline bool Readable(const capture::ScreenSource& source, int milliseconds) {
  pollfd p{source.poll_fd(), POLLIN, 0};
  return poll(&p, 1, milliseconds) == 1;
}

// The next update that is not kUnchanged; kUnchanged itself when none came in ten seconds.
inline capture::SourceUpdate NextNews(capture::ScreenSource& source) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  for (;;) {
    auto update = source.Grab();
    if (update.state != capture::SourceState::kUnchanged) return update;
    if (std::chrono::steady_clock::now() > end) return update;
    Readable(source, 100);
  }
}

// Grabs until nothing is left to be told.
inline void Settle(capture::ScreenSource& source) {
  do {
    while (source.Grab().state == capture::SourceState::kChanged) {
    }
  } while (Readable(source, 50));
}

inline uint32_t Pixel(capture::ScreenSource& source, int x, int y) {
  const uint8_t* p = source.frame().view().row(y) + static_cast<size_t>(x) * 4;
  return static_cast<uint32_t>(p[0]) | static_cast<uint32_t>(p[1]) << 8 |
         static_cast<uint32_t>(p[2]) << 16;
}

// Whether every pixel of `area` has this colour (0xRRGGBB).

inline bool IsFilled(capture::ScreenSource& source, const policy::Rect& area, uint32_t colour) {
  for (int y = area.y; y < area.bottom(); ++y) {
    for (int x = area.x; x < area.right(); ++x) {
      if (Pixel(source, x, y) != colour) return false;
    }
  }
  return true;
}

inline bool IsFilledAround(capture::ScreenSource& source, const policy::Rect& area,
                           uint32_t outside) {
  for (int y = 0; y < source.frame().height(); ++y) {
    for (int x = 0; x < source.frame().width(); ++x) {
      if (!policy::Overlaps(area, {x, y, 1, 1}) && Pixel(source, x, y) != outside) return false;
    }
  }
  return true;
}

}  // namespace chaperone::test

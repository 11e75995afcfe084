// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "policy/base/geometry.h"
#include "policy/base/result.h"

namespace chaperone::capture {

// A window that a person has open. Its title is never asked for: titles hold names.
struct ListedWindow {
  uint32_t window = 0;      // the program's own, not the frame around it
  std::string application;  // WM_CLASS, as the program claims it; at most 64 printable characters
  pid_t pid = 0;            // _NET_WM_PID, as the program claims it; 0 where it claims none
  policy::Rect region;      // root coordinates
  bool mapped = false;      // false: minimised, or on another desktop
  bool visible = false;     // some of it can be seen: on the screen, and not under other windows

  bool operator==(const ListedWindow&) const = default;
};

// All of them, topmost first: as the window manager names them (_NET_CLIENT_LIST_STACKING) or,
// without one, the mapped children of the root. Some round trips. `display` "" is $DISPLAY.
// kUnavailable (retryable): no display.
policy::Result<std::vector<ListedWindow>> ListWindows(const std::string& display);

// What of `whole` is left when `covers` lie over it. Pure.
std::vector<policy::Rect> Uncovered(const policy::Rect& whole,
                                    const std::vector<policy::Rect>& covers);

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "policy/base/geometry.h"
#include "policy/base/time.h"

namespace chaperone::policy {

enum class ShareOrigin : uint8_t { kUnknown, kWatched, kByHand };
enum class ShareTargetKind : uint8_t { kUnknown, kScreen, kWindow };

// A screen-share that goes on, as the session knows it.
struct Share {
  std::string id;  // "s1"
  ShareOrigin origin = ShareOrigin::kUnknown;
  uint32_t watch_id = 0;    // the share watch's number; 0 where started by hand
  std::string application;  // "Chromium"
  ShareTargetKind target = ShareTargetKind::kUnknown;
  Rect region;          // screen: the monitor; empty: all of it
  uint32_t window = 0;  // window
  std::string monitor;  // for people: "DP-1", "all screens", "one window"
  WallTime started_at;
  bool stopped = false;  // the employee ended the watching; the share itself goes on
  Rect place;            // where what is read of it lies now, in root coordinates; empty: not known

  bool operator==(const Share&) const = default;
};

}  // namespace chaperone::policy

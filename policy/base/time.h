// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chaperone::policy {

// UTC as the machine believes it: for people and for the record. It may jump.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
// Since this boot, counting sleep (CLOCK_BOOTTIME): for intervals. It never jumps, and means
// nothing after a reboot.
using BootTime = std::chrono::milliseconds;

// The moment at which a rule is applied, given to it: policy never reads a clock.
struct Now {
  WallTime wall;
  BootTime boot{};
  std::string boot_id;  // which boot `boot` counts from

  bool operator==(const Now&) const = default;
};

// "2026-03-14T09:26:53Z": whole seconds, always UTC.
std::string FormatUtc(WallTime time);
// The same read back, from 1970 on; nothing where it is not exactly that.
std::optional<WallTime> UtcFromText(std::string_view text);
// "1 min 5 s", "350 ms", "2 h 3 min": for sentences.
std::string FormatDuration(std::chrono::milliseconds duration);

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "policy/base/time.h"

namespace chaperone::policy {

// Why something on a shared screen was not looked at. A gap is on the record like a finding is:
// doubt is shown.
enum class GapReason : uint8_t {
  kUnknown,
  kFramesDropped,      // changes came faster than they could be grabbed
  kReaderBehind,       // text is on the screen that has not been read in time
  kReaderFailed,       // the reader process is down or restarting
  kTargetUnknown,      // which screen or window is shared is not known: the whole screen is read
                       // instead
  kTargetCovered,      // the shared window cannot be read now
  kDisplayLost,        // no display
  kNotWatched,         // a kind of share that cannot be seen here (browser tab, Wayland)
  kStoppedByEmployee,  // the employee ended the watching, as the policy lets them
  kBeneathUnseen,      // what lies under a cover of ours is looked at only now and then
};

std::string_view GapReasonName(GapReason reason);

struct CoverageGap {
  GapReason reason = GapReason::kUnknown;
  WallTime since;
  bool operator==(const CoverageGap&) const = default;
};

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "capture/screen/frame.h"
#include "policy/base/geometry.h"
#include "policy/base/result.h"

namespace chaperone::capture {

// What is shared: all monitors, or one window. Unknown means the whole screen (the safe side).
struct ShareTarget {
  enum class Kind { kUnknown, kScreen, kWindow };
  Kind kind = Kind::kUnknown;
  Rect region;          // kScreen: the monitor in root coordinates; empty: the whole root
  uint32_t window = 0;  // kWindow: the X window

  bool operator==(const ShareTarget&) const = default;
};

struct Monitor {
  std::string name;  // "DP-1"
  Rect region;       // root coordinates
  bool primary = false;

  bool operator==(const Monitor&) const = default;
};

enum class SourceState {
  kUnknown,
  kUnchanged,    // nothing differs from the last frame
  kChanged,      // `changed` differs
  kResized,      // the frame was made anew: another size and descriptor; all of it is `changed`
  kTargetLost,   // the window closed or the replay ended: the source is finished
  kDisplayLost,  // the display went away: the source is finished, opening again later may work
  kCovered,      // cannot be read now (a window that is minimised): a coverage gap, not an end; the
                 // frame is as it was
};

struct SourceUpdate {
  SourceState state = SourceState::kUnknown;
  std::vector<Rect> changed;  // bands of the frame that differ
  std::chrono::steady_clock::time_point
      changed_since;  // when the first of these changes was signalled
};

// A passive source of frames. Used by one thread. No call blocks longer than a grab (about a
// millisecond).
class ScreenSource {
 public:
  virtual ~ScreenSource() = default;
  // Readable when Grab() may have news; -1 where the source must be polled by time.
  virtual int poll_fd() const = 0;
  // Brings the frame up to date; the first call gives all of it as kChanged. Writes to frame():
  // call it only when nobody else reads the pixels.
  virtual SourceUpdate Grab() = 0;
  virtual SharedFrame& frame() = 0;
  // These parts of the frame are hidden by covers of ours: from the next Grab() on it shows what
  // lies beneath them; where that is not known, what it showed there last. None: parts may be
  // hidden later, be prepared. Returns whether the source sees beneath covers by itself, all the
  // time.
  virtual bool SetCovers(std::vector<HiddenPart> parts) = 0;
  // Where the frame's origin lies in root coordinates, for "which monitor".
  virtual Rect region() const = 0;
};

// The monitors of the X display (RandR), or an error that says how to get one. `display` "" means
// $DISPLAY.
policy::Result<std::vector<Monitor>> ListMonitors(const std::string& display);

// Chooses the backend for this session; the only place that does.
policy::Result<std::unique_ptr<ScreenSource>> OpenScreen(const ShareTarget& target,
                                                         const std::string& display);

}  // namespace chaperone::capture

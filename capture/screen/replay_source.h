// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "capture/screen/screen_source.h"

namespace chaperone::capture {

// Plays a folder of PNG pictures as if they stood on a screen. A picture's file name is the time at
// which it appears, in milliseconds after the first Grab(): "0.png", "1500.png". Grab() shows the
// newest picture that is due, and gives kTargetLost once the last one was shown and grabbed.
//
// Fails with kBadInput, naming the file, where the folder has no pictures, a name is not a time, or
// the first picture cannot be read. A later picture that cannot be read is reported by `broken()`
// and the source is finished.
class ReplaySource : public ScreenSource {
 public:
  static policy::Result<std::unique_ptr<ReplaySource>> Open(const std::string& folder);
  // Why the replay ended early; empty where it did not.
  virtual const std::string& broken() const = 0;
};

}  // namespace chaperone::capture

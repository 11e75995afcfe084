// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "policy/base/result.h"

namespace chaperone::capture {

// Which window is being worked in (_NET_ACTIVE_WINDOW of EWMH).
class ActiveWindow {
 public:
  // `display` "" is $DISPLAY. kUnavailable (retryable): no display.
  static policy::Result<std::unique_ptr<ActiveWindow>> Create(const std::string& display);
  virtual ~ActiveWindow() = default;
  // 0 where there is none, or no window manager tells. kUnavailable (retryable): the display is
  // gone.
  virtual policy::Result<uint32_t> Get() = 0;
};

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "policy/base/result.h"

namespace chaperone::capture {

// A key combination that works whatever window has the focus (X11).
class Hotkey {
 public:
  // "Control+Alt+P". `display` "" is $DISPLAY. kBadInput: not a combination; kRefused: another
  // program has it; kUnavailable (retryable): no display.
  static policy::Result<std::unique_ptr<Hotkey>> Create(const std::string& display,
                                                        const std::string& combination);
  virtual ~Hotkey() = default;
  virtual int fd() const = 0;  // readable when something happened
  // Whether it was pressed since the last call. Never blocks.
  virtual bool Pressed() = 0;
};

}  // namespace chaperone::capture

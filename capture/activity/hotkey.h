// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "policy/base/result.h"

namespace chaperone::capture {

// A key combination that works wherever the keyboard's focus is, on an X display. One thread.
class Hotkey {
 public:
  // `display` "" is $DISPLAY. `keys`: "Control+Alt+P": any of Control, Alt, Shift and Super, then a
  // letter, a digit, F1 to F24, Pause, Insert, Home, End or Space. kBadInput: not a combination;
  // kRefused: another program has it, or the keyboard lacks the key; kUnavailable (retryable): no
  // display.
  static policy::Result<std::unique_ptr<Hotkey>> Create(const std::string& display,
                                                        const std::string& keys);
  virtual ~Hotkey() = default;
  // Readable when there may be something to ask Pressed() for.
  virtual int fd() const = 0;
  // Whether it was pressed since the last time. Holding it down counts once. False for ever once
  // the display is gone.
  virtual bool Pressed() = 0;
};

}  // namespace chaperone::capture

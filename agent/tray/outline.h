// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <xcb/xcb.h>

#include <QRect>
#include <memory>
#include <vector>

namespace chaperone::capture {
class X11Connection;
}

namespace chaperone::tray {

// Calm frames on the screen, around places in root coordinates. Thin windows of their own without
// text that clicks pass through; they go with this object, and with the program however it ends.
// On X11 alone: elsewhere nothing is shown. Whoever watches a shared screen sees them too.
class Outline {
 public:
  Outline();
  ~Outline();
  Outline(const Outline&) = delete;
  Outline& operator=(const Outline&) = delete;

  // Whether there is a display that they can be drawn on.
  bool possible() const { return x_ != nullptr; }
  bool shown() const { return !bars_.empty(); }
  // Instead of those that stand; none for no places.
  void Show(const std::vector<QRect>& places);

 private:
  void Clear();

  std::unique_ptr<capture::X11Connection> x_;
  std::vector<QRect> places_;
  std::vector<xcb_window_t> bars_;
};

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <xcb/xcb.h>

#include <cstdint>
#include <string>

#include "policy/base/geometry.h"

namespace chaperone::test {

// An X client that draws for a test: what it has drawn is on the display when a call returns.
class XCanvas {
 public:
  explicit XCanvas(const std::string& display);
  ~XCanvas();
  XCanvas(const XCanvas&) = delete;
  XCanvas& operator=(const XCanvas&) = delete;

  xcb_window_t root() const { return root_; }
  xcb_connection_t* get() const { return connection_; }
  // A mapped window, filled with `colour` (0xRRGGBB). A window manager may move and frame it,
  // unless it is `unmanaged`.
  xcb_window_t Open(const policy::Rect& place, uint32_t colour, bool unmanaged = true,
                    const std::string& title = "");
  void Fill(xcb_drawable_t where, const policy::Rect& area, uint32_t colour);
  // The same as a program draws in its window: not over the windows within it.
  void Draw(xcb_window_t where, const policy::Rect& area, uint32_t colour);
  void Resize(xcb_window_t window, int width, int height);
  void Move(xcb_window_t window, int x, int y);
  void Map(xcb_window_t window);
  void Unmap(xcb_window_t window);
  void Iconify(xcb_window_t window);  // asks the window manager
  void Close(xcb_window_t window);
  xcb_window_t ParentOf(xcb_window_t window);
  bool IsViewable(xcb_window_t window);
  // Waits until the server has done all that was asked of it.
  void Sync();

 private:
  xcb_connection_t* connection_;
  xcb_window_t root_;
  xcb_gcontext_t pen_;
};

}  // namespace chaperone::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <xcb/damage.h>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "capture/screen/x11_grabber.h"
#include "capture/x11/connection.h"

namespace chaperone::capture {

// What a screen would show where covers of ours hide it. From the first of these on every top-level
// window keeps its contents apart (Composite, automatic): they are put together here as they lie
// above one another, without the windows that bear kCoverMark. Uses the grabber's connection; one
// thread.
class X11Beneath {
 public:
  explicit X11Beneath(const X11Connection& x);
  ~X11Beneath();
  X11Beneath(const X11Beneath&) = delete;
  X11Beneath& operator=(const X11Beneath&) = delete;

  // The pixels under these boxes (root coordinates). Nullopt: a window changed while it was looked
  // at; look again when the next event comes. Where no window lies there is plain grey: what is
  // drawn on the root itself cannot be seen under a cover.
  std::optional<std::vector<HiddenPart>> Look(const std::vector<Rect>& boxes);
  // Whether this event means that another look is due: windows beneath were drawn to, moved,
  // opened, closed or restacked.
  bool Concerns(const xcb_generic_event_t& event) const;

 private:
  struct Window {
    xcb_window_t id = XCB_NONE;
    Rect place;  // with its border
    int border = 0;
    uint8_t depth = 0;
  };
  std::vector<Window> WindowsUnder(const std::vector<Rect>& boxes) const;
  void Watch(const std::vector<Window>& windows);
  bool Paint(const Window& window, bool blend, std::vector<HiddenPart>& parts) const;

  const X11Connection& x_;
  xcb_atom_t mark_;
  xcb_atom_t compositor_;  // the selection that a compositing manager owns
  uint8_t damage_event_;
  std::map<xcb_window_t, xcb_damage_damage_t> watched_;
};

}  // namespace chaperone::capture

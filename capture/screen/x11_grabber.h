// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <xcb/damage.h>
#include <xcb/shm.h>
#include <xcb/xcb.h>
#include <xcb/xfixes.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/screen/changes.h"
#include "capture/screen/frame.h"
#include "capture/x11/connection.h"

namespace chaperone::capture {

// Keeps a SharedFrame up to date with a part of one drawable. The server writes straight into the
// frame (MIT-SHM by descriptor); where it cannot, as on a remote display, pixels come over the
// wire. Owns its connection, so that its events are nobody else's. One thread.
class X11Grabber {
 public:
  // Opens the display and asks for the extensions. kUnavailable names the one that is missing, or
  // says that this screen's pixel format cannot be read.
  static policy::Result<std::unique_ptr<X11Grabber>> Create(const std::string& display);
  ~X11Grabber();
  X11Grabber(const X11Grabber&) = delete;
  X11Grabber& operator=(const X11Grabber&) = delete;

  const X11Connection& x() const { return x_; }
  // Readable when NextEvent() may have one.
  int poll_fd() const { return epoll_fd_; }
  // The next event that is not the grabber's own; damage to what it watches is noted inside. Null:
  // none is left.
  XcbOwned<xcb_generic_event_t> NextEvent();
  bool lost() const { return x_.lost(); }

  // From now on damage to `drawable` is noted.
  void Watch(xcb_drawable_t drawable);
  // Makes the frame anew, of this size. Everything counts as unseen afterwards.
  policy::Result<void> Resize(int width, int height);
  // Something may differ: it was drawn to, or other parts are hidden.
  bool damaged() const { return damaged_since_.has_value(); }
  std::chrono::steady_clock::time_point damaged_since() const { return *damaged_since_; }

  // Copies what was damaged since the last time, or all, from `source` (what is drawn to the
  // watched drawable) into the frame and returns what differs. The frame's origin lies at
  // (left, top) of `source`, and at (shift_x, shift_y) of the watched drawable. Nullopt: the
  // server refused, as it does when the drawable or a part of it is gone.
  struct Origin {
    int left = 0;
    int top = 0;
    int shift_x = 0;
    int shift_y = 0;
  };
  std::optional<std::vector<Rect>> GrabDamaged(xcb_drawable_t source, const Origin& origin);
  std::optional<std::vector<Rect>> GrabAll(xcb_drawable_t source, const Origin& origin);

  // From the next grab on the frame shows these parts instead of what is on the drawable; where
  // their pixels are not known, what it shows there now.
  void SetHidden(std::vector<HiddenPart> parts);

  SharedFrame& frame() { return *frame_; }
  // Call last in every round: events that came in while we waited for replies are already out of
  // the socket, so the socket alone would not wake the owner for them.
  void KeepWakeUp();

 private:
  explicit X11Grabber(X11Connection x);
  policy::Result<void> Prepare();
  policy::Result<void> CheckPixels() const;
  void AttachFrame();
  void DetachFrame();
  std::vector<Rect> TakeDamage();
  bool GrabRows(xcb_drawable_t source, const Origin& origin, int top, int bottom);
  bool FetchRows(xcb_drawable_t source, const Origin& origin, int top, int bottom);
  void WakeOwner();
  void TakeFromFrame(HiddenPart& part) const;
  void PutHidden(int top, int bottom);

  X11Connection x_;
  int epoll_fd_ = -1;
  int pending_fd_ = -1;
  XcbOwned<xcb_generic_event_t> pending_;
  uint8_t damage_event_ = 0;
  xcb_damage_damage_t damage_ = XCB_NONE;
  xcb_xfixes_region_t scratch_region_ = XCB_NONE;
  std::optional<std::chrono::steady_clock::time_point> damaged_since_;
  std::vector<HiddenPart> hidden_;
  std::vector<Rect> hidden_changed_;  // where, since the last grab
  std::optional<SharedFrame> frame_;
  std::optional<ChangeDetector> changes_;
  xcb_shm_seg_t segment_ = XCB_NONE;  // none: pixels come over the wire
};

}  // namespace chaperone::capture

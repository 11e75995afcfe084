// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <xcb/damage.h>
#include <xcb/xcb.h>

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "capture/screen/frame.h"
#include "capture/x11/connection.h"

namespace chaperone::agent {

// Looks beneath covers that are children of the shared window. Nothing is kept of what a program
// draws where a child lies, and whatever shows there is in the share: so the covers are opened by a
// slit a few rows high, the program is waited for to draw it anew, the slit is read and closed, and
// the next is opened. No line of text is ever open at once. Some tenths of a second a line.
//
// A program that does not draw ends the look without an answer: the covers stay. One thread; does
// nothing by itself, its owner calls Go().
class SlitLook {
 public:
  using Clock = std::chrono::steady_clock;
  struct Cover {
    xcb_window_t window = XCB_NONE;
    policy::Rect box;  // in the shared window
  };

  // `x` must outlive the look.
  SlitLook(const capture::X11Connection& x, xcb_window_t window, std::vector<Cover> covers);
  ~SlitLook();
  SlitLook(const SlitLook&) = delete;
  SlitLook& operator=(const SlitLook&) = delete;

  // Of the shared window, from the owner's event queue.
  void Note(const xcb_damage_notify_event_t& event);
  // Goes on as far as it can now. True: it is over.
  bool Go();
  // When Go() is due at the latest.
  Clock::time_point due() const { return due_; }
  // What lies beneath each cover; none where the program did not draw.
  std::vector<capture::HiddenPart> Take() { return std::move(parts_); }

 private:
  void OpenSlit();
  void CloseSlits();
  bool ReadSlit();
  void Finish(bool seen);

  const capture::X11Connection& x_;
  const xcb_window_t window_;
  const std::vector<Cover> covers_;
  xcb_damage_damage_t damage_ = XCB_NONE;
  std::vector<policy::Rect> slits_;  // as wide as the window
  size_t next_ = 0;                  // of them
  bool listening_ = false;           // a slit is open
  uint16_t opened_ = 0;              // the request after which it is the program that draws
  bool drawn_ = false;
  bool over_ = false;
  Clock::time_point due_;
  Clock::time_point patience_ends_;  // for the slit that is open
  std::vector<capture::HiddenPart> parts_;
};

}  // namespace chaperone::agent

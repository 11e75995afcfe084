// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <xcb/xcb.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/shield/cover_label.h"
#include "agent/shield/slit_look.h"
#include "capture/screen/screen_source.h"
#include "capture/x11/connection.h"
#include "policy/sharing/covers.h"

namespace chaperone::agent {

// Covers parts of a shared screen or window on X11: windows with a calm pattern that say who hides
// something, and let clicks and scrolling through. On a screen they lie above everything and move
// with the window beneath them; in a shared window they are children of it, since only those are in
// its pixels.
//
// Owns its connection: when the process dies, however it dies, the server takes all covers away.
// One thread.
class X11Shield {
 public:
  // The windows are made here, so that covering only has to show them. kNotFound: there is no such
  // window. `display` "" means $DISPLAY; a cover speaks `language`.
  static policy::Result<std::unique_ptr<X11Shield>> Open(const capture::ShareTarget& target,
                                                         const std::string& display,
                                                         Language language = Language::kEnglish);

  // Covers exactly these boxes (root coordinates, or the shared window's own), at most kMostCovers;
  // none lifts all. They are covered when this returns; false: the display or the window is gone.
  bool Cover(const std::vector<policy::Rect>& boxes);
  // Readable when Follow() may have something to do.
  int poll_fd() const { return xcb_get_file_descriptor(x_.get()); }
  // Keeps the covers on top and above what they were put on; call it after every Cover(), too. The
  // boxes as they lie now, where one of them has moved.
  std::optional<std::vector<policy::Rect>> Follow();

  // Within a shared window: begins to look beneath the covers (see SlitLook). Follow() goes on with
  // it, when its descriptor or look_due() says so; Cover() ends it.
  void StartLook();
  bool looking() const { return look_ != nullptr; }
  SlitLook::Clock::time_point look_due() const { return look_->due(); }
  // What a look that is over has seen; no parts where it saw nothing.
  std::optional<std::vector<capture::HiddenPart>> TakeLook();

  const std::vector<policy::Rect>& boxes() const { return boxes_; }
  bool of_screen() const { return of_screen_; }
  bool lost() const { return x_.lost() || gone_; }

 private:
  struct CoverWindow {
    xcb_window_t window = XCB_NONE;
    xcb_window_t label = XCB_NONE;
    xcb_window_t beneath = XCB_NONE;  // the window that it was put on; none: it stays where it is
    policy::Rect beneath_place;
  };

  explicit X11Shield(capture::X11Connection x) : x_(std::move(x)) {}
  policy::Result<void> Prepare(const capture::ShareTarget& target, Language language);
  void MakeCovers(uint8_t depth);
  xcb_pixmap_t MakePixmap(uint8_t depth, int width, int height,
                          const std::vector<uint32_t>& pixels);
  void Place(CoverWindow& cover, const policy::Rect& box);
  void FindBeneath();
  void Note(const xcb_generic_event_t& event);
  void NoteMove(const xcb_configure_notify_event_t& event);
  bool IsCover(xcb_window_t window) const;
  bool Raise();
  bool Settle();

  capture::X11Connection x_;
  xcb_window_t parent_ = XCB_NONE;
  bool of_screen_ = true;
  xcb_atom_t mark_ = XCB_NONE;
  CoverLabel words_;
  std::array<CoverWindow, policy::kMostCovers> covers_{};
  std::vector<policy::Rect> boxes_;  // of the first so many covers
  std::unique_ptr<SlitLook> look_;
  bool look_over_ = false;
  uint8_t damage_event_ = 0;
  bool raise_ = false;
  bool moved_ = false;
  bool gone_ = false;
  // Another program that keeps itself on top must not make us restack for ever.
  std::chrono::steady_clock::time_point raises_since_{};
  int raises_ = 0;
};

}  // namespace chaperone::agent

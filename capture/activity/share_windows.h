// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "capture/x11/connection.h"

namespace chaperone::capture {

// The window that a client captures into a pixmap of `bytes`: of this size, and kept apart by
// Composite, as a capturer asks for. Nullopt where none or several are so. Costs a few round trips.
std::optional<xcb_window_t> FindSharedWindow(const X11Connection& x, uint32_t bytes);

bool WindowExists(const X11Connection& x, xcb_window_t window);

// Looks for the bar that says that something is being shared. People can hide it, and it speaks
// their language, so its absence means nothing. Titles are compared and forgotten.
class SharingBar {
 public:
  explicit SharingBar(const X11Connection& x);
  // Whether a window of this process is such a bar.
  bool Shown(pid_t pid) const;

 private:
  std::vector<xcb_window_t> WindowsOf(pid_t pid) const;

  const X11Connection& x_;
  xcb_atom_t clients_atom_;
  xcb_atom_t pid_atom_;
  xcb_atom_t name_atom_;
};

}  // namespace chaperone::capture

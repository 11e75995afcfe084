// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

#include "capture/x11/connection.h"

namespace chaperone::capture {

// The window that a client captures into a pixmap of `bytes`: of this size, and kept apart by
// Composite, as a capturer asks for. Nullopt where none or several are so. Costs a few round trips.
std::optional<xcb_window_t> FindSharedWindow(const X11Connection& x, uint32_t bytes);

bool WindowExists(const X11Connection& x, xcb_window_t window);

// Whether a window of this process says that something is being shared. People can hide that bar,
// and it speaks their language, so its absence means nothing. Titles are compared and forgotten.
bool SharingBarShown(const X11Connection& x, pid_t pid);

}  // namespace chaperone::capture

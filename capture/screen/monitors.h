// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "capture/screen/screen_source.h"
#include "capture/x11/connection.h"

namespace chaperone::capture {

// The active monitors (RandR 1.5). Empty where the server has no such RandR or has gone away.
std::vector<Monitor> ReadMonitors(const X11Connection& x);

}  // namespace chaperone::capture

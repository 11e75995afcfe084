// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "capture/screen/screen_source.h"

namespace chaperone::capture {

// The root window or a part of it (a monitor; it is followed when monitors are rearranged, and when
// it goes away the whole root is taken). kBadInput where `region` lies outside the screen.
policy::Result<std::unique_ptr<ScreenSource>> OpenX11Screen(const Rect& region,
                                                            const std::string& display);

// One window's contents, also while other windows cover it. kNotFound where there is none.
policy::Result<std::unique_ptr<ScreenSource>> OpenX11Window(uint32_t window,
                                                            const std::string& display);

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/monitors.h"
#include "capture/screen/screen_source.h"
#include "capture/screen/x11_sources.h"

namespace chaperone::capture {

policy::Result<std::vector<Monitor>> ListMonitors(const std::string& display) {
  auto x = X11Connection::Open(display);
  if (!x) return x.error();
  auto monitors = ReadMonitors(*x);
  if (monitors.empty()) {
    // Without RandR the root is the one monitor that there is.
    monitors.push_back({"screen",
                        {0, 0, x->screen().width_in_pixels, x->screen().height_in_pixels},
                        /*primary=*/true});
  }
  return monitors;
}

policy::Result<std::unique_ptr<ScreenSource>> OpenScreen(const ShareTarget& target,
                                                         const std::string& display) {
  if (target.kind == ShareTarget::Kind::kWindow) return OpenX11Window(target.window, display);
  // Not knowing what is shared means that all of it may be.
  const bool known = target.kind == ShareTarget::Kind::kScreen;
  return OpenX11Screen(known ? target.region : Rect{}, display);
}

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/active_window.h"

#include <utility>

#include "capture/x11/connection.h"

namespace chaperone::capture {
namespace {

class X11ActiveWindow : public ActiveWindow {
 public:
  explicit X11ActiveWindow(X11Connection x)
      : x_(std::move(x)), property_(x_.Atom("_NET_ACTIVE_WINDOW")) {}

  policy::Result<uint32_t> Get() override {
    const XcbOwned<xcb_get_property_reply_t> reply(xcb_get_property_reply(
        x_.get(), xcb_get_property(x_.get(), 0, x_.root(), property_, XCB_ATOM_WINDOW, 0, 1),
        nullptr));
    if (!reply) {
      return policy::Unavailable("the X display has gone away: the active window is not known",
                                 /*retryable=*/true);
    }
    if (reply->format != 32 || xcb_get_property_value_length(reply.get()) < 4) return 0U;
    return *static_cast<const uint32_t*>(xcb_get_property_value(reply.get()));
  }

 private:
  X11Connection x_;
  xcb_atom_t property_;
};

}  // namespace

policy::Result<std::unique_ptr<ActiveWindow>> ActiveWindow::Create(const std::string& display) {
  auto x = X11Connection::Open(display);
  if (!x) return x.error();
  return std::unique_ptr<ActiveWindow>(std::make_unique<X11ActiveWindow>(std::move(*x)));
}

}  // namespace chaperone::capture

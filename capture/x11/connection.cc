// SPDX-License-Identifier: Apache-2.0
#include "capture/x11/connection.h"

#include <utility>

namespace chaperone::capture {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string NoDisplay(const std::string& asked) {
  const std::string name = asked.empty() ? Environment("DISPLAY") : asked;
  std::string text = name.empty() ? "no X display: $DISPLAY is empty"
                                  : "no X display: \"" + name + "\" does not answer, or refuses us";
  text += "; the screen cannot be watched. Start it inside the desktop session, or set DISPLAY";
  text += " (and XAUTHORITY) to that session's";
  if (!Environment("WAYLAND_DISPLAY").empty() || Environment("XDG_SESSION_TYPE") == "wayland") {
    text += ". This is a Wayland session: only X11 windows could be seen in it, through XWayland";
  }
  return text;
}

}  // namespace

policy::Result<X11Connection> X11Connection::Open(const std::string& display) {
  int number = 0;
  Owned connection(xcb_connect(display.empty() ? nullptr : display.c_str(), &number));
  if (xcb_connection_has_error(connection.get()) != 0) {
    return policy::Unavailable(NoDisplay(display), /*retryable=*/true);
  }
  auto screens = xcb_setup_roots_iterator(xcb_get_setup(connection.get()));
  while (number-- > 0 && screens.rem > 1) xcb_screen_next(&screens);
  return X11Connection(std::move(connection), screens.data);
}

bool X11Connection::HasExtension(xcb_extension_t* extension) const {
  const auto* data = xcb_get_extension_data(get(), extension);
  return data != nullptr && data->present != 0;
}

uint8_t X11Connection::FirstEvent(xcb_extension_t* extension) const {
  const auto* data = xcb_get_extension_data(get(), extension);
  return data == nullptr ? 0 : data->first_event;
}

xcb_atom_t X11Connection::Atom(std::string_view name) const {
  const auto cookie = xcb_intern_atom(get(), 0, static_cast<uint16_t>(name.size()), name.data());
  const XcbOwned<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(get(), cookie, nullptr));
  return reply ? reply->atom : xcb_atom_t{XCB_ATOM_NONE};
}

}  // namespace chaperone::capture

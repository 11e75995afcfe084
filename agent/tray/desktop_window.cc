// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/desktop_window.h"

#include "agent/tray/safe_text.h"
#include "capture/x11/connection.h"

namespace chaperone::tray {
namespace {

using capture::X11Connection;
using capture::XcbOwned;

constexpr uint32_t kMostWords = 256;
constexpr uint32_t kByUser = 2;  // EWMH's source indication: a window manager obeys it

QByteArray Bytes(const X11Connection& x, xcb_window_t window, xcb_atom_t property) {
  const auto cookie =
      xcb_get_property(x.get(), 0, window, property, XCB_GET_PROPERTY_TYPE_ANY, 0, kMostWords);
  const XcbOwned<xcb_get_property_reply_t> reply(xcb_get_property_reply(x.get(), cookie, nullptr));
  if (!reply || reply->format != 8) return {};
  return {static_cast<const char*>(xcb_get_property_value(reply.get())),
          xcb_get_property_value_length(reply.get())};
}

}  // namespace

QString WindowTitle(quint32 window) {
  const auto x = X11Connection::Open("");
  if (!x.ok()) return {};
  const QByteArray name = Bytes(*x, window, x->Atom("_NET_WM_NAME"));
  if (!name.isEmpty()) return SafeLine(QString::fromUtf8(name));
  return SafeLine(QString::fromLatin1(Bytes(*x, window, XCB_ATOM_WM_NAME)));
}

void RaiseWindow(quint32 window) {
  const auto x = X11Connection::Open("");
  if (!x.ok()) return;
  xcb_client_message_event_t event{};
  event.response_type = XCB_CLIENT_MESSAGE;
  event.format = 32;
  event.window = window;
  event.type = x->Atom("_NET_ACTIVE_WINDOW");
  event.data.data32[0] = kByUser;
  xcb_send_event(x->get(), 0, x->root(),
                 XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_REDIRECT,
                 reinterpret_cast<const char*>(&event));
  // Answered once the event was passed on: the connection may go then.
  XcbOwned<xcb_get_input_focus_reply_t>(
      xcb_get_input_focus_reply(x->get(), xcb_get_input_focus(x->get()), nullptr));
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "tests/real/x_canvas.h"

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace chaperone::test {
namespace {

template <class T>
using Owned = std::unique_ptr<T, decltype(&std::free)>;

xcb_atom_t Atom(xcb_connection_t* c, const std::string& name) {
  const Owned<xcb_intern_atom_reply_t> reply(
      xcb_intern_atom_reply(
          c, xcb_intern_atom(c, 0, static_cast<uint16_t>(name.size()), name.c_str()), nullptr),
      &std::free);
  if (!reply) throw std::runtime_error("the display has gone away");
  return reply->atom;
}

}  // namespace

XCanvas::XCanvas(const std::string& display) : connection_(xcb_connect(display.c_str(), nullptr)) {
  if (xcb_connection_has_error(connection_) != 0) {
    xcb_disconnect(connection_);
    throw std::runtime_error("cannot draw on display " + display);
  }
  root_ = xcb_setup_roots_iterator(xcb_get_setup(connection_)).data->root;
  pen_ = xcb_generate_id(connection_);
  const uint32_t include_inferiors = XCB_SUBWINDOW_MODE_INCLUDE_INFERIORS;
  xcb_create_gc(connection_, pen_, root_, XCB_GC_SUBWINDOW_MODE, &include_inferiors);
}

XCanvas::~XCanvas() {
  xcb_disconnect(connection_);
}

xcb_window_t XCanvas::Open(const policy::Rect& place, uint32_t colour, bool unmanaged,
                           const std::string& title) {
  const xcb_window_t window = xcb_generate_id(connection_);
  const std::array<uint32_t, 2> values{colour, unmanaged ? 1U : 0U};
  xcb_create_window(connection_, XCB_COPY_FROM_PARENT, window, root_, static_cast<int16_t>(place.x),
                    static_cast<int16_t>(place.y), static_cast<uint16_t>(place.width),
                    static_cast<uint16_t>(place.height), 0, XCB_WINDOW_CLASS_INPUT_OUTPUT,
                    XCB_COPY_FROM_PARENT, XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT,
                    values.data());
  xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_NAME, XCB_ATOM_STRING,
                      8, static_cast<uint32_t>(title.size()), title.data());
  Map(window);
  return window;
}

void XCanvas::Fill(xcb_drawable_t where, const policy::Rect& area, uint32_t colour) {
  xcb_change_gc(connection_, pen_, XCB_GC_FOREGROUND, &colour);
  const xcb_rectangle_t rectangle{static_cast<int16_t>(area.x), static_cast<int16_t>(area.y),
                                  static_cast<uint16_t>(area.width),
                                  static_cast<uint16_t>(area.height)};
  xcb_poly_fill_rectangle(connection_, where, pen_, 1, &rectangle);
  Sync();
}

void XCanvas::Draw(xcb_window_t where, const policy::Rect& area, uint32_t colour) {
  const uint32_t clip = XCB_SUBWINDOW_MODE_CLIP_BY_CHILDREN;
  xcb_change_gc(connection_, pen_, XCB_GC_SUBWINDOW_MODE, &clip);
  Fill(where, area, colour);
  const uint32_t include = XCB_SUBWINDOW_MODE_INCLUDE_INFERIORS;
  xcb_change_gc(connection_, pen_, XCB_GC_SUBWINDOW_MODE, &include);
}

void XCanvas::Resize(xcb_window_t window, int width, int height) {
  const std::array<uint32_t, 2> values{static_cast<uint32_t>(width), static_cast<uint32_t>(height)};
  xcb_configure_window(connection_, window, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT,
                       values.data());
  Sync();
}

void XCanvas::Move(xcb_window_t window, int x, int y) {
  const std::array<uint32_t, 2> values{static_cast<uint32_t>(x), static_cast<uint32_t>(y)};
  xcb_configure_window(connection_, window, XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y,
                       values.data());
  Sync();
}

void XCanvas::Map(xcb_window_t window) {
  xcb_map_window(connection_, window);
  Sync();
}

void XCanvas::Unmap(xcb_window_t window) {
  xcb_unmap_window(connection_, window);
  Sync();
}

void XCanvas::Iconify(xcb_window_t window) {
  xcb_client_message_event_t message{};
  message.response_type = XCB_CLIENT_MESSAGE;
  message.format = 32;
  message.window = window;
  message.type = Atom(connection_, "WM_CHANGE_STATE");
  message.data.data32[0] = 3;  // IconicState
  xcb_send_event(connection_, 0, root_,
                 XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_REDIRECT,
                 reinterpret_cast<const char*>(&message));
  Sync();
}

void XCanvas::Close(xcb_window_t window) {
  xcb_destroy_window(connection_, window);
  Sync();
}

xcb_window_t XCanvas::ParentOf(xcb_window_t window) {
  const Owned<xcb_query_tree_reply_t> tree(
      xcb_query_tree_reply(connection_, xcb_query_tree(connection_, window), nullptr), &std::free);
  return tree ? tree->parent : xcb_window_t{XCB_NONE};
}

bool XCanvas::IsViewable(xcb_window_t window) {
  const Owned<xcb_get_window_attributes_reply_t> attributes(
      xcb_get_window_attributes_reply(connection_, xcb_get_window_attributes(connection_, window),
                                      nullptr),
      &std::free);
  return attributes && attributes->map_state == XCB_MAP_STATE_VIEWABLE;
}

void XCanvas::Sync() {
  const Owned<xcb_get_input_focus_reply_t> reply(
      xcb_get_input_focus_reply(connection_, xcb_get_input_focus(connection_), nullptr),
      &std::free);
}

}  // namespace chaperone::test

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/outline.h"

#include <xcb/xfixes.h>

#include "agent/tray/outline_edges.h"
#include "capture/x11/connection.h"

namespace chaperone::tray {
namespace {

// Blue with light rims: seen on light and on dark.
constexpr uint32_t kLine = 0x1f5fbf;
constexpr uint32_t kRim = 0xffffff;
constexpr int kRimWidth = 1;

// Bars let the mouse through.
void PassClicks(const capture::X11Connection& x, xcb_window_t window) {
  const xcb_xfixes_region_t nothing = xcb_generate_id(x.get());
  xcb_xfixes_create_region(x.get(), nothing, 0, nullptr);
  xcb_xfixes_set_window_shape_region(x.get(), window, XCB_SHAPE_SK_INPUT, 0, 0, nothing);
  xcb_xfixes_destroy_region(x.get(), nothing);
}

xcb_window_t MakeBar(const capture::X11Connection& x, const QRect& bar) {
  const xcb_window_t window = xcb_generate_id(x.get());
  const int inside_width = std::max(1, bar.width() - 2 * kRimWidth);
  const int inside_height = std::max(1, bar.height() - 2 * kRimWidth);
  const uint32_t values[] = {kLine, kRim, 1};
  xcb_create_window(x.get(), XCB_COPY_FROM_PARENT, window, x.root(), static_cast<int16_t>(bar.x()),
                    static_cast<int16_t>(bar.y()), static_cast<uint16_t>(inside_width),
                    static_cast<uint16_t>(inside_height), kRimWidth, XCB_WINDOW_CLASS_INPUT_OUTPUT,
                    XCB_COPY_FROM_PARENT,
                    XCB_CW_BACK_PIXEL | XCB_CW_BORDER_PIXEL | XCB_CW_OVERRIDE_REDIRECT, values);
  PassClicks(x, window);
  return window;
}

}  // namespace

Outline::Outline() {
  auto x = capture::X11Connection::Open("");
  if (!x.ok() || !x->HasExtension(&xcb_xfixes_id)) return;
  // Input shapes came with version 2; the server expects to be told which one is spoken.
  const capture::XcbOwned<xcb_xfixes_query_version_reply_t> version(xcb_xfixes_query_version_reply(
      x->get(), xcb_xfixes_query_version(x->get(), XCB_XFIXES_MAJOR_VERSION, 0), nullptr));
  if (!version || version->major_version < 2) return;
  x_ = std::make_unique<capture::X11Connection>(std::move(*x));
}

Outline::~Outline() {
  Clear();
}

void Outline::Show(const std::vector<QRect>& places) {
  if (!x_ || (places == places_ && shown())) return;
  Clear();
  places_ = places;
  const QRect screen(0, 0, x_->screen().width_in_pixels, x_->screen().height_in_pixels);
  for (const QRect& bar : OutlineEdges(places, screen)) {
    bars_.push_back(MakeBar(*x_, bar));
    xcb_map_window(x_->get(), bars_.back());
  }
  xcb_flush(x_->get());
}

void Outline::Clear() {
  if (!x_) return;
  for (const xcb_window_t bar : bars_) xcb_destroy_window(x_->get(), bar);
  bars_.clear();
  places_.clear();
  xcb_flush(x_->get());
}

}  // namespace chaperone::tray

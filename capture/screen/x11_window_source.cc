// SPDX-License-Identifier: Apache-2.0
#include <xcb/composite.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "capture/screen/x11_grabber.h"
#include "capture/screen/x11_sources.h"

namespace chaperone::capture {
namespace {

// Reads a window through Composite, which keeps its contents apart from what lies above it. The
// pixmap that holds them is replaced by the server at every resize and every map, so it is named
// anew then.
class X11WindowSource : public ScreenSource {
 public:
  X11WindowSource(std::unique_ptr<X11Grabber> grabber, xcb_window_t window)
      : grabber_(std::move(grabber)), window_(window) {}

  policy::Result<void> Start() {
    const XcbOwned<xcb_get_geometry_reply_t> geometry(
        xcb_get_geometry_reply(c(), xcb_get_geometry(c(), window_), nullptr));
    if (!geometry) {
      return policy::Error{policy::ErrorCode::kNotFound, false,
                           "there is no window " + std::to_string(window_) +
                               " on this display; it may have closed. Share it again"};
    }
    if (geometry->depth != 24 && geometry->depth != 32) {
      return policy::Unavailable("the window has depth " + std::to_string(geometry->depth) +
                                 ", which cannot be read; expected 24 or 32");
    }
    const auto redirect =
        xcb_composite_redirect_window_checked(c(), window_, XCB_COMPOSITE_REDIRECT_AUTOMATIC);
    if (const XcbOwned<xcb_generic_error_t> error(xcb_request_check(c(), redirect)); error) {
      return policy::Unavailable("the X server will not keep the window's contents apart (error " +
                                 std::to_string(error->error_code) +
                                 "): watch the whole screen instead");
    }
    WatchAncestors();
    grabber_->Watch(window_);
    region_ = {geometry->x, geometry->y, geometry->width, geometry->height};
    ReadPlace();
    return grabber_->Resize(geometry->width, geometry->height);
  }

  int poll_fd() const override { return grabber_->poll_fd(); }
  SharedFrame& frame() override { return grabber_->frame(); }
  Rect region() const override { return region_; }

  // Its program draws into the same pixels that the share is made of, and the server lets nothing
  // be drawn where a child lies: beneath a cover there is nothing to see until it is lifted.
  bool SetCovers(std::vector<HiddenPart> parts) override {
    grabber_->SetHidden(std::move(parts));
    grabber_->KeepWakeUp();
    return false;
  }

  SourceUpdate Grab() override {
    SourceUpdate update = Refresh();
    if (grabber_->lost()) return {SourceState::kDisplayLost, {}, {}};
    grabber_->KeepWakeUp();
    return update;
  }

 private:
  enum class Naming { kDone, kHidden, kGone };

  SourceUpdate Refresh() {
    while (const auto event = grabber_->NextEvent()) Note(*event);
    const auto now = std::chrono::steady_clock::now();
    if (gone_) return {SourceState::kTargetLost, {}, now};
    if (reparented_) WatchAncestors();
    if (moved_) ReadPlace();
    reparented_ = moved_ = false;
    if (!stale_) {
      if (!grabber_->damaged()) return {SourceState::kUnchanged, {}, now};
      const auto since = grabber_->damaged_since();
      return Answer(SourceState::kChanged, since, grabber_->GrabDamaged(pixmap_, origin()));
    }
    switch (NamePixmap()) {
      case Naming::kGone:
        gone_ = true;
        return {SourceState::kTargetLost, {}, now};
      case Naming::kHidden:
        return {SourceState::kCovered, {}, now};
      case Naming::kDone:
        break;
    }
    if (frame().width() != region_.width || frame().height() != region_.height) {
      if (!grabber_->Resize(region_.width, region_.height)) {
        return {SourceState::kCovered, {}, now};
      }
      remade_ = true;
    }
    return Answer(SourceState::kChanged, now, grabber_->GrabAll(pixmap_, origin()));
  }

  SourceUpdate Answer(SourceState state, std::chrono::steady_clock::time_point since,
                      std::optional<std::vector<Rect>> changed) {
    stale_ = !changed.has_value();
    if (stale_) return {SourceState::kCovered, {}, since};
    // Also where the first look at the new frame failed: its descriptor has not been handed on yet.
    if (std::exchange(remade_, false)) state = SourceState::kResized;
    if (state == SourceState::kChanged && changed->empty()) state = SourceState::kUnchanged;
    return {state, std::move(*changed), since};
  }

  void Note(const xcb_generic_event_t& event) {
    switch (event.response_type & 0x7f) {
      case XCB_CONFIGURE_NOTIFY: {
        const auto e = EventAs<xcb_configure_notify_event_t>(event);
        moved_ = true;
        if (e.window != window_) break;
        stale_ |=
            e.width != region_.width || e.height != region_.height || e.border_width != border_;
        break;
      }
      case XCB_MAP_NOTIFY:
      case XCB_UNMAP_NOTIFY:
        stale_ = true;
        break;
      case XCB_REPARENT_NOTIFY:
        reparented_ = moved_ = stale_ = true;
        break;
      case XCB_DESTROY_NOTIFY:
        gone_ |= EventAs<xcb_destroy_notify_event_t>(event).window == window_;
        break;
      default:
        break;
    }
  }

  // A window manager hides a window by unmapping the frame around it, of which the window itself
  // gets no notice.
  void WatchAncestors() {
    const uint32_t mask = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
    xcb_window_t window = window_;
    constexpr int kDeepest = 16;
    for (int depth = 0; depth < kDeepest; ++depth) {
      xcb_change_window_attributes(c(), window, XCB_CW_EVENT_MASK, &mask);
      const XcbOwned<xcb_query_tree_reply_t> tree(
          xcb_query_tree_reply(c(), xcb_query_tree(c(), window), nullptr));
      if (!tree || tree->parent == tree->root || tree->parent == XCB_NONE) return;
      window = tree->parent;
    }
  }

  void ReadPlace() {
    const auto cookie = xcb_translate_coordinates(c(), window_, grabber_->x().root(), 0, 0);
    const XcbOwned<xcb_translate_coordinates_reply_t> place(
        xcb_translate_coordinates_reply(c(), cookie, nullptr));
    if (!place) return;
    region_.x = place->dst_x;
    region_.y = place->dst_y;
  }

  Naming NamePixmap() {
    const auto attributes_cookie = xcb_get_window_attributes(c(), window_);
    const auto geometry_cookie = xcb_get_geometry(c(), window_);
    const XcbOwned<xcb_get_window_attributes_reply_t> attributes(
        xcb_get_window_attributes_reply(c(), attributes_cookie, nullptr));
    const XcbOwned<xcb_get_geometry_reply_t> geometry(
        xcb_get_geometry_reply(c(), geometry_cookie, nullptr));
    if (!attributes || !geometry) return Naming::kGone;
    if (pixmap_ != XCB_NONE) xcb_free_pixmap(c(), pixmap_);
    pixmap_ = XCB_NONE;
    if (attributes->map_state != XCB_MAP_STATE_VIEWABLE) return Naming::kHidden;
    const xcb_pixmap_t pixmap = xcb_generate_id(c());
    const auto name = xcb_composite_name_window_pixmap_checked(c(), window_, pixmap);
    if (const XcbOwned<xcb_generic_error_t> error(xcb_request_check(c(), name)); error) {
      return Naming::kHidden;
    }
    pixmap_ = pixmap;
    // The pixmap's own size counts: the window can have been resized since its was read.
    const XcbOwned<xcb_get_geometry_reply_t> inside(
        xcb_get_geometry_reply(c(), xcb_get_geometry(c(), pixmap), nullptr));
    if (!inside) return Naming::kHidden;
    border_ = geometry->border_width;
    region_.width = inside->width - 2 * border_;
    region_.height = inside->height - 2 * border_;
    return Naming::kDone;
  }

  xcb_connection_t* c() const { return grabber_->x().get(); }
  X11Grabber::Origin origin() const { return {border_, border_, 0, 0}; }

  std::unique_ptr<X11Grabber> grabber_;
  xcb_window_t window_;
  xcb_pixmap_t pixmap_ = XCB_NONE;  // the window's contents; none while it is hidden
  int border_ = 0;
  Rect region_;
  bool stale_ = true;    // the pixmap may be another one by now
  bool remade_ = false;  // the frame is a new one, not handed on yet
  bool moved_ = false;
  bool reparented_ = false;
  bool gone_ = false;
};

}  // namespace

policy::Result<std::unique_ptr<ScreenSource>> OpenX11Window(uint32_t window,
                                                            const std::string& display) {
  auto grabber = X11Grabber::Create(display);
  if (!grabber) return grabber.error();
  if (window == (*grabber)->x().root()) return OpenX11Screen({}, display);
  auto source = std::make_unique<X11WindowSource>(std::move(*grabber), window);
  if (auto started = source->Start(); !started) return started.error();
  return std::unique_ptr<ScreenSource>(std::move(source));
}

}  // namespace chaperone::capture

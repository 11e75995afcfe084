// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/x11_beneath.h"

#include <xcb/composite.h>
#include <xcb/xfixes.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>

#include "capture/x11/cover_mark.h"

namespace chaperone::capture {
namespace {

constexpr uint8_t kGrey = 0x80;
constexpr uint32_t kAllPlanes = ~uint32_t{0};
constexpr uint8_t kWithAlpha = 32;

// Premultiplied, as X keeps it: what is drawn over what lies there.
void Blend(const uint8_t* from, uint8_t* to, int pixels) {
  for (int i = 0; i < pixels * 4; i += 4) {
    const int through = 255 - from[i + 3];
    for (int channel = i; channel < i + 3; ++channel) {
      to[channel] =
          static_cast<uint8_t>(std::min(255, from[channel] + to[channel] * through / 255));
    }
  }
}

}  // namespace

X11Beneath::X11Beneath(const X11Connection& x)
    : x_(x),
      mark_(x.Atom(kCoverMark)),
      compositor_(x.Atom("_NET_WM_CM_S0")),
      damage_event_(x.FirstEvent(&xcb_damage_id)) {
  xcb_composite_redirect_subwindows(x_.get(), x_.root(), XCB_COMPOSITE_REDIRECT_AUTOMATIC);
  xcb_flush(x_.get());
}

X11Beneath::~X11Beneath() {
  for (const auto& [window, damage] : watched_) xcb_damage_destroy(x_.get(), damage);
  xcb_composite_unredirect_subwindows(x_.get(), x_.root(), XCB_COMPOSITE_REDIRECT_AUTOMATIC);
}

bool X11Beneath::Concerns(const xcb_generic_event_t& event) const {
  const uint8_t type = event.response_type & 0x7f;
  return type == damage_event_ + XCB_DAMAGE_NOTIFY || type == XCB_MAP_NOTIFY ||
         type == XCB_UNMAP_NOTIFY || type == XCB_CONFIGURE_NOTIFY || type == XCB_DESTROY_NOTIFY ||
         type == XCB_REPARENT_NOTIFY || type == XCB_CIRCULATE_NOTIFY;
}

std::vector<X11Beneath::Window> X11Beneath::WindowsUnder(const std::vector<Rect>& boxes) const {
  auto* c = x_.get();
  const XcbOwned<xcb_query_tree_reply_t> tree(
      xcb_query_tree_reply(c, xcb_query_tree(c, x_.root()), nullptr));
  if (!tree) return {};
  const xcb_window_t* children = xcb_query_tree_children(tree.get());
  struct Asked {
    xcb_window_t window;
    xcb_get_window_attributes_cookie_t attributes;
    xcb_get_geometry_cookie_t geometry;
    xcb_get_property_cookie_t mark;
  };
  std::vector<Asked> asked;
  asked.reserve(static_cast<size_t>(xcb_query_tree_children_length(tree.get())));
  for (int i = 0; i < xcb_query_tree_children_length(tree.get()); ++i) {
    asked.push_back({children[i], xcb_get_window_attributes(c, children[i]),
                     xcb_get_geometry(c, children[i]),
                     xcb_get_property(c, 0, children[i], mark_, XCB_ATOM_CARDINAL, 0, 1)});
  }
  std::vector<Window> found;
  for (const Asked& a : asked) {
    const XcbOwned<xcb_get_window_attributes_reply_t> attributes(
        xcb_get_window_attributes_reply(c, a.attributes, nullptr));
    const XcbOwned<xcb_get_geometry_reply_t> geometry(
        xcb_get_geometry_reply(c, a.geometry, nullptr));
    const XcbOwned<xcb_get_property_reply_t> mark(xcb_get_property_reply(c, a.mark, nullptr));
    if (!attributes || !geometry || !mark || attributes->map_state != XCB_MAP_STATE_VIEWABLE ||
        attributes->_class != XCB_WINDOW_CLASS_INPUT_OUTPUT ||
        xcb_get_property_value_length(mark.get()) > 0) {
      continue;
    }
    const Rect place{geometry->x, geometry->y, geometry->width + 2 * geometry->border_width,
                     geometry->height + 2 * geometry->border_width};
    if (std::any_of(boxes.begin(), boxes.end(),
                    [&](const Rect& box) { return Overlaps(box, place); })) {
      found.push_back({a.window, place, geometry->border_width, geometry->depth});
    }
  }
  return found;
}

// Drawing under a cover is no damage of the screen, only of the window itself.
void X11Beneath::Watch(const std::vector<Window>& windows) {
  auto* c = x_.get();
  std::set<xcb_window_t> wanted;
  for (const Window& w : windows) wanted.insert(w.id);
  for (auto it = watched_.begin(); it != watched_.end();) {
    if (wanted.contains(it->first)) {
      // What is drawn from here on counts anew; the look below holds all before it.
      xcb_damage_subtract(c, it->second, XCB_NONE, XCB_NONE);
      ++it;
    } else {
      xcb_damage_destroy(c, it->second);
      it = watched_.erase(it);
    }
  }
  for (const xcb_window_t window : wanted) {
    if (watched_.contains(window)) continue;
    const xcb_damage_damage_t damage = xcb_generate_id(c);
    xcb_damage_create(c, damage, window, XCB_DAMAGE_REPORT_LEVEL_NON_EMPTY);
    watched_[window] = damage;
  }
}

std::optional<std::vector<HiddenPart>> X11Beneath::Look(const std::vector<Rect>& boxes) {
  auto* c = x_.get();
  const std::vector<Window> windows = WindowsUnder(boxes);
  Watch(windows);
  const XcbOwned<xcb_get_selection_owner_reply_t> compositor(
      xcb_get_selection_owner_reply(c, xcb_get_selection_owner(c, compositor_), nullptr));
  const bool blend = compositor && compositor->owner != XCB_NONE;
  std::vector<HiddenPart> parts;
  parts.reserve(boxes.size());
  for (const Rect& box : boxes) {
    parts.push_back({box, std::vector<uint8_t>(static_cast<size_t>(box.area()) * 4, kGrey)});
  }
  for (const Window& window : windows) {
    if (!Paint(window, blend, parts)) return std::nullopt;
  }
  if (x_.lost()) return std::nullopt;
  return parts;
}

// False: its contents could not be had, so what lies beneath is not known.
bool X11Beneath::Paint(const Window& window, bool blend, std::vector<HiddenPart>& parts) const {
  auto* c = x_.get();
  const xcb_pixmap_t pixmap = xcb_generate_id(c);
  const auto named = xcb_composite_name_window_pixmap_checked(c, window.id, pixmap);
  const xcb_xfixes_region_t shape = xcb_generate_id(c);
  xcb_xfixes_create_region_from_window(c, shape, window.id, XCB_SHAPE_SK_BOUNDING);
  const auto shape_cookie = xcb_xfixes_fetch_region(c, shape);
  xcb_xfixes_destroy_region(c, shape);
  // The compositor's own overlay is not kept apart, and a window that has just closed is no more.
  const XcbOwned<xcb_generic_error_t> refused(xcb_request_check(c, named));
  const XcbOwned<xcb_xfixes_fetch_region_reply_t> outline(
      xcb_xfixes_fetch_region_reply(c, shape_cookie, nullptr));
  if (refused) return true;
  bool whole = outline != nullptr;
  const xcb_rectangle_t* rows = whole ? xcb_xfixes_fetch_region_rectangles(outline.get()) : nullptr;
  const int row_count = whole ? xcb_xfixes_fetch_region_rectangles_length(outline.get()) : 0;
  for (HiddenPart& part : parts) {
    const Rect seen = Intersection(window.place, part.box);
    if (seen.empty() || !whole) continue;
    const Rect inside{seen.x - window.place.x, seen.y - window.place.y, seen.width, seen.height};
    const auto cookie =
        xcb_get_image(c, XCB_IMAGE_FORMAT_Z_PIXMAP, pixmap, static_cast<int16_t>(inside.x),
                      static_cast<int16_t>(inside.y), static_cast<uint16_t>(inside.width),
                      static_cast<uint16_t>(inside.height), kAllPlanes);
    const XcbOwned<xcb_get_image_reply_t> image(xcb_get_image_reply(c, cookie, nullptr));
    if (!image || xcb_get_image_data_length(image.get()) < inside.area() * 4) {
      whole = false;
      break;
    }
    for (int i = 0; i < row_count; ++i) {
      // The outline is told from where the window begins within its border.
      const Rect row =
          Intersection({window.place.x + window.border + rows[i].x,
                        window.place.y + window.border + rows[i].y, rows[i].width, rows[i].height},
                       seen);
      for (int y = row.y; y < row.bottom(); ++y) {
        const auto at = [&](const Rect& of) {
          return (static_cast<size_t>(y - of.y) * static_cast<size_t>(of.width) +
                  static_cast<size_t>(row.x - of.x)) *
                 4;
        };
        const uint8_t* from = xcb_get_image_data(image.get()) + at(seen);
        uint8_t* to = part.pixels.data() + at(part.box);
        if (blend && window.depth == kWithAlpha) {
          Blend(from, to, row.width);
        } else {
          std::memcpy(to, from, static_cast<size_t>(row.width) * 4);
        }
      }
    }
  }
  xcb_free_pixmap(c, pixmap);
  return whole;
}

}  // namespace chaperone::capture

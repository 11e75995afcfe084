// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/window_list.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "capture/x11/connection.h"

namespace chaperone::capture {
namespace {

using policy::Rect;

// What a hostile client could make of windows is bounded; a desktop has a few dozen.
constexpr uint32_t kMostWindows = 500;
constexpr size_t kLongestName = 64;
constexpr uint32_t kClassWords = 64;
// With more pieces left than this a window is taken for visible.
constexpr size_t kMostPieces = 256;
constexpr uint8_t kDepthWithAlpha = 32;

std::vector<uint32_t> Numbers(const xcb_get_property_reply_t* reply) {
  if (reply == nullptr || reply->format != 32) return {};
  const auto* first = static_cast<const uint32_t*>(xcb_get_property_value(reply));
  return {first, first + xcb_get_property_value_length(reply) / 4};
}

// The class, or the instance where there is none; the property holds both, each with a NUL.
std::string ApplicationIn(const xcb_get_property_reply_t* reply) {
  if (reply == nullptr || reply->format != 8) return "";
  const std::string_view text(static_cast<const char*>(xcb_get_property_value(reply)),
                              static_cast<size_t>(xcb_get_property_value_length(reply)));
  const size_t end = std::min(text.find('\0'), text.size());
  const std::string_view rest = text.substr(std::min(end + 1, text.size()));
  const std::string_view named = rest.substr(0, rest.find('\0'));
  std::string name(named.empty() ? text.substr(0, end) : named);
  name.resize(std::min(name.size(), kLongestName));
  for (char& c : name) {
    if (c < ' ' || c > '~') c = '?';
  }
  return name;
}

class Lister {
 public:
  explicit Lister(const X11Connection& x) : x_(x) {}

  // Topmost first.
  std::vector<xcb_window_t> Windows() const {
    const XcbOwned<xcb_get_property_reply_t> managed(xcb_get_property_reply(
        c(),
        xcb_get_property(c(), 0, x_.root(), x_.Atom("_NET_CLIENT_LIST_STACKING"),
                         XCB_GET_PROPERTY_TYPE_ANY, 0, kMostWindows),
        nullptr));
    std::vector<xcb_window_t> windows = Numbers(managed.get());
    if (!managed || managed->type == XCB_NONE) windows = Children();
    std::reverse(windows.begin(), windows.end());
    return windows;
  }

  std::vector<ListedWindow> Describe(const std::vector<xcb_window_t>& windows) const {
    struct Asked {
      xcb_get_geometry_cookie_t geometry;
      xcb_translate_coordinates_cookie_t place;
      xcb_get_window_attributes_cookie_t attributes;
      xcb_get_property_cookie_t name;
      xcb_get_property_cookie_t pid;
    };
    const xcb_atom_t pid_atom = x_.Atom("_NET_WM_PID");
    std::vector<Asked> asked;
    asked.reserve(windows.size());
    for (const xcb_window_t w : windows) {
      asked.push_back({xcb_get_geometry(c(), w), xcb_translate_coordinates(c(), w, x_.root(), 0, 0),
                       xcb_get_window_attributes(c(), w),
                       xcb_get_property(c(), 0, w, XCB_ATOM_WM_CLASS, XCB_GET_PROPERTY_TYPE_ANY, 0,
                                        kClassWords),
                       xcb_get_property(c(), 0, w, pid_atom, XCB_GET_PROPERTY_TYPE_ANY, 0, 1)});
    }
    std::vector<ListedWindow> listed;
    std::vector<Rect> above;
    const Rect screen{0, 0, x_.screen().width_in_pixels, x_.screen().height_in_pixels};
    for (size_t i = 0; i < windows.size(); ++i) {
      const XcbOwned<xcb_get_geometry_reply_t> geometry(
          xcb_get_geometry_reply(c(), asked[i].geometry, nullptr));
      const XcbOwned<xcb_translate_coordinates_reply_t> place(
          xcb_translate_coordinates_reply(c(), asked[i].place, nullptr));
      const XcbOwned<xcb_get_window_attributes_reply_t> attributes(
          xcb_get_window_attributes_reply(c(), asked[i].attributes, nullptr));
      const XcbOwned<xcb_get_property_reply_t> name(
          xcb_get_property_reply(c(), asked[i].name, nullptr));
      const XcbOwned<xcb_get_property_reply_t> pid(
          xcb_get_property_reply(c(), asked[i].pid, nullptr));
      if (!geometry || !place || !attributes) continue;  // it has closed
      if (attributes->_class == XCB_WINDOW_CLASS_INPUT_ONLY) continue;
      ListedWindow one;
      one.window = windows[i];
      one.application = ApplicationIn(name.get());
      if (const auto numbers = Numbers(pid.get()); !numbers.empty()) {
        one.pid = static_cast<pid_t>(numbers[0]);
      }
      one.region = {place->dst_x, place->dst_y, geometry->width, geometry->height};
      one.mapped = attributes->map_state == XCB_MAP_STATE_VIEWABLE;
      if (one.mapped) {
        const Rect seen = Intersection(one.region, screen);
        one.visible = !seen.empty() && !Uncovered(seen, above).empty();
        // What lies under a window with alpha may shine through.
        if (geometry->depth != kDepthWithAlpha) above.push_back(one.region);
      }
      listed.push_back(std::move(one));
    }
    return listed;
  }

 private:
  xcb_connection_t* c() const { return x_.get(); }

  // Without a window manager: mapped children of the root, bottom to top.
  std::vector<xcb_window_t> Children() const {
    const XcbOwned<xcb_query_tree_reply_t> tree(
        xcb_query_tree_reply(c(), xcb_query_tree(c(), x_.root()), nullptr));
    if (!tree) return {};
    const xcb_window_t* first = xcb_query_tree_children(tree.get());
    std::vector<xcb_window_t> children(first, first + xcb_query_tree_children_length(tree.get()));
    if (children.size() > kMostWindows) {
      children.erase(children.begin(), children.end() - kMostWindows);
    }
    std::erase_if(children, [this](xcb_window_t window) {
      const XcbOwned<xcb_get_window_attributes_reply_t> attributes(
          xcb_get_window_attributes_reply(c(), xcb_get_window_attributes(c(), window), nullptr));
      return !attributes || attributes->map_state != XCB_MAP_STATE_VIEWABLE;
    });
    return children;
  }

  const X11Connection& x_;
};

}  // namespace

std::vector<Rect> Uncovered(const Rect& whole, const std::vector<Rect>& covers) {
  std::vector<Rect> left{whole};
  for (const Rect& cover : covers) {
    std::vector<Rect> next;
    for (const Rect& piece : left) {
      const Rect hit = Intersection(piece, cover);
      if (hit.empty()) {
        next.push_back(piece);
        continue;
      }
      const int bottom = piece.y + piece.height;
      const int right = piece.x + piece.width;
      const int hit_bottom = hit.y + hit.height;
      const int hit_right = hit.x + hit.width;
      for (const Rect& part : {Rect{piece.x, piece.y, piece.width, hit.y - piece.y},
                               Rect{piece.x, hit_bottom, piece.width, bottom - hit_bottom},
                               Rect{piece.x, hit.y, hit.x - piece.x, hit.height},
                               Rect{hit_right, hit.y, right - hit_right, hit.height}}) {
        if (!part.empty()) next.push_back(part);
      }
    }
    left = std::move(next);
    if (left.empty() || left.size() > kMostPieces) break;
  }
  return left;
}

policy::Result<std::vector<ListedWindow>> ListWindows(const std::string& display) {
  auto x = X11Connection::Open(display);
  if (!x) return x.error();
  const Lister lister(*x);
  std::vector<ListedWindow> windows = lister.Describe(lister.Windows());
  if (x->lost()) {
    return policy::Unavailable("the X display went away while its windows were listed; try again",
                               /*retryable=*/true);
  }
  return windows;
}

}  // namespace chaperone::capture

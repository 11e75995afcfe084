// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/share_windows.h"

#include <xcb/composite.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::capture {
namespace {

// A window manager puts a client one to three levels deep; beyond are a program's own parts.
constexpr int kDeepest = 4;
// What a hostile client could make of windows is bounded; a desktop has a few hundred.
constexpr size_t kMostWindows = 2000;

// Seen in English, the only language without a translation of the browser installed.
constexpr std::array<std::string_view, 3> kBarTitles{" is sharing your screen",
                                                     " is sharing a window", "Sharing Indicator"};

struct Seen {
  xcb_window_t window;
  xcb_window_t parent;
};

// All windows down to kDeepest, parents before their children.
std::vector<Seen> Windows(const X11Connection& x) {
  std::vector<Seen> windows{{x.root(), XCB_NONE}};
  size_t level_begin = 0;
  for (int depth = 0; depth < kDeepest; ++depth) {
    const size_t level_end = windows.size();
    std::vector<xcb_query_tree_cookie_t> cookies;
    cookies.reserve(level_end - level_begin);
    for (size_t i = level_begin; i < level_end; ++i) {
      cookies.push_back(xcb_query_tree(x.get(), windows[i].window));
    }
    for (size_t i = 0; i < cookies.size(); ++i) {
      const XcbOwned<xcb_query_tree_reply_t> tree(
          xcb_query_tree_reply(x.get(), cookies[i], nullptr));
      if (!tree) continue;
      const xcb_window_t parent = windows[level_begin + i].window;
      const xcb_window_t* children = xcb_query_tree_children(tree.get());
      const int count = xcb_query_tree_children_length(tree.get());
      for (int k = 0; k < count && windows.size() < kMostWindows; ++k) {
        windows.push_back({children[k], parent});
      }
    }
    level_begin = level_end;
  }
  windows.erase(windows.begin());
  return windows;
}

std::vector<Seen> OfSize(const X11Connection& x, const std::vector<Seen>& windows, uint32_t bytes) {
  std::vector<xcb_get_geometry_cookie_t> cookies;
  cookies.reserve(windows.size());
  for (const Seen& seen : windows) cookies.push_back(xcb_get_geometry(x.get(), seen.window));
  std::vector<Seen> fitting;
  for (size_t i = 0; i < windows.size(); ++i) {
    const XcbOwned<xcb_get_geometry_reply_t> g(
        xcb_get_geometry_reply(x.get(), cookies[i], nullptr));
    if (g && uint64_t{g->width} * g->height * 4 == bytes) fitting.push_back(windows[i]);
  }
  return fitting;
}

// Only a window that somebody redirected has a pixmap to name.
bool IsRedirected(const X11Connection& x, xcb_window_t window) {
  const xcb_pixmap_t pixmap = xcb_generate_id(x.get());
  const XcbOwned<xcb_generic_error_t> error(xcb_request_check(
      x.get(), xcb_composite_name_window_pixmap_checked(x.get(), window, pixmap)));
  if (error || x.lost()) return false;
  xcb_free_pixmap(x.get(), pixmap);
  return true;
}

std::string_view Text(const xcb_get_property_reply_t& reply) {
  if (reply.format != 8) return {};
  return {static_cast<const char*>(xcb_get_property_value(&reply)),
          static_cast<size_t>(xcb_get_property_value_length(&reply))};
}

std::vector<uint32_t> Numbers(const xcb_get_property_reply_t& reply) {
  if (reply.format != 32) return {};
  const auto* first = static_cast<const uint32_t*>(xcb_get_property_value(&reply));
  return {first, first + xcb_get_property_value_length(&reply) / 4};
}

// One property of each of these windows, in their order; null where a window has closed.
std::vector<XcbOwned<xcb_get_property_reply_t>> Properties(const X11Connection& x,
                                                           const std::vector<xcb_window_t>& windows,
                                                           xcb_atom_t property, uint32_t words) {
  std::vector<xcb_get_property_cookie_t> cookies;
  cookies.reserve(windows.size());
  for (const xcb_window_t window : windows) {
    cookies.push_back(
        xcb_get_property(x.get(), 0, window, property, XCB_GET_PROPERTY_TYPE_ANY, 0, words));
  }
  std::vector<XcbOwned<xcb_get_property_reply_t>> replies;
  replies.reserve(windows.size());
  for (const auto& cookie : cookies) {
    replies.emplace_back(xcb_get_property_reply(x.get(), cookie, nullptr));
  }
  return replies;
}

}  // namespace

std::optional<xcb_window_t> FindSharedWindow(const X11Connection& x, uint32_t bytes) {
  if (bytes == 0 || !x.HasExtension(&xcb_composite_id)) return std::nullopt;
  std::vector<Seen> shared;
  for (const Seen& seen : OfSize(x, Windows(x), bytes)) {
    if (!IsRedirected(x, seen.window)) continue;
    // A frame without borders is as large as the window in it; the window is what is shared.
    const auto frame = std::find_if(shared.begin(), shared.end(),
                                    [&](const Seen& s) { return s.window == seen.parent; });
    if (frame != shared.end()) {
      *frame = seen;
    } else {
      shared.push_back(seen);
    }
  }
  if (shared.size() != 1) return std::nullopt;
  return shared.front().window;
}

bool WindowExists(const X11Connection& x, xcb_window_t window) {
  const XcbOwned<xcb_get_geometry_reply_t> geometry(
      xcb_get_geometry_reply(x.get(), xcb_get_geometry(x.get(), window), nullptr));
  return geometry != nullptr;
}

SharingBar::SharingBar(const X11Connection& x)
    : x_(x),
      clients_atom_(x.Atom("_NET_CLIENT_LIST")),
      pid_atom_(x.Atom("_NET_WM_PID")),
      name_atom_(x.Atom("_NET_WM_NAME")) {}

std::vector<xcb_window_t> SharingBar::WindowsOf(pid_t pid) const {
  const auto list = Properties(x_, {x_.root()}, clients_atom_, kMostWindows);
  if (!list[0]) return {};
  const std::vector<xcb_window_t> managed = Numbers(*list[0]);
  const auto pids = Properties(x_, managed, pid_atom_, 1);
  std::vector<xcb_window_t> windows;
  for (size_t i = 0; i < managed.size(); ++i) {
    if (!pids[i]) continue;
    const auto owner = Numbers(*pids[i]);
    if (!owner.empty() && owner[0] == static_cast<uint32_t>(pid)) windows.push_back(managed[i]);
  }
  return windows;
}

bool SharingBar::Shown(pid_t pid) const {
  constexpr uint32_t kTitleWords = 64;
  const auto titles = Properties(x_, WindowsOf(pid), name_atom_, kTitleWords);
  return std::any_of(titles.begin(), titles.end(), [](const auto& title) {
    return title && std::any_of(kBarTitles.begin(), kBarTitles.end(), [&](std::string_view part) {
             return Text(*title).find(part) != std::string_view::npos;
           });
  });
}

}  // namespace chaperone::capture

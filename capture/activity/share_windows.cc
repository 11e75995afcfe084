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

std::vector<xcb_window_t> ManagedWindows(const X11Connection& x) {
  const auto cookie = xcb_get_property(x.get(), 0, x.root(), x.Atom("_NET_CLIENT_LIST"),
                                       XCB_ATOM_WINDOW, 0, kMostWindows);
  const XcbOwned<xcb_get_property_reply_t> reply(xcb_get_property_reply(x.get(), cookie, nullptr));
  if (!reply || reply->format != 32) return {};
  const auto* first = static_cast<const xcb_window_t*>(xcb_get_property_value(reply.get()));
  return {first, first + xcb_get_property_value_length(reply.get()) / 4};
}

std::vector<xcb_window_t> WindowsOf(const X11Connection& x, pid_t pid) {
  const xcb_atom_t pid_atom = x.Atom("_NET_WM_PID");
  const std::vector<xcb_window_t> managed = ManagedWindows(x);
  std::vector<xcb_get_property_cookie_t> cookies;
  cookies.reserve(managed.size());
  for (const xcb_window_t w : managed) {
    cookies.push_back(xcb_get_property(x.get(), 0, w, pid_atom, XCB_ATOM_CARDINAL, 0, 1));
  }
  std::vector<xcb_window_t> windows;
  for (size_t i = 0; i < managed.size(); ++i) {
    const XcbOwned<xcb_get_property_reply_t> reply(
        xcb_get_property_reply(x.get(), cookies[i], nullptr));
    if (!reply || reply->format != 32 || xcb_get_property_value_length(reply.get()) < 4) continue;
    const auto owner = *static_cast<const uint32_t*>(xcb_get_property_value(reply.get()));
    if (owner == static_cast<uint32_t>(pid)) windows.push_back(managed[i]);
  }
  return windows;
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

bool SharingBarShown(const X11Connection& x, pid_t pid) {
  const xcb_atom_t name_atom = x.Atom("_NET_WM_NAME");
  constexpr uint32_t kTitleWords = 64;
  for (const xcb_window_t window : WindowsOf(x, pid)) {
    const auto cookie =
        xcb_get_property(x.get(), 0, window, name_atom, XCB_GET_PROPERTY_TYPE_ANY, 0, kTitleWords);
    const XcbOwned<xcb_get_property_reply_t> reply(
        xcb_get_property_reply(x.get(), cookie, nullptr));
    if (!reply || reply->format != 8) continue;
    const std::string_view title(static_cast<const char*>(xcb_get_property_value(reply.get())),
                                 static_cast<size_t>(xcb_get_property_value_length(reply.get())));
    if (std::any_of(kBarTitles.begin(), kBarTitles.end(), [&](std::string_view part) {
          return title.find(part) != std::string_view::npos;
        })) {
      return true;
    }
  }
  return false;
}

}  // namespace chaperone::capture

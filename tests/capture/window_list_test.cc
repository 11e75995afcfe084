// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/window_list.h"

#include <unistd.h>
#include <xcb/xproto.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstring>
#include <thread>

#include "tests/real/x_canvas.h"
#include "tests/real/x_server.h"

namespace chaperone::capture {
namespace {

using policy::Rect;
using test::XCanvas;
using test::XServer;

void SetClass(XCanvas& canvas, xcb_window_t window, const std::string& instance,
              const std::string& name) {
  const std::string text = instance + '\0' + name + '\0';
  xcb_change_property(canvas.get(), XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_CLASS,
                      XCB_ATOM_STRING, 8, static_cast<uint32_t>(text.size()), text.data());
  canvas.Sync();
}

const ListedWindow* Find(const std::vector<ListedWindow>& windows, xcb_window_t id) {
  const auto it =
      std::find_if(windows.begin(), windows.end(), [&](const auto& w) { return w.window == id; });
  return it == windows.end() ? nullptr : &*it;
}

TEST_CASE("window list: what is left of a window is what nothing lies on") {
  const Rect whole{0, 0, 100, 100};
  CHECK(Uncovered(whole, {}) == std::vector<Rect>{whole});
  CHECK(Uncovered(whole, {{200, 0, 50, 50}}) == std::vector<Rect>{whole});
  CHECK(Uncovered(whole, {{-5, -5, 200, 200}}).empty());
  CHECK(Uncovered(whole, {{0, 0, 100, 50}, {0, 50, 100, 50}}).empty());
  CHECK(Uncovered(whole, {{0, 0, 100, 99}}) == std::vector<Rect>{{0, 99, 100, 1}});
  int64_t area = 0;
  for (const Rect& r : Uncovered(whole, {{40, 40, 20, 20}})) area += r.area();
  CHECK(area == 100 * 100 - 20 * 20);
}

TEST_CASE("window list: without a window manager, topmost first, and what is covered is not seen") {
  const XServer server;
  XCanvas canvas(server.display());
  const auto below = canvas.Open({10, 10, 100, 100}, 0x202020);
  const auto above = canvas.Open({0, 0, 300, 300}, 0x404040);
  const auto hidden = canvas.Open({400, 10, 50, 50}, 0x606060);
  SetClass(canvas, above, "mail", "Post");
  SetClass(canvas, below, "notes", "");
  canvas.Unmap(hidden);
  canvas.Sync();
  const auto windows = ListWindows(server.display());
  REQUIRE(windows.ok());
  REQUIRE(windows->size() == 2);
  CHECK(windows->at(0).window == above);
  CHECK(windows->at(0).application == "Post");
  CHECK(windows->at(0).region == Rect{0, 0, 300, 300});
  CHECK(windows->at(0).visible);
  CHECK(windows->at(1).window == below);
  CHECK(windows->at(1).application == "notes");
  CHECK(windows->at(1).mapped);
  CHECK_FALSE(windows->at(1).visible);
  canvas.Move(above, 50, 50);
  CHECK(Find(*ListWindows(server.display()), below)->visible);
}

TEST_CASE("window list: a name that a program claims is made harmless") {
  const XServer server;
  XCanvas canvas(server.display());
  const auto window = canvas.Open({0, 0, 10, 10}, 0);
  SetClass(canvas, window, "x", "a\x1b[31m\xe2\x80\xae" + std::string(500, 'z'));
  const auto windows = ListWindows(server.display());
  const ListedWindow* listed = Find(*windows, window);
  REQUIRE(listed != nullptr);
  CHECK(listed->application == "a?[31m???" + std::string(64 - 9, 'z'));
}

TEST_CASE("window list: with a window manager, also what is minimised") {
  XServer::Options options;
  options.window_manager = true;
  const XServer server(options);
  XCanvas canvas(server.display());
  const auto window = canvas.Open({30, 30, 200, 150}, 0x808080, /*unmanaged=*/false, "a title");
  const auto listed = [&] {
    const auto windows = ListWindows(server.display());
    const ListedWindow* found = windows.ok() ? Find(*windows, window) : nullptr;
    return found == nullptr ? ListedWindow{} : *found;
  };
  const auto wait = [&](auto&& done) {
    for (int i = 0; i < 200 && !done(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    return done();
  };
  REQUIRE(wait([&] { return listed().visible; }));
  CHECK(listed().region.width == 200);
  canvas.Iconify(window);
  REQUIRE(wait([&] { return listed().window == window && !listed().mapped; }));
  CHECK_FALSE(listed().visible);
  canvas.Close(window);
  CHECK(wait([&] { return listed().window == 0; }));
}

TEST_CASE("window list: no display is an error that may pass") {
  const auto windows = ListWindows(":4242");
  REQUIRE_FALSE(windows.ok());
  CHECK(windows.error().code == policy::ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace chaperone::capture

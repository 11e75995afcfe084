// SPDX-License-Identifier: Apache-2.0
// What real browsers do is in tests/real; here is what needs none of them.
#include "capture/activity/share_watch.h"

#include <xcb/composite.h>

#include <catch2/catch.hpp>

#include "capture/activity/share_windows.h"
#include "tests/real/x_canvas.h"
#include "tests/real/x_server.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test
using chaperone::policy::ErrorCode;
using chaperone::policy::ShareRule;

namespace {

const std::vector<ShareRule> kRules{{"any", "Any", {}, {{"PIXMAP", 1}}, {}, "screen"}};

void Redirect(XCanvas& canvas, xcb_window_t window) {
  xcb_composite_redirect_window(canvas.get(), window, XCB_COMPOSITE_REDIRECT_AUTOMATIC);
  canvas.Sync();
}

}  // namespace

TEST_CASE("share watch: sees nothing where nothing is, and not itself") {
  XServer server;
  auto watch = ShareWatch::Create(server.display(), kRules);
  REQUIRE(watch);
  XCanvas canvas(server.display());
  const xcb_pixmap_t pixmap = xcb_generate_id(canvas.get());
  xcb_create_pixmap(canvas.get(), 24, pixmap, canvas.root(), 64, 64);
  canvas.Sync();
  const auto shares = (*watch)->Poll();
  REQUIRE(shares);
  CHECK(shares->empty());
  CHECK_FALSE((*watch)->sharer_running());
}

TEST_CASE("share watch: losing the display is an error that may pass") {
  XServer server;
  auto watch = ShareWatch::Create(server.display(), kRules);
  REQUIRE(watch);
  REQUIRE((*watch)->Poll());
  server.Kill();
  for (int i = 0; i < 2; ++i) {
    const auto shares = (*watch)->Poll();
    REQUIRE_FALSE(shares);
    CHECK(shares.error().code == ErrorCode::kUnavailable);
    CHECK(shares.error().retryable);
  }
}

TEST_CASE("share watch: no display and no X-Resource are errors that say what to do") {
  const auto none = ShareWatch::Create(":987", kRules);
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::kUnavailable);
  CHECK(none.error().detail.find("no X display") == 0);
  XServer server({800, 600, false, {"-extension", "X-Resource"}});
  const auto old = ShareWatch::Create(server.display(), kRules);
  REQUIRE_FALSE(old);
  CHECK(old.error().detail.find("chaperone share start") != std::string::npos);
}

TEST_CASE("shared window: the one of that size that Composite keeps apart, or none") {
  XServer server;
  XCanvas canvas(server.display());
  auto x = X11Connection::Open(server.display());
  REQUIRE(x);
  constexpr uint32_t kBytes = 300 * 200 * 4;
  const xcb_window_t shared = canvas.Open({100, 50, 300, 200}, 1);
  const xcb_window_t twin = canvas.Open({150, 80, 300, 200}, 2);
  Redirect(canvas, canvas.Open({0, 0, 310, 200}, 3));
  CHECK(FindSharedWindow(*x, kBytes) == std::nullopt);
  Redirect(canvas, shared);
  CHECK(FindSharedWindow(*x, kBytes) == shared);
  CHECK(FindSharedWindow(*x, 0) == std::nullopt);
  // With two, either may be meant: saying nothing means that the whole screen is watched.
  Redirect(canvas, twin);
  CHECK(FindSharedWindow(*x, kBytes) == std::nullopt);
  canvas.Close(twin);
  CHECK(FindSharedWindow(*x, kBytes) == shared);
  CHECK(WindowExists(*x, shared));
  CHECK_FALSE(WindowExists(*x, twin));
}

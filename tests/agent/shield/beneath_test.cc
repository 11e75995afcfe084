// SPDX-License-Identifier: Apache-2.0
// What the screen source reads where covers hide the screen.
#include <xcb/xfixes.h>

#include "tests/agent/shield/shield_fixture.h"

namespace chaperone::agent {
namespace {

using namespace chaperone::test;  // NOLINT: the fixtures of this test
using capture::SourceState;
using policy::Rect;

constexpr Rect kBeneath{200, 150, 240, 40};

// A screen that is watched and covered as the screen worker does it.
struct Watched {
  XServer server;
  XCanvas canvas{server.display()};
  std::unique_ptr<capture::ScreenSource> source;
  std::unique_ptr<X11Shield> shield;

  void Start() {
    source = OpenSource(server);
    CHECK(source->SetCovers({}));
    shield = OpenShield(server);
    Settle(*source);
  }
  void Cover(const Rect& box) {
    REQUIRE(shield->Cover({box}));
    CHECK(source->SetCovers({{box, {}}}));
  }
};

TEST_CASE("beneath: a cover changes nothing of what is read, nor does its lifting") {
  Watched w;
  const xcb_window_t window = w.canvas.Open({100, 100, 500, 300}, kRed);
  w.canvas.Fill(window, {120, 60, 33, 7}, kOdd);
  w.Start();
  w.canvas.Fill(window, {0, 0, 500, 300}, kRed);
  w.canvas.Fill(window, {120, 60, 33, 7}, kOdd);
  Settle(*w.source);
  w.Cover(kBeneath);
  CHECK(w.source->Grab().state == SourceState::kUnchanged);
  Settle(*w.source);
  CHECK(IsFilled(*w.source, {220, 160, 33, 7}, kOdd));
  CHECK(IsHidden(*Look(w.server), {220, 160, 33, 7}, kOdd));
  REQUIRE(w.shield->Cover({}));
  w.source->SetCovers({});
  CHECK(w.source->Grab().state == SourceState::kUnchanged);
}

TEST_CASE("beneath: what is drawn under a cover wakes the reader and is read") {
  Watched w;
  const xcb_window_t window = w.canvas.Open({100, 100, 500, 300}, kRed);
  w.Start();
  w.Cover(kBeneath);
  Settle(*w.source);
  w.canvas.Fill(window, {120, 60, 20, 10}, kOdd);
  CHECK(Readable(*w.source, 5000));
  CHECK(NextNews(*w.source).state == SourceState::kChanged);
  CHECK(IsFilled(*w.source, {220, 160, 20, 10}, kOdd));
  Settle(*w.source);
  // Again: the notice is armed anew.
  w.canvas.Fill(window, {120, 60, 20, 10}, kGreen);
  CHECK(Readable(*w.source, 5000));
  CHECK(NextNews(*w.source).state == SourceState::kChanged);
  CHECK(IsFilled(*w.source, {220, 160, 20, 10}, kGreen));
}

TEST_CASE("beneath: windows above one another are seen as the screen would show them") {
  Watched w;
  const xcb_window_t lower = w.canvas.Open({100, 100, 500, 300}, kRed);
  w.Start();
  w.Cover(kBeneath);
  Settle(*w.source);
  const xcb_window_t upper = w.canvas.Open({210, 155, 30, 20}, kGreen);
  NextNews(*w.source);
  Settle(*w.source);
  CHECK(IsFilled(*w.source, {210, 155, 30, 20}, kGreen));
  CHECK(IsFilled(*w.source, {240, 150, 200, 40}, kRed));
  w.canvas.Move(upper, 300, 155);
  NextNews(*w.source);
  Settle(*w.source);
  CHECK(IsFilled(*w.source, {210, 155, 30, 20}, kRed));
  CHECK(IsFilled(*w.source, {300, 155, 30, 20}, kGreen));
  const uint32_t below = XCB_STACK_MODE_BELOW;
  xcb_configure_window(w.canvas.get(), upper, XCB_CONFIG_WINDOW_STACK_MODE, &below);
  w.canvas.Sync();
  NextNews(*w.source);
  Settle(*w.source);
  CHECK(IsFilled(*w.source, kBeneath, kRed));
  w.canvas.Close(lower);
  NextNews(*w.source);
  Settle(*w.source);
  CHECK(IsFilled(*w.source, {300, 155, 30, 20}, kGreen));
  CHECK(IsHidden(*w.source, kBeneath, kRed));
}

TEST_CASE("beneath: borders and shapes are those of the windows") {
  Watched w;
  (void)w.canvas.Open({0, 0, 800, 600}, kRed);
  const xcb_window_t window = w.canvas.Open({210, 155, 30, 20}, kGreen);
  const uint32_t border = 3;
  const uint32_t colour = kOdd;
  xcb_configure_window(w.canvas.get(), window, XCB_CONFIG_WINDOW_BORDER_WIDTH, &border);
  xcb_change_window_attributes(w.canvas.get(), window, XCB_CW_BORDER_PIXEL, &colour);
  w.canvas.Sync();
  w.Start();
  w.Cover(kBeneath);
  Settle(*w.source);
  CHECK(IsFilled(*w.source, {213, 158, 30, 20}, kGreen));
  CHECK(IsFilled(*w.source, {210, 155, 36, 3}, kOdd));
  CHECK(IsFilled(*w.source, {246, 150, 190, 40}, kRed));
  const xcb_xfixes_region_t outline = xcb_generate_id(w.canvas.get());
  const xcb_rectangle_t left{0, 0, 10, 20};
  xcb_discard_reply(w.canvas.get(), xcb_xfixes_query_version(w.canvas.get(), 5, 0).sequence);
  xcb_xfixes_create_region(w.canvas.get(), outline, 1, &left);
  xcb_xfixes_set_window_shape_region(w.canvas.get(), window, XCB_SHAPE_SK_BOUNDING, 0, 0, outline);
  w.canvas.Move(window, 260, 155);
  NextNews(*w.source);
  Settle(*w.source);
  CHECK(IsFilled(*w.source, {263, 158, 10, 20}, kGreen));
  CHECK(IsFilled(*w.source, {273, 158, 100, 20}, kRed));
}

TEST_CASE("beneath: another share's cover is not taken for what lies there") {
  Watched w;
  const xcb_window_t window = w.canvas.Open({100, 100, 500, 300}, kRed);
  const auto other = OpenShield(w.server);
  w.Start();
  w.canvas.Fill(window, {0, 0, 500, 300}, kRed);
  Settle(*w.source);
  REQUIRE(other->Cover({kBeneath}));
  w.Cover(kBeneath);
  Settle(*w.source);
  CHECK(IsFilled(*w.source, kBeneath, kRed));
}

TEST_CASE(
    "beneath: a cover on one of several monitors is placed and read by that monitor's origin") {
  XServer server({1000, 400, true, {}});
  REQUIRE(server.Run({"xrandr", "--setmonitor", "Left", "600/150x400/100+0+0", "screen"}));
  REQUIRE(server.Run({"xrandr", "--setmonitor", "Right", "400/100x400/100+600+0", "none"}));
  XCanvas canvas(server.display());
  (void)canvas.Open({600, 0, 400, 400}, kRed);
  auto source = OpenSource(server, {capture::ShareTarget::Kind::kScreen, {600, 0, 400, 400}, 0});
  CHECK(source->SetCovers({}));
  Settle(*source);
  const auto shield = OpenShield(server);
  REQUIRE(shield->Cover({{650, 20, 100, 30}}));
  source->SetCovers({{{50, 20, 100, 30}, {}}});
  Settle(*source);
  CHECK(IsFilled(*source, {50, 20, 100, 30}, kRed));
  CHECK(IsHidden(*Look(server), {650, 20, 100, 30}, kRed));
}

TEST_CASE("beneath: within a shared window what was seen last stays, and it says so") {
  Watched w;
  const xcb_window_t shared = w.canvas.Open({100, 50, 300, 200}, kRed);
  const auto source = OpenSource(w.server, OnlyWindow(shared));
  CHECK_FALSE(source->SetCovers({}));
  Settle(*source);
  const auto shield = OpenShield(w.server, OnlyWindow(shared));
  const Rect box{20, 30, 120, 30};
  REQUIRE(shield->Cover({box}));
  CHECK_FALSE(source->SetCovers({{box, {}}}));
  Settle(*source);
  CHECK(IsFilledAround(*source, {}, kRed));
  w.canvas.Draw(shared, {0, 0, 300, 200}, kGreen);
  NextNews(*source);
  Settle(*source);
  CHECK(IsFilled(*source, box, kRed));
  CHECK(IsFilledAround(*source, box, kGreen));
  // What somebody has seen there since is shown in its stead.
  std::vector<uint8_t> pixels(static_cast<size_t>(box.area()) * 4, 0x11);
  CHECK_FALSE(source->SetCovers({{box, pixels}}));
  Settle(*source);
  CHECK(IsFilled(*source, box, 0x111111));
}

}  // namespace
}  // namespace chaperone::agent

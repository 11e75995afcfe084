// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>

#include "capture/screen/screen_source.h"
#include "tests/capture/colours.h"
#include "tests/capture/grab_checks.h"
#include "tests/real/x_canvas.h"
#include "tests/real/x_server.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test
using chaperone::policy::ErrorCode;

namespace {

std::unique_ptr<ScreenSource> Open(const XServer& server, xcb_window_t window) {
  auto source = OpenScreen({ShareTarget::Kind::kWindow, {}, window}, server.display());
  if (!source) FAIL(source.error().detail);
  return std::move(*source);
}

XServer::Options Managed() {
  return {800, 600, true, {}};
}

}  // namespace

TEST_CASE("window: its contents are read while another window covers it") {
  XServer server;
  XCanvas canvas(server.display());
  const xcb_window_t shared = canvas.Open({100, 50, 300, 200}, kGreen);
  canvas.Fill(shared, {10, 20, 33, 44}, kOdd);
  (void)canvas.Open({0, 0, 800, 600}, kRed);
  const auto source = Open(server, shared);
  const auto update = NextNews(*source);
  CHECK(update.state == SourceState::kChanged);
  CHECK(source->region() == Rect{100, 50, 300, 200});
  CHECK(source->frame().width() == 300);
  CHECK(source->frame().height() == 200);
  // Contents that were covered before somebody asked for them are drawn anew by their program, so
  // they are filled again here.
  canvas.Fill(shared, {0, 0, 300, 200}, kGreen);
  canvas.Fill(shared, {10, 20, 33, 44}, kOdd);
  Settle(*source);
  CHECK(IsFilled(*source, {10, 20, 33, 44}, kOdd));
  CHECK(IsFilledAround(*source, {10, 20, 33, 44}, kGreen));

  canvas.Fill(shared, {70, 100, 5, 5}, kRed);
  CHECK(NextNews(*source).changed == std::vector<Rect>{{64, 96, 64, 16}});
  CHECK(IsFilled(*source, {70, 100, 5, 5}, kRed));
}

TEST_CASE("window: changes elsewhere are not its own") {
  XServer server;
  XCanvas canvas(server.display());
  const xcb_window_t shared = canvas.Open({100, 50, 300, 200}, kGreen);
  const auto source = Open(server, shared);
  Settle(*source);
  (void)canvas.Open({0, 0, 800, 600}, kRed);
  CHECK_FALSE(Readable(*source, 200));
  CHECK(source->Grab().state == SourceState::kUnchanged);
}

TEST_CASE("window: a border is not part of its contents") {
  XServer server;
  XCanvas canvas(server.display());
  const xcb_window_t shared = canvas.Open({100, 50, 128, 64}, kGreen);
  const uint32_t border = 7;
  xcb_configure_window(canvas.get(), shared, XCB_CONFIG_WINDOW_BORDER_WIDTH, &border);
  canvas.Sync();
  const auto source = Open(server, shared);
  Settle(*source);
  CHECK(source->frame().width() == 128);
  CHECK(source->frame().height() == 64);
  CHECK(IsFilledAround(*source, {}, kGreen));
}

TEST_CASE("window: another size is a new frame") {
  XServer server;
  XCanvas canvas(server.display());
  const xcb_window_t shared = canvas.Open({100, 50, 300, 200}, kGreen);
  const auto source = Open(server, shared);
  Settle(*source);
  canvas.Resize(shared, 410, 90);
  const auto update = NextNews(*source);
  CHECK(update.state == SourceState::kResized);
  CHECK(source->frame().width() == 410);
  CHECK(source->frame().height() == 90);
  Settle(*source);
  CHECK(IsFilledAround(*source, {}, kGreen));
  canvas.Fill(shared, {390, 80, 20, 10}, kOdd);
  CHECK(NextNews(*source).state == SourceState::kChanged);
  CHECK(IsFilled(*source, {390, 80, 20, 10}, kOdd));
}

TEST_CASE("window: moving it changes the place and nothing else") {
  XServer server;
  XCanvas canvas(server.display());
  const xcb_window_t shared = canvas.Open({100, 50, 300, 200}, kGreen);
  const auto source = Open(server, shared);
  Settle(*source);
  canvas.Move(shared, 333, 222);
  CHECK(Readable(*source, 5000));
  CHECK(source->Grab().state == SourceState::kUnchanged);
  CHECK(source->region() == Rect{333, 222, 300, 200});
}

TEST_CASE("window: hidden it is covered, shown again it is read again") {
  XServer server;
  XCanvas canvas(server.display());
  const xcb_window_t shared = canvas.Open({100, 50, 300, 200}, kGreen);
  const auto source = Open(server, shared);
  Settle(*source);
  canvas.Unmap(shared);
  CHECK(NextNews(*source).state == SourceState::kCovered);
  CHECK(source->Grab().state == SourceState::kCovered);
  canvas.Map(shared);
  canvas.Fill(shared, {0, 0, 300, 200}, kRed);
  CHECK(Readable(*source, 5000));
  Settle(*source);
  CHECK(IsFilledAround(*source, {}, kRed));
}

TEST_CASE("window: closing it ends the source, and only that") {
  XServer server;
  XCanvas canvas(server.display());
  const xcb_window_t shared = canvas.Open({100, 50, 300, 200}, kGreen);
  const auto source = Open(server, shared);
  Settle(*source);
  canvas.Close(shared);
  CHECK(NextNews(*source).state == SourceState::kTargetLost);
  CHECK(source->Grab().state == SourceState::kTargetLost);
  CHECK(OpenScreen({}, server.display()));
}

TEST_CASE("window: losing the display is told apart from closing") {
  XServer server;
  XCanvas canvas(server.display());
  const auto source = Open(server, canvas.Open({100, 50, 300, 200}, kGreen));
  Settle(*source);
  server.Kill();
  CHECK(NextNews(*source).state == SourceState::kDisplayLost);
}

TEST_CASE("window: one that is not there is not found") {
  XServer server;
  const auto source = OpenScreen({ShareTarget::Kind::kWindow, {}, 0x1234567}, server.display());
  REQUIRE_FALSE(source);
  CHECK(source.error().code == ErrorCode::kNotFound);
}

TEST_CASE("window: in a window manager's frame, its own contents are read") {
  XServer server(Managed());
  XCanvas canvas(server.display());
  const xcb_window_t shared = canvas.Open({0, 0, 300, 200}, kGreen, false, "Case notes");
  for (int i = 0; i < 500 && canvas.ParentOf(shared) == canvas.root(); ++i) usleep(10000);
  REQUIRE(canvas.ParentOf(shared) != canvas.root());
  const auto source = Open(server, shared);
  Settle(*source);
  CHECK(source->frame().width() == 300);
  CHECK(source->frame().height() == 200);
  CHECK(IsFilledAround(*source, {}, kGreen));
  // The frame's title bar is above it.
  CHECK(source->region().y > 0);

  SECTION("minimised it is covered, shown again it is read again") {
    canvas.Iconify(shared);
    CHECK(NextNews(*source).state == SourceState::kCovered);
    canvas.Map(shared);
    for (int i = 0; i < 500 && !canvas.IsViewable(shared); ++i) usleep(10000);
    canvas.Fill(shared, {0, 0, 300, 200}, kOdd);
    Settle(*source);
    CHECK(IsFilledAround(*source, {}, kOdd));
    CHECK(source->Grab().state == SourceState::kUnchanged);
  }
  SECTION("when it is moved, the new place is told") {
    const Rect before = source->region();
    canvas.Move(shared, 200, 150);
    for (int i = 0; i < 500 && source->region() == before; ++i) {
      (void)source->Grab();
      usleep(10000);
    }
    CHECK(source->region() != before);
    CHECK(source->frame().width() == 300);
  }
  SECTION("closing it ends the source") {
    canvas.Close(shared);
    CHECK(NextNews(*source).state == SourceState::kTargetLost);
  }
}

// SPDX-License-Identifier: Apache-2.0
#include "capture/screen/screen_source.h"

#include <stdlib.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "tests/capture/colours.h"
#include "tests/capture/grab_checks.h"
#include "tests/real/x_canvas.h"
#include "tests/real/x_server.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test
using chaperone::policy::ErrorCode;

namespace {

std::unique_ptr<ScreenSource> Open(const XServer& server, const ShareTarget& target = {}) {
  auto source = OpenScreen(target, server.display());
  if (!source) FAIL(source.error().detail);
  return std::move(*source);
}

ShareTarget MonitorAt(const Rect& region) {
  return {ShareTarget::Kind::kScreen, region, 0};
}

}  // namespace

TEST_CASE("screen: the first grab holds the screen as it is, pixel by pixel") {
  XServer server;
  XCanvas canvas(server.display());
  canvas.Fill(canvas.root(), {0, 0, 800, 600}, kRed);
  canvas.Fill(canvas.root(), {101, 203, 57, 31}, kOdd);
  const auto source = Open(server);
  const auto update = source->Grab();
  CHECK(update.state == SourceState::kChanged);
  CHECK(update.changed == std::vector<Rect>{{0, 0, 800, 600}});
  CHECK(source->region() == Rect{0, 0, 800, 600});
  CHECK(IsFilled(*source, {101, 203, 57, 31}, kOdd));
  CHECK(IsFilledAround(*source, {101, 203, 57, 31}, kRed));
}

TEST_CASE("screen: nothing happens while nothing changes") {
  XServer server;
  XCanvas canvas(server.display());
  const auto source = Open(server);
  Settle(*source);
  CHECK_FALSE(Readable(*source, 200));
  CHECK(source->Grab().state == SourceState::kUnchanged);
}

TEST_CASE("screen: a change wakes the reader and comes as the tiles that differ") {
  XServer server;
  XCanvas canvas(server.display());
  canvas.Fill(canvas.root(), {0, 0, 800, 600}, kRed);
  const auto source = Open(server);
  Settle(*source);
  const auto before = std::chrono::steady_clock::now();
  canvas.Fill(canvas.root(), {70, 50, 20, 10}, kGreen);
  CHECK(Readable(*source, 5000));
  const auto update = source->Grab();
  CHECK(update.state == SourceState::kChanged);
  CHECK(update.changed == std::vector<Rect>{{64, 48, 64, 16}});
  // The server counts in whole milliseconds, and reads its clock a little before it draws.
  CHECK(update.changed_since > before - std::chrono::seconds(2));
  CHECK(update.changed_since <= std::chrono::steady_clock::now());
  CHECK(IsFilled(*source, {70, 50, 20, 10}, kGreen));
  CHECK(IsFilledAround(*source, {70, 50, 20, 10}, kRed));
  CHECK(source->Grab().state == SourceState::kUnchanged);
}

TEST_CASE("screen: drawing the same again is no change") {
  XServer server;
  XCanvas canvas(server.display());
  canvas.Fill(canvas.root(), {0, 0, 800, 600}, kRed);
  const auto source = Open(server);
  Settle(*source);
  canvas.Fill(canvas.root(), {70, 50, 20, 10}, kRed);
  CHECK(Readable(*source, 5000));
  CHECK(source->Grab().state == SourceState::kUnchanged);
}

TEST_CASE("screen: what windows show is seen, and what opens and closes too") {
  XServer server;
  XCanvas canvas(server.display());
  const auto source = Open(server);
  Settle(*source);
  const xcb_window_t window = canvas.Open({200, 100, 300, 200}, kGreen);
  CHECK(NextNews(*source).state == SourceState::kChanged);
  Settle(*source);
  CHECK(IsFilled(*source, {200, 100, 300, 200}, kGreen));
  canvas.Close(window);
  CHECK(NextNews(*source).state == SourceState::kChanged);
  Settle(*source);
  CHECK_FALSE(IsFilled(*source, {200, 100, 300, 200}, kGreen));
}

TEST_CASE("screen: no change is lost among many") {
  XServer server;
  XCanvas canvas(server.display());
  canvas.Fill(canvas.root(), {0, 0, 800, 600}, kRed);
  const auto source = Open(server);
  Settle(*source);
  for (int i = 0; i < 400; ++i) {
    canvas.Fill(canvas.root(), {(i * 37) % 780, (i * 91) % 590, 9, 9},
                static_cast<uint32_t>(i) * 997);
    if (i % 3 == 0) (void)source->Grab();
  }
  Settle(*source);
  // A second source that starts now is the reference.
  const auto fresh = Open(server);
  (void)fresh->Grab();
  int differing = 0;
  for (int y = 0; y < 600; ++y) {
    for (int x = 0; x < 800; ++x) differing += Pixel(*source, x, y) != Pixel(*fresh, x, y);
  }
  CHECK(differing == 0);
}

TEST_CASE("screen: the server holds the very frame and writes into it") {
  XServer server;
  const auto holds_frame = [&] {
    std::ifstream maps("/proc/" + std::to_string(server.pid()) + "/maps");
    for (std::string line; std::getline(maps, line);) {
      if (line.find("memfd:chaperone-frame") != std::string::npos) return true;
    }
    return false;
  };
  CHECK_FALSE(holds_frame());
  auto source = Open(server);
  CHECK(source->Grab().state == SourceState::kChanged);
  CHECK(holds_frame());
  source.reset();
  for (int i = 0; i < 500 && holds_frame(); ++i) usleep(10000);
  CHECK_FALSE(holds_frame());
}

TEST_CASE("screen: a server without shared memory is read over the wire") {
  XServer server({800, 600, false, {"-extension", "MIT-SHM"}});
  XCanvas canvas(server.display());
  canvas.Fill(canvas.root(), {0, 0, 800, 600}, kRed);
  const auto source = Open(server);
  CHECK(source->Grab().state == SourceState::kChanged);
  CHECK(IsFilledAround(*source, {}, kRed));
  canvas.Fill(canvas.root(), {70, 580, 20, 20}, kOdd);
  CHECK(NextNews(*source).state == SourceState::kChanged);
  CHECK(IsFilled(*source, {70, 580, 20, 20}, kOdd));
}

TEST_CASE("screen: monitors are listed and each can be watched alone") {
  XServer server({1000, 400, true, {}});
  REQUIRE(server.Run({"xrandr", "--setmonitor", "Left", "600/150x400/100+0+0", "screen"}));
  REQUIRE(server.Run({"xrandr", "--setmonitor", "Right", "400/100x400/100+600+0", "none"}));
  const auto monitors = ListMonitors(server.display());
  REQUIRE(monitors);
  REQUIRE(monitors->size() == 2);
  CHECK((*monitors)[0].name == "Left");
  CHECK((*monitors)[0].region == Rect{0, 0, 600, 400});
  CHECK((*monitors)[1].name == "Right");
  CHECK((*monitors)[1].region == Rect{600, 0, 400, 400});

  XCanvas canvas(server.display());
  canvas.Fill(canvas.root(), {0, 0, 600, 400}, kRed);
  canvas.Fill(canvas.root(), {600, 0, 400, 400}, kGreen);
  const auto right = Open(server, MonitorAt({600, 0, 400, 400}));
  Settle(*right);
  CHECK(right->region() == Rect{600, 0, 400, 400});
  CHECK(right->frame().width() == 400);
  CHECK(IsFilledAround(*right, {}, kGreen));
  canvas.Fill(canvas.root(), {10, 10, 50, 50}, kOdd);
  CHECK(Readable(*right, 5000));
  CHECK(right->Grab().state == SourceState::kUnchanged);
  canvas.Fill(canvas.root(), {610, 20, 5, 5}, kOdd);
  const auto update = NextNews(*right);
  CHECK(update.changed == std::vector<Rect>{{0, 16, 64, 16}});
  CHECK(IsFilled(*right, {10, 20, 5, 5}, kOdd));
}

TEST_CASE("screen: a monitor that is redefined is followed, one that goes away is the whole root") {
  XServer server({1000, 400, true, {}});
  REQUIRE(server.Run({"xrandr", "--setmonitor", "Left", "600/150x400/100+0+0", "screen"}));
  REQUIRE(server.Run({"xrandr", "--setmonitor", "Right", "400/100x400/100+600+0", "none"}));
  const auto source = Open(server, MonitorAt({600, 0, 400, 400}));
  Settle(*source);
  REQUIRE(server.Run({"xrandr", "--delmonitor", "Right"}));
  const auto update = NextNews(*source);
  CHECK(update.state == SourceState::kResized);
  CHECK(source->region() == Rect{0, 0, 1000, 400});
  CHECK(source->frame().width() == 1000);
}

TEST_CASE("screen: another resolution is a new frame") {
  XServer server({1000, 800, false, {}});
  XCanvas canvas(server.display());
  const auto source = Open(server);
  Settle(*source);
  REQUIRE(server.Run({"xrandr", "--newmode", "small", "25", "640", "656", "752", "800", "480",
                      "490", "492", "525"}));
  REQUIRE(server.Run({"xrandr", "--addmode", "screen", "small"}));
  REQUIRE(server.Run({"xrandr", "--output", "screen", "--mode", "small"}));
  const auto update = NextNews(*source);
  CHECK(update.state == SourceState::kResized);
  CHECK(source->region() == Rect{0, 0, 640, 480});
  CHECK(source->frame().width() == 640);
  CHECK(source->frame().height() == 480);
  canvas.Fill(canvas.root(), {0, 0, 640, 480}, kGreen);
  Settle(*source);
  CHECK(IsFilledAround(*source, {}, kGreen));
}

TEST_CASE("screen: losing the display is said, again and again, and nothing crashes") {
  XServer server;
  const auto source = Open(server);
  Settle(*source);
  server.Kill();
  CHECK(Readable(*source, 5000));
  CHECK(source->Grab().state == SourceState::kDisplayLost);
  CHECK(source->Grab().state == SourceState::kDisplayLost);
  CHECK(source->Grab().changed.empty());
}

TEST_CASE("screen: no display is an error that says what to do") {
  const auto source = OpenScreen({}, ":987");
  REQUIRE_FALSE(source);
  CHECK(source.error().code == ErrorCode::kUnavailable);
  CHECK(source.error().retryable);
  CHECK(source.error().detail.find("no X display: \":987\" does not answer") == 0);
  CHECK(source.error().detail.find("set DISPLAY") != std::string::npos);
  const auto monitors = ListMonitors(":987");
  REQUIRE_FALSE(monitors);
  CHECK(monitors.error().code == ErrorCode::kUnavailable);

  unsetenv("DISPLAY");
  unsetenv("XDG_SESSION_TYPE");
  unsetenv("WAYLAND_DISPLAY");
  const auto unset = OpenScreen({}, "");
  REQUIRE_FALSE(unset);
  CHECK(unset.error().detail.find("$DISPLAY is empty") != std::string::npos);
  CHECK(unset.error().detail.find("Wayland") == std::string::npos);
  setenv("WAYLAND_DISPLAY", "wayland-0", 1);
  const auto wayland = OpenScreen({}, "");
  unsetenv("WAYLAND_DISPLAY");
  REQUIRE_FALSE(wayland);
  CHECK(wayland.error().detail.find("Wayland") != std::string::npos);
}

TEST_CASE("screen: a server that lacks an extension is named with it") {
  XServer server({800, 600, false, {"-extension", "Composite"}});
  const auto source = OpenScreen({}, server.display());
  REQUIRE_FALSE(source);
  CHECK(source.error().code == ErrorCode::kUnavailable);
  CHECK(source.error().detail.find("Composite") != std::string::npos);
}

TEST_CASE("screen: a region that is not on the screen is refused") {
  XServer server;
  const auto source = OpenScreen(MonitorAt({900, 0, 100, 100}), server.display());
  REQUIRE_FALSE(source);
  CHECK(source.error().code == ErrorCode::kBadInput);
  CHECK(source.error().detail.find("100 x 100 at (900, 0)") != std::string::npos);
}

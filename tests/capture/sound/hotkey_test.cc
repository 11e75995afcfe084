// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/hotkey.h"

#include <poll.h>

#include <catch2/catch.hpp>

#include "capture/activity/active_window.h"
#include "tests/real/sound_server.h"
#include "tests/real/x_canvas.h"
#include "tests/real/x_server.h"

using namespace chaperone::capture;  // NOLINT: a test of this namespace
using namespace chaperone::test;     // NOLINT: the fixtures of this test
using chaperone::policy::ErrorCode;

namespace {

bool Key(const XServer& server, const std::string& keys) {
  return server.Run({"xdotool", "key", "--delay", "30", keys});
}

bool PressedSoon(Hotkey& hotkey) {
  pollfd waiting{hotkey.fd(), POLLIN, 0};
  return hotkey.Pressed() || (poll(&waiting, 1, 5000) == 1 && hotkey.Pressed());
}

// 0 where it is not known.
uint32_t Now(ActiveWindow& active) {
  const auto found = active.Get();
  return found ? *found : 0;
}

}  // namespace

TEST_CASE("hotkey: is told when pressed, with any locks on, and not by other keys") {
  XServer server({800, 600, true, {}});
  auto hotkey = Hotkey::Create(server.display(), "Control+Alt+P");
  REQUIRE(hotkey);
  CHECK_FALSE((*hotkey)->Pressed());
  REQUIRE(Key(server, "ctrl+p"));
  REQUIRE(Key(server, "ctrl+alt+o"));
  CHECK_FALSE((*hotkey)->Pressed());
  REQUIRE(Key(server, "ctrl+alt+p"));
  CHECK(PressedSoon(**hotkey));
  REQUIRE(Key(server, "Num_Lock"));
  REQUIRE(Key(server, "Caps_Lock"));
  (*hotkey)->Pressed();
  REQUIRE(Key(server, "ctrl+alt+p"));
  CHECK(PressedSoon(**hotkey));
}

TEST_CASE("hotkey: one that another program has, or no key at all, is refused") {
  XServer server;
  auto first = Hotkey::Create(server.display(), "Shift+F24");
  const auto named = Hotkey::Create(server.display(), "Control+Pause");
  REQUIRE(named);
  const auto second = Hotkey::Create(server.display(), "ctrl+pause");
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ErrorCode::kRefused);
  CHECK(second.error().detail.find("another program has it") != std::string::npos);
  for (const char* wrong : {"", "Control+", "Hyper+P", "Control+Alt", "F25", "Control+PP", "+"}) {
    const auto hotkey = Hotkey::Create(server.display(), wrong);
    REQUIRE_FALSE(hotkey);
    CHECK(hotkey.error().code == ErrorCode::kBadInput);
  }
  CHECK(Hotkey::Create(":987", "Control+P").error().code == ErrorCode::kUnavailable);
}

TEST_CASE("hotkey: losing the display presses nothing") {
  XServer server;
  auto hotkey = Hotkey::Create(server.display(), "Control+Alt+P");
  REQUIRE(hotkey);
  server.Kill();
  CHECK_FALSE((*hotkey)->Pressed());
}

TEST_CASE("active window: the one that the window manager says") {
  XServer server({800, 600, true, {}});
  auto active = ActiveWindow::Create(server.display());
  REQUIRE(active);
  XCanvas canvas(server.display());
  const uint32_t one = canvas.Open({10, 10, 200, 100}, 1, /*unmanaged=*/false);
  CHECK(Eventually([&] { return Now(**active) == one; }));
  const uint32_t two = canvas.Open({300, 10, 200, 100}, 2, /*unmanaged=*/false);
  CHECK(Eventually([&] { return Now(**active) == two; }));
  canvas.Close(two);
  CHECK(Eventually([&] { return Now(**active) != two; }));
  server.Kill();
  const auto gone = (*active)->Get();
  REQUIRE_FALSE(gone);
  CHECK(gone.error().retryable);
}

TEST_CASE("active window: without a window manager it is not known") {
  XServer server;
  auto active = ActiveWindow::Create(server.display());
  REQUIRE(active);
  CHECK((*active)->Get().value() == 0);
  CHECK_FALSE(ActiveWindow::Create(":987"));
}

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "agent/shield/x11_shield.h"
#include "tests/capture/grab_checks.h"
#include "tests/real/x_canvas.h"
#include "tests/real/x_server.h"

namespace chaperone::test {

constexpr uint32_t kRed = 0xff0000;
constexpr uint32_t kGreen = 0x00ff00;
constexpr uint32_t kOdd = 0x123456;

inline capture::ShareTarget WholeScreen() {
  return {capture::ShareTarget::Kind::kScreen, {}, 0};
}
inline capture::ShareTarget OnlyWindow(xcb_window_t window) {
  return {capture::ShareTarget::Kind::kWindow, {}, window};
}

inline std::unique_ptr<agent::X11Shield> OpenShield(
    const XServer& server, const capture::ShareTarget& target = WholeScreen()) {
  auto shield = agent::X11Shield::Open(target, server.display());
  if (!shield) FAIL(shield.error().detail);
  return std::move(*shield);
}

inline std::unique_ptr<capture::ScreenSource> OpenSource(
    const XServer& server, const capture::ShareTarget& target = WholeScreen()) {
  auto source = capture::OpenScreen(target, server.display());
  if (!source) FAIL(source.error().detail);
  return std::move(*source);
}

// What anybody sees who looks now.
inline std::unique_ptr<capture::ScreenSource> Look(
    const XServer& server, const capture::ShareTarget& target = WholeScreen()) {
  auto source = OpenSource(server, target);
  (void)NextNews(*source);
  return source;
}

// Whether no pixel of `area` has this colour.
inline bool IsHidden(capture::ScreenSource& source, const policy::Rect& area, uint32_t colour) {
  for (int y = area.y; y < area.bottom(); ++y) {
    for (int x = area.x; x < area.right(); ++x) {
      if (Pixel(source, x, y) == colour) return false;
    }
  }
  return true;
}

// Whether it becomes true within ten seconds.
inline bool Eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < end) {
    if (condition()) return true;
    poll(nullptr, 0, 20);
  }
  return false;
}

}  // namespace chaperone::test

// SPDX-License-Identifier: Apache-2.0
#include "agent/shield/x11_shield.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/agent/shield/shield_fixture.h"

namespace chaperone::agent {
namespace {

using namespace chaperone::test;  // NOLINT: the fixtures of this test
using policy::Rect;

constexpr Rect kBox{200, 150, 240, 40};
constexpr Rect kOther{500, 400, 60, 30};

// A red window over the whole screen, which nothing of is to be seen under a cover.
struct Scene {
  XServer server;
  XCanvas canvas{server.display()};
  xcb_window_t window = canvas.Open({0, 0, 800, 600}, kRed);
  std::unique_ptr<X11Shield> shield = OpenShield(server);

  Scene() = default;
  explicit Scene(const XServer::Options& options) : server(options) {}
  bool Covered(const Rect& box) { return IsHidden(*Look(server), box, kRed); }
  // Nothing but these is covered.
  bool CoversOnly(const Rect& box) {
    const auto screen = Look(server);
    return IsHidden(*screen, box, kRed) && IsFilledAround(*screen, box, kRed);
  }
};

// How many columns the words of a cover take.
int DarkColumns(const XServer& server, const Rect& box) {
  const auto screen = Look(server);
  int first = 0;
  int last = -1;
  for (int x = box.x + 1; x < box.right() - 1; ++x) {
    for (int y = box.y + 1; y < box.bottom() - 1; ++y) {
      if ((Pixel(*screen, x, y) & 0xff) > 0x90) continue;
      if (last < 0) first = x;
      last = x;
    }
  }
  return last < 0 ? 0 : last - first + 1;
}

TEST_CASE("shield: covers exactly the boxes, moves and lifts them") {
  Scene scene;
  CHECK(scene.CoversOnly({}));
  REQUIRE(scene.shield->Cover({kBox}));
  CHECK(scene.CoversOnly(kBox));
  REQUIRE(scene.shield->Cover({kOther}));
  CHECK(scene.CoversOnly(kOther));
  REQUIRE(scene.shield->Cover({kBox, kOther}));
  CHECK(scene.Covered(kBox));
  CHECK(scene.Covered(kOther));
  REQUIRE(scene.shield->Cover({}));
  CHECK(scene.CoversOnly({}));
}

TEST_CASE("shield: a cover says who hides something, as far as there is room for it") {
  Scene scene;
  REQUIRE(scene.shield->Cover({kBox}));
  CHECK(DarkColumns(scene.server, kBox) > 150);
  REQUIRE(scene.shield->Cover({kOther}));
  CHECK(DarkColumns(scene.server, kOther) > 45);
  CHECK(DarkColumns(scene.server, kOther) < 55);
  REQUIRE(scene.shield->Cover({{100, 100, 20, 10}}));
  CHECK(DarkColumns(scene.server, {100, 100, 20, 10}) == 0);
  CHECK(scene.CoversOnly({100, 100, 20, 10}));
}

TEST_CASE("shield: on a desktop of fine pixels the words are as large as the rest") {
  Scene scene;
  REQUIRE(scene.server.Run({"xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set",
                            "RESOURCE_MANAGER", "Xft.dpi: 192"}));
  scene.shield = OpenShield(scene.server);
  const Rect wide{100, 100, 500, 80};
  REQUIRE(scene.shield->Cover({wide}));
  CHECK(DarkColumns(scene.server, wide) > 300);
  CHECK(scene.CoversOnly(wide));
}

TEST_CASE("shield: clicks and scrolling reach what lies beneath") {
  Scene scene;
  const uint32_t mask = XCB_EVENT_MASK_BUTTON_PRESS;
  xcb_change_window_attributes(scene.canvas.get(), scene.window, XCB_CW_EVENT_MASK, &mask);
  scene.canvas.Sync();
  const auto pressed = [&](const char* button) {
    REQUIRE(scene.server.Run({"xdotool", "mousemove", "320", "170", "click", button}));
    int x = -1;
    CHECK(Eventually([&] {
      const capture::XcbOwned<xcb_generic_event_t> event(xcb_poll_for_event(scene.canvas.get()));
      if (!event || (event->response_type & 0x7f) != XCB_BUTTON_PRESS) return false;
      x = reinterpret_cast<const xcb_button_press_event_t*>(event.get())->event_x;
      return true;
    }));
    return x;
  };
  SECTION("under a cover of the screen") {
    REQUIRE(scene.shield->Cover({kBox}));
    CHECK(pressed("1") == 320);
    CHECK(pressed("4") == 320);
  }
  SECTION("under a cover within a shared window") {
    const auto within = OpenShield(scene.server, OnlyWindow(scene.window));
    REQUIRE(within->Cover({kBox}));
    CHECK(pressed("1") == 320);
    CHECK(pressed("5") == 320);
  }
}

TEST_CASE("shield: a cover goes with the window that it was put on, and only with that") {
  Scene scene;
  const xcb_window_t shown = scene.canvas.Open({150, 100, 300, 200}, kOdd);
  REQUIRE(scene.shield->Cover({kBox, kOther}));
  CHECK_FALSE(scene.shield->Follow());
  scene.canvas.Move(shown, 170, 130);
  std::optional<std::vector<Rect>> moved;
  CHECK(Eventually([&] {
    if (auto now = scene.shield->Follow()) moved = now;
    return moved.has_value();
  }));
  const Rect there{220, 180, 240, 40};
  CHECK(moved == std::vector<Rect>{there, kOther});
  CHECK(IsHidden(*Look(scene.server), {220, 180, 230, 40}, kOdd));
  CHECK(scene.Covered(kOther));
  CHECK(IsFilled(*Look(scene.server), {200, 150, 20, 30}, kOdd));
}

TEST_CASE("shield: in a window manager's frame, too") {
  Scene scene({800, 600, true, {}});
  scene.canvas.Unmap(scene.window);  // it would lie above what is managed
  const xcb_window_t shown = scene.canvas.Open({100, 100, 300, 200}, kOdd, false, "Case notes");
  REQUIRE(Eventually([&] { return scene.canvas.ParentOf(shown) != scene.canvas.root(); }));
  scene.canvas.Move(shown, 100, 100);
  poll(nullptr, 0, 300);
  (void)scene.shield->Follow();
  REQUIRE(scene.shield->Cover({{150, 200, 100, 20}}));
  (void)scene.shield->Follow();
  REQUIRE(scene.server.Run({"xdotool", "windowmove", std::to_string(shown), "300", "250"}));
  CHECK(Eventually([&] {
    (void)scene.shield->Follow();
    return scene.shield->boxes() != std::vector<Rect>{{150, 200, 100, 20}};
  }));
  CHECK(scene.shield->boxes()[0].x > 300);
  CHECK(scene.shield->boxes()[0].y > 300);
}

TEST_CASE("shield: what opens or is raised later does not come over a cover") {
  Scene scene;
  const xcb_window_t other = scene.canvas.Open({0, 0, 800, 600}, kGreen);
  REQUIRE(scene.shield->Cover({kBox}));
  const auto stays_on_top = [&](uint32_t colour) {
    return Eventually([&] {
      (void)scene.shield->Follow();
      return IsHidden(*Look(scene.server), kBox, colour);
    });
  };
  (void)scene.canvas.Open({100, 100, 500, 300}, kOdd);
  CHECK_FALSE(IsHidden(*Look(scene.server), kBox, kOdd));
  CHECK(stays_on_top(kOdd));
  const uint32_t above = XCB_STACK_MODE_ABOVE;
  xcb_configure_window(scene.canvas.get(), other, XCB_CONFIG_WINDOW_STACK_MODE, &above);
  scene.canvas.Sync();
  CHECK_FALSE(IsHidden(*Look(scene.server), kBox, kGreen));
  CHECK(stays_on_top(kGreen));
}

TEST_CASE("shield: two of them do not fight for the top") {
  Scene scene;
  const auto other = OpenShield(scene.server);
  REQUIRE(scene.shield->Cover({kBox}));
  REQUIRE(other->Cover({kBox}));
  int raised = 0;
  for (int i = 0; i < 100; ++i) {
    (void)scene.shield->Follow();
    (void)other->Follow();
    pollfd fds[2] = {{scene.shield->poll_fd(), POLLIN, 0}, {other->poll_fd(), POLLIN, 0}};
    raised += poll(fds, 2, 10) > 0 ? 1 : 0;
  }
  CHECK(raised < 5);
}

TEST_CASE("shield: in a shared window the cover is in its own pixels, wherever it is moved") {
  Scene scene;
  const xcb_window_t shared = scene.canvas.Open({100, 50, 300, 200}, kOdd);
  const auto shield = OpenShield(scene.server, OnlyWindow(shared));
  const Rect box{20, 30, 120, 30};
  REQUIRE(shield->Cover({box}));
  scene.canvas.Move(shared, 333, 222);
  const auto seen = [&] { return Look(scene.server, OnlyWindow(shared)); };
  CHECK(IsHidden(*seen(), box, kOdd));
  CHECK(IsFilledAround(*seen(), box, kOdd));
  // What its program draws does not come through.
  scene.canvas.Draw(shared, {0, 0, 300, 200}, kGreen);
  CHECK(IsHidden(*seen(), box, kGreen));
  CHECK(IsFilledAround(*seen(), box, kGreen));
  REQUIRE(shield->Cover({}));
  scene.canvas.Draw(shared, {0, 0, 300, 200}, kGreen);
  CHECK(IsFilledAround(*seen(), {}, kGreen));
  scene.canvas.Close(shared);
  CHECK(Eventually([&] {
    (void)shield->Follow();
    return shield->lost();
  }));
  CHECK_FALSE(shield->Cover({box}));
}

// A program that draws its window anew where the server asks for it.
struct DrawingProgram {
  XCanvas& canvas;
  xcb_window_t window;
  std::function<void(const Rect&)> draw;

  void Start() {
    const uint32_t mask = XCB_EVENT_MASK_EXPOSURE;
    xcb_change_window_attributes(canvas.get(), window, XCB_CW_EVENT_MASK, &mask);
    const uint32_t none = XCB_BACK_PIXMAP_NONE;
    xcb_change_window_attributes(canvas.get(), window, XCB_CW_BACK_PIXMAP, &none);
    canvas.Sync();
  }
  void Serve() {
    while (const capture::XcbOwned<xcb_generic_event_t> event{xcb_poll_for_event(canvas.get())}) {
      if ((event->response_type & 0x7f) != XCB_EXPOSE) continue;
      const auto* e = reinterpret_cast<const xcb_expose_event_t*>(event.get());
      draw({e->x, e->y, e->width, e->height});
    }
  }
};

TEST_CASE(
    "shield: within a shared window a look goes slit by slit and finds what the program draws") {
  Scene scene;
  const xcb_window_t shared = scene.canvas.Open({100, 50, 300, 200}, kOdd);
  const auto shield = OpenShield(scene.server, OnlyWindow(shared));
  uint32_t colour = kOdd;
  DrawingProgram program{
      scene.canvas, shared, [&](const Rect& area) {
        // In stripes, so that each row must be found at its place.
        for (int y = area.y; y < area.bottom(); ++y) {
          scene.canvas.Draw(shared, {area.x, y, area.width, 1}, colour + static_cast<uint32_t>(y));
        }
      }};
  program.Start();
  const std::vector<Rect> boxes{{20, 30, 120, 30}, {200, 50, 60, 21}};
  REQUIRE(shield->Cover(boxes));
  CHECK_FALSE(shield->looking());
  const auto share = OpenSource(scene.server, OnlyWindow(shared));
  Settle(*share);
  program.Serve();
  shield->StartLook();
  REQUIRE(shield->looking());
  int most_open = 0;
  std::optional<std::vector<capture::HiddenPart>> seen;
  CHECK(Eventually([&] {
    (void)shield->Follow();
    (void)share->Grab();
    int open = 0;
    for (int y = boxes[0].y; y < boxes[0].bottom(); ++y) {
      open += Pixel(*share, 60, y) == colour + static_cast<uint32_t>(y) ? 1 : 0;
    }
    most_open = std::max(most_open, open);
    program.Serve();
    seen = shield->TakeLook();
    return seen.has_value();
  }));
  CHECK(most_open > 0);
  CHECK(most_open <= 4);
  REQUIRE(seen);
  REQUIRE(seen->size() == 2);
  for (size_t i = 0; i < boxes.size(); ++i) {
    const capture::HiddenPart& part = (*seen)[i];
    CHECK(part.box == boxes[i]);
    int right = 0;
    for (int y = 0; y < part.box.height; ++y) {
      for (int x = 0; x < part.box.width; ++x) {
        const uint8_t* p = &part.pixels[static_cast<size_t>((y * part.box.width + x) * 4)];
        const uint32_t pixel = static_cast<uint32_t>(p[0] | p[1] << 8 | p[2] << 16);
        right += pixel == colour + static_cast<uint32_t>(part.box.y + y) ? 1 : 0;
      }
    }
    CHECK(right == part.box.area());
  }
  CHECK_FALSE(shield->looking());
  CHECK(IsHidden(*Look(scene.server, OnlyWindow(shared)), boxes[0], colour + 40));
}

TEST_CASE("shield: a look at a program that does not draw finds nothing, and shuts the covers") {
  Scene scene;
  const xcb_window_t shared = scene.canvas.Open({100, 50, 300, 200}, kOdd);
  const auto shield = OpenShield(scene.server, OnlyWindow(shared));
  const Rect box{20, 30, 120, 30};
  REQUIRE(shield->Cover({box}));
  shield->StartLook();
  std::optional<std::vector<capture::HiddenPart>> seen;
  CHECK(Eventually([&] {
    (void)shield->Follow();
    seen = shield->TakeLook();
    return seen.has_value();
  }));
  CHECK(seen->empty());
  CHECK(IsHidden(*Look(scene.server, OnlyWindow(shared)), box, kOdd));
  // Nothing to look at on a screen, whose windows keep their contents.
  REQUIRE(scene.shield->Cover({kBox}));
  scene.shield->StartLook();
  CHECK_FALSE(scene.shield->looking());
}

TEST_CASE("shield: a process that is killed leaves no cover behind") {
  Scene scene;
  for (const auto& target : {WholeScreen(), OnlyWindow(scene.window)}) {
    int ready[2];
    REQUIRE(pipe(ready) == 0);
    const pid_t child = fork();
    if (child == 0) {
      auto shield = X11Shield::Open(target, scene.server.display());
      if (shield && (*shield)->Cover({kBox}) && write(ready[1], "x", 1) == 1) pause();
      _exit(1);
    }
    char told = 0;
    REQUIRE(read(ready[0], &told, 1) == 1);
    CHECK(scene.CoversOnly(kBox));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto uncovered = [&] {
      scene.canvas.Draw(scene.window, {0, 0, 800, 600}, kRed);
      return scene.CoversOnly({});
    };
    CHECK(Eventually(uncovered));
    close(ready[0]);
    close(ready[1]);
  }
}

TEST_CASE("shield: a window or display that is not there is said, losing it is noticed") {
  XServer server;
  const auto none = X11Shield::Open(OnlyWindow(0x1234567), server.display());
  REQUIRE_FALSE(none);
  CHECK(none.error().code == policy::ErrorCode::kNotFound);
  CHECK_FALSE(X11Shield::Open(WholeScreen(), ":987"));
  const auto shield = OpenShield(server);
  server.Kill();
  CHECK_FALSE(shield->Cover({kBox}));
  CHECK(shield->lost());
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/tray/monitor_choice.h"

#include <catch2/catch.hpp>

namespace chaperone::tray {
namespace {

const MonitorPlace kLeft{QRect(0, 0, 1000, 800), QRect(0, 30, 1000, 770)};
const MonitorPlace kRight{QRect(1000, 0, 1000, 800), QRect(1000, 0, 1000, 800)};
constexpr QSize kWindow(300, 200);

QRect Stands(const ChosenPlace& place) {
  return {place.top_left, kWindow};
}

}  // namespace

TEST_CASE("monitor choice: a monitor that is not shared, whatever the order") {
  const ChosenPlace a = ChooseMonitor({kLeft, kRight}, {{kLeft.whole}, {}, {}}, kWindow);
  CHECK(a.monitor == 1);
  CHECK_FALSE(a.shared);
  CHECK(kRight.available.contains(Stands(a)));
  const ChosenPlace b = ChooseMonitor({kRight, kLeft}, {{kRight.whole}, {}, {}}, kWindow);
  CHECK(b.monitor == 1);
  CHECK(kLeft.available.contains(Stands(b)));
}

TEST_CASE("monitor choice: with nothing shared, the preferred one, below its panel") {
  const ChosenPlace place = ChooseMonitor({kLeft, kRight}, {}, kWindow);
  CHECK(place.monitor == 0);
  CHECK(kLeft.available.contains(Stands(place)));
}

TEST_CASE("monitor choice: a shared window that reaches over touches both") {
  const ChosenPlace place =
      ChooseMonitor({kLeft, kRight}, {{QRect(500, 0, 600, 800)}, {}, {}}, kWindow);
  CHECK_FALSE(place.shared);
  CHECK_FALSE(Stands(place).intersects(QRect(500, 0, 600, 800)));
}

TEST_CASE("monitor choice: on one shared monitor, the corner farthest from what was found") {
  const ChosenPlace place =
      ChooseMonitor({kLeft}, {{kLeft.whole}, {QRect(700, 60, 200, 20)}, {}}, kWindow);
  CHECK(place.shared);
  CHECK(Stands(place).right() < 500);
  CHECK(Stands(place).top() > 400);
  CHECK(kLeft.available.contains(Stands(place)));
}

TEST_CASE("monitor choice: outside of a shared window rather than far from what was found") {
  const QRect shared(0, 0, 600, 800);
  const ChosenPlace place =
      ChooseMonitor({kLeft}, {{shared}, {QRect(620, 60, 10, 10)}, {}}, kWindow);
  CHECK_FALSE(place.shared);
  CHECK_FALSE(Stands(place).intersects(shared));
}

TEST_CASE("monitor choice: a share of an unknown region may be anywhere") {
  CHECK(ChooseMonitor({kLeft, kRight}, {{QRect()}, {}, {}}, kWindow).shared);
}

TEST_CASE("monitor choice: where either may be shared, the one where nothing was found") {
  const QRect both(0, 0, 2000, 800);
  const ChosenPlace place =
      ChooseMonitor({kLeft, kRight}, {{both}, {QRect(900, 40, 90, 20)}, {}}, kWindow);
  CHECK(place.monitor == 1);
  CHECK(place.shared);
}

TEST_CASE("monitor choice: beside another window of ours, not over it") {
  const ChosenPlace first = ChooseMonitor({kRight}, {}, kWindow);
  const ChosenPlace second = ChooseMonitor({kRight}, {{}, {}, {Stands(first)}}, kWindow);
  CHECK_FALSE(Stands(second).intersects(Stands(first)));
  CHECK(kRight.available.contains(Stands(second)));
  // On a shared monitor, too; but what was found is not hidden for it.
  const std::vector<QRect> found{QRect(0, 0, 400, 800)};
  const ChosenPlace shared =
      ChooseMonitor({kLeft}, {{kLeft.whole}, found, {QRect(700, 30, 300, 400)}}, kWindow);
  CHECK(Stands(shared).left() >= 400);
  CHECK(Stands(shared).top() >= 430);
  const ChosenPlace full =
      ChooseMonitor({kLeft}, {{kLeft.whole}, found, {QRect(400, 0, 600, 800)}}, kWindow);
  CHECK_FALSE(Stands(full).intersects(found.front()));
}

TEST_CASE("monitor choice: notifications come in the corners, so it stands between them") {
  const QRect stands = Stands(ChooseMonitor({kRight}, {}, kWindow));
  CHECK(stands.top() > 200);
  CHECK(stands.bottom() < 600);
  CHECK(stands.right() > 1900);
}

TEST_CASE("monitor choice: a window larger than the monitor begins at its corner") {
  const ChosenPlace place = ChooseMonitor({kLeft}, {}, QSize(2000, 2000));
  CHECK(place.top_left == QPoint(0, 30));
}

}  // namespace chaperone::tray

// SPDX-License-Identifier: Apache-2.0
#include "agent/share_changes.h"

#include <catch2/catch.hpp>

namespace chaperone::agent {
namespace {

using Kind = capture::ShareTarget::Kind;
using policy::Share;

capture::ObservedShare Seen(uint32_t id, Kind kind = Kind::kScreen, uint32_t window = 0) {
  capture::ObservedShare seen;
  seen.id = id;
  seen.application = "Chromium";
  seen.target.kind = kind;
  seen.target.window = window;
  return seen;
}

Share Known(const std::string& id, uint32_t watch_id,
            policy::ShareOrigin origin = policy::ShareOrigin::kWatched) {
  Share share;
  share.id = id;
  share.watch_id = watch_id;
  share.origin = origin;
  share.target = policy::ShareTargetKind::kScreen;
  return share;
}

TEST_CASE("share changes: start, end and a new target become events; no news is none") {
  CHECK(ShareChanges({Known("s1", 7)}, {Seen(7)}, {}).empty());

  auto events = ShareChanges({}, {Seen(7)}, {});
  REQUIRE(events.size() == 1);
  const Share& started = std::get<policy::event::ShareStarted>(events[0]).share;
  CHECK(started.application == "Chromium");
  CHECK(started.monitor == "all screens");
  CHECK(started.watch_id == 7);

  events = ShareChanges({Known("s1", 7)}, {}, {});
  REQUIRE(events.size() == 1);
  CHECK(std::get<policy::event::ShareEnded>(events[0]).share == "s1");

  events = ShareChanges({Known("s1", 7)}, {Seen(7, Kind::kWindow, 99)}, {});
  REQUIRE(events.size() == 1);
  CHECK(std::get<policy::event::ShareTargetChanged>(events[0]).now.window == 99);
}

TEST_CASE("share changes: a share started by hand is not the watch's to end") {
  CHECK(ShareChanges({Known("s1", 0, policy::ShareOrigin::kByHand)}, {}, {}).empty());
}

TEST_CASE("share changes: a monitor goes by its name, what is unknown by all screens") {
  const std::vector<capture::Monitor> monitors{{"DP-1", {0, 0, 1920, 1080}, true},
                                               {"DP-2", {1920, 0, 1920, 1080}, false}};
  CHECK(PlaceOf({Kind::kScreen, {1920, 0, 1920, 1080}, 0}, monitors) == "DP-2");
  CHECK(PlaceOf({Kind::kScreen, {}, 0}, monitors) == "all screens");
  CHECK(PlaceOf({Kind::kUnknown, {}, 0}, monitors) == "all screens");
  CHECK(PlaceOf({Kind::kWindow, {}, 5}, monitors) == "one window");
}

}  // namespace
}  // namespace chaperone::agent

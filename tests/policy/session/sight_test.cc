// SPDX-License-Identifier: Apache-2.0
// Whose data an alert tells of and where it is, as long as the session tracks it.
#include <catch2/catch.hpp>

#include "policy/session.h"
#include "tests/policy/session/session_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;

TEST_CASE("sight: people are told apart as A, B …, and what is nobody's in particular comes last") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(
      event::ScreenRead{share,
                        {Seen(Kind::kEmail, 1, 4), Seen(Kind::kPhone, 2, 7),
                         Seen(Kind::kEmail, 3, 7), Seen(Kind::kEmail, 4, 7),
                         Seen(Kind::kPostcode, 5, 0), Seen(Kind::kEmail, 6, 9, Subject::kStaff)}});
  REQUIRE(desk.session.alerts.size() == 1);
  CHECK(desk.session.alerts[0].parties ==
        std::vector<Party>{{"A", {{Kind::kEmail, 1}}},
                           {"B", {{Kind::kEmail, 2}, {Kind::kPhone, 1}}},
                           {"", {{Kind::kPostcode, 1}}}});
  CHECK(desk.session.alerts[0].alert.third_parties == 2);
}

TEST_CASE("sight: data that is nobody's in particular is one person's where no other is known") {
  Desk desk;
  desk.StartCall();
  desk.Do(event::ScreenRead{desk.StartShare(), {Seen(Kind::kPostcode, 5, 0)}});
  REQUIRE(desk.session.alerts.size() == 1);
  CHECK(desk.session.alerts[0].parties == std::vector<Party>{{"A", {{Kind::kPostcode, 1}}}});
}

TEST_CASE("sight: the parties are those that stand now, or stood last") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1, 1), Seen(Kind::kEmail, 2, 2)}});
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 2, 2)}});
  const std::vector<Party> one{{"A", {{Kind::kEmail, 1}}}};
  CHECK(desk.session.alerts[0].parties == one);
  desk.Do(event::ScreenRead{share, {}});
  CHECK(desk.session.alerts[0].parties == one);
  CHECK(desk.session.alerts[0].boxes.empty());
}

TEST_CASE("sight: places are where the share lies on the root, and only what is visible there") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare(ShareTargetKind::kWindow);
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1), Seen(Kind::kEmail, 5)}});
  const auto places = [&] { return PlacesOf(desk.session, desk.session.alerts[0]); };
  CHECK(places().empty());  // where the window is, nobody said
  desk.Do(event::SharePlaced{share, {100, 200, 55, 300}});
  CHECK(places() == std::vector<Rect>{{110, 220, 30, 10}, {150, 220, 5, 10}});
  desk.Do(event::SharePlaced{share, {0, 0, 40, 300}});
  CHECK(places() == std::vector<Rect>{{10, 20, 30, 10}});
  SECTION("not while the window is minimised") {
    desk.Do(event::GapOpened{share, GapReason::kTargetCovered});
    CHECK(places().empty());
    desk.Do(event::GapClosed{share, GapReason::kTargetCovered});
    CHECK_FALSE(places().empty());
  }
  SECTION("not once it is hidden") {
    desk.Do(event::ScreenRead{share, {}});
    CHECK(places().empty());
  }
  SECTION("not of another target, until that one's place is told") {
    Share other;
    other.target = ShareTargetKind::kWindow;
    other.window = 9;
    desk.Do(event::ShareTargetChanged{share, other});
    CHECK(places().empty());
  }
}

TEST_CASE("sight: every change of it can be told from a count, and nothing else moves that") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  uint64_t last = desk.session.sights;
  const auto moved = [&](const Event& event) {
    desk.Do(event);
    return std::exchange(last, desk.session.sights) != desk.session.sights;
  };
  const event::ScreenRead one{share, {Seen(Kind::kEmail, 1)}};
  CHECK(moved(one));
  CHECK_FALSE(moved(one));
  CHECK(moved(event::ScreenRead{share, {Seen(Kind::kEmail, 2)}}));
  CHECK(moved(event::SharePlaced{share, {0, 0, 800, 600}}));
  CHECK_FALSE(moved(event::SharePlaced{share, {0, 0, 800, 600}}));
  CHECK_FALSE(moved(event::SharePlaced{"s-none", {0, 0, 8, 6}}));
  CHECK(moved(event::ScreenRead{share, {}}));
  CHECK_FALSE(moved(event::ScreenRead{share, {}}));
}

TEST_CASE("sight: parties go on after Z") {
  CHECK(PartyName(0) == "A");
  CHECK(PartyName(25) == "Z");
  CHECK(PartyName(26) == "AA");
  CHECK(PartyName(51) == "AZ");
  CHECK(PartyName(52) == "BA");
}

}  // namespace
}  // namespace chaperone::policy

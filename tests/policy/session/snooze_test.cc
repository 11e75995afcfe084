// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "policy/session.h"
#include "tests/policy/session/session_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

// One alert that is open: one person's e-mail address.
struct SnoozeDesk : Desk {
  std::string share;
  std::string alert;

  explicit SnoozeDesk(Policy policy = {}) : Desk(std::move(policy)) {
    StartCall();
    share = StartShare();
    Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
    alert = session.alerts[0].alert.id;
  }
  bool Warned() const { return !All<effect::Warn>().empty(); }
};

TEST_CASE("snooze: the notice goes, it is on record for how long, and nothing comes meanwhile") {
  SnoozeDesk desk;
  desk.Do(event::AlertSnoozed{desk.alert, 60s});
  CHECK(desk.Records() == Strings{"alert.snoozed"});
  CHECK(desk.All<effect::Record>()[0].fields.at("seconds") == "60");
  CHECK(desk.All<effect::Unwarn>().size() == 1);
  CHECK(desk.session.alerts[0].snooze->until == desk.now.wall + 60s);
  SECTION("not of another kind that weighs no more") {
    desk.Do(event::ScreenRead{desk.share, {Seen(Kind::kEmail, 1), Seen(Kind::kPhone, 2)}});
    CHECK(desk.Records() == Strings{"alert.grew"});
    CHECK_FALSE(desk.Warned());
  }
  SECTION("not when it is hidden and comes back") {
    desk.Do(event::ScreenRead{desk.share, {}});
    desk.Wait(5s);
    CHECK(desk.Records() == Strings{"alert.closed"});
    desk.Do(event::ScreenRead{desk.share, {Seen(Kind::kEmail, 1)}});
    CHECK(desk.Records() == Strings{"alert.reopened"});
    CHECK_FALSE(desk.Warned());
  }
  SECTION("not when it was said to be hidden and is not") {
    desk.Do(event::EmployeeAnswered{desk.alert, Answer::kHidden, {}});
    desk.Wait(5s);
    CHECK(desk.Records() == Strings{"alert.still_visible"});
    CHECK_FALSE(desk.Warned());
  }
}

TEST_CASE("snooze: a leak that gets worse ends it") {
  SnoozeDesk desk;
  desk.Do(event::AlertSnoozed{desk.alert, 60s});
  SECTION("more people") {
    desk.Do(event::ScreenRead{desk.share, {Seen(Kind::kEmail, 1), Seen(Kind::kEmail, 2, 2)}});
  }
  SECTION("a kind that weighs more") {
    desk.Do(event::ScreenRead{desk.share, {Seen(Kind::kEmail, 1), Seen(Kind::kUkNino, 2)}});
  }
  CHECK(desk.Records() == Strings{"alert.grew"});
  CHECK(desk.All<effect::Record>()[0].fields.at("snooze") == "ended");
  CHECK(desk.Warned());
  CHECK_FALSE(desk.session.alerts[0].snooze);
}

TEST_CASE("snooze: when its time is over, what still stands there is warned of again") {
  SnoozeDesk desk;
  desk.Do(event::AlertSnoozed{desk.alert, 60s});
  CHECK(NextTick(desk.session) == desk.now.boot + 60s);
  desk.Wait(59s);
  CHECK(desk.effects.empty());
  desk.Wait(1s);
  CHECK(desk.Records() == Strings{"alert.snooze_ended"});
  CHECK(desk.Warned());
  CHECK_FALSE(desk.session.alerts[0].snooze);
}

TEST_CASE("snooze: never longer than the policy allows, and only of an alert that is open") {
  Policy policy;
  policy.alerts.max_snooze = 120s;
  SnoozeDesk desk(policy);
  for (const auto time : {0s, 121s}) {
    desk.Do(event::AlertSnoozed{desk.alert, time});
    CHECK(desk.effects.empty());
  }
  desk.Do(event::AlertSnoozed{"a-none", 10s});
  CHECK(desk.effects.empty());
  desk.Do(event::AlertSnoozed{desk.alert, 120s});
  CHECK(desk.Records() == Strings{"alert.snoozed"});
  SECTION("and a policy that comes meanwhile shortens it") {
    policy.alerts.max_snooze = 0s;
    desk.Do(event::PolicyChanged{policy});
    desk.Wait(0s);
    CHECK(desk.Warned());
  }
  SECTION("one that is over stays over") {
    desk.Do(event::EmployeeAnswered{desk.alert, Answer::kFalseAlarm, {}});
    desk.Do(event::AlertSnoozed{desk.alert, 10s});
    CHECK(desk.effects.empty());
  }
}

TEST_CASE("snooze: the champions hear of the alert as ever") {
  SnoozeDesk desk;
  desk.Do(event::AlertSnoozed{desk.alert, 60s});
  desk.Do(event::ScreenRead{desk.share, {}});
  desk.Wait(5s);
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].reason == MailReason::kClosed);
}

}  // namespace
}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
// What happens where the policy has leaks only counted.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "policy/sharing/pilot_book.h"
#include "tests/policy/session/session_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;

Policy With(AlertMode mode) {
  Policy policy;
  policy.alerts.mode = mode;
  policy.shield.mode = ShieldMode::kCover;
  return policy;
}

std::vector<AlertCount> CountsOf(const Desk& desk) {
  std::vector<AlertCount> counts;
  for (const auto& e : desk.All<effect::Count>()) counts.push_back(e.count);
  return counts;
}

size_t HowMany(const std::vector<AlertCount>& counts, Counted counted) {
  size_t sum = 0;
  for (const AlertCount& c : counts) sum += c.counted == counted ? c.number : 0;
  return sum;
}

// Whether somebody is told of a leak by this effect, or something is kept of one but its number.
bool Tells(const Effect& effect) {
  if (const auto* record = std::get_if<effect::Record>(&effect)) {
    return record->alert || (record->type.starts_with("alert.")) ||
           record->type.starts_with("shield.");
  }
  if (const auto* cover = std::get_if<effect::Cover>(&effect)) return !cover->boxes.empty();
  return std::holds_alternative<effect::Warn>(effect) ||
         std::holds_alternative<effect::Mail>(effect) ||
         std::holds_alternative<effect::AskAudience>(effect) ||
         std::holds_alternative<effect::TellEmployee>(effect);
}

bool AnyTells(const Desk& desk) {
  return std::any_of(desk.effects.begin(), desk.effects.end(), Tells);
}

TEST_CASE("pilot: a leak is counted by day, kind, audience and whose it is, and nobody is told") {
  Desk desk(With(AlertMode::kMonitor));
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{
      share, {Seen(Kind::kEmail, 1), Seen(Kind::kPhone, 2, 0, Subject::kUnknownPerson)}});
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(desk.now.wall);
  constexpr auto kOutside = Audience::kExternal;
  CHECK(CountsOf(desk) ==
        std::vector<AlertCount>{
            {day, Counted::kMail, Kind::kUnknown, Audience::kUnknown, Subject::kUnknownPerson},
            {day, Counted::kAlert, Kind::kUnknown, kOutside, Subject::kThirdParty},
            {day, Counted::kKind, Kind::kEmail, kOutside, Subject::kThirdParty},
            {day, Counted::kKind, Kind::kPhone, kOutside, Subject::kUnknownPerson}});
  CHECK_FALSE(AnyTells(desk));
  CHECK(desk.session.alerts.empty());
  CHECK(desk.session.sights == 0);

  SECTION("what stands there longer is not counted again, a new kind in it is") {
    desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
    CHECK(CountsOf(desk).empty());
    desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1), Seen(Kind::kIban, 3)}});
    CHECK(CountsOf(desk) == std::vector<AlertCount>{{day, Counted::kKind, Kind::kIban, kOutside,
                                                     Subject::kThirdParty}});
  }
  SECTION("the same that comes back is counted as that, and the mail at its end as a mail") {
    desk.Do(event::ScreenRead{share, {}});
    desk.Wait(4s);
    CHECK(CountsOf(desk).size() == 1);
    CHECK(HowMany(CountsOf(desk), Counted::kMail) == 1);
    desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
    CHECK(CountsOf(desk).size() == 1);
    CHECK(HowMany(CountsOf(desk), Counted::kReturned) == 1);
  }
}

TEST_CASE("pilot: a leak of nobody who is certainly another is counted as unconfirmed") {
  Desk desk(With(AlertMode::kMonitor));
  desk.Do(event::ScreenRead{desk.StartShare(),
                            {Seen(Kind::kEmail, 1, 1, Subject::kUnknownPerson),
                             Seen(Kind::kPhone, 2, 2, Subject::kCustomer)}});
  const auto counts = CountsOf(desk);
  REQUIRE(counts.size() == 2);
  CHECK(counts[0].counted == Counted::kAlert);
  CHECK(counts[0].subject == Subject::kUnknownPerson);
  CHECK(counts[0].audience == Audience::kUnknown);
  CHECK(counts[1].kind == Kind::kEmail);
}

TEST_CASE("pilot: what is watched is on record with the mode, from the start") {
  Desk desk(With(AlertMode::kMonitor));
  CHECK(desk.Records() == std::vector<std::string>{"agent.started", "alerts.mode"});
  CHECK(desk.All<effect::Record>()[1].fields.at("mode") == "monitor");
  CHECK(Desk(With(AlertMode::kEnforce)).Records() == std::vector<std::string>{"agent.started"});
}

TEST_CASE("pilot: nobody is asked who watches, or told that a screen cannot be read") {
  Desk desk(With(AlertMode::kMonitor));
  const std::string share = desk.StartShare();
  CHECK_FALSE(AnyTells(desk));
  desk.Do(event::GapOpened{share, GapReason::kReaderFailed});
  CHECK_FALSE(AnyTells(desk));
  CHECK(desk.Records() == std::vector<std::string>{"coverage.gap_opened"});
  desk.Do(event::WatchChanged{true});
  CHECK_FALSE(AnyTells(desk));
  desk.Do(event::PolicyChanged{With(AlertMode::kEnforce)});
  CHECK(desk.All<effect::TellEmployee>().size() == 2);
  CHECK(desk.All<effect::AskAudience>().size() == 1);
}

TEST_CASE("pilot: when it ends while something is shared, what stands there alerts at once") {
  Desk desk(With(AlertMode::kMonitor));
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  desk.Do(event::PolicyChanged{With(AlertMode::kEnforce)});
  CHECK(desk.All<effect::Warn>().size() == 1);
  CHECK(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Cover>().size() == 1);
  CHECK(CountsOf(desk).empty());
  CHECK(desk.session.pilot == Pilot{});
  REQUIRE(desk.session.alerts.size() == 1);
  CHECK(desk.session.alerts[0].alert.state == AlertState::kOpen);
  CHECK(desk.Records().front() == "policy.changed");
  CHECK(desk.Records()[1] == "alerts.mode");
}

TEST_CASE("pilot: when it ends, the mail that it held back is counted") {
  Desk desk(With(AlertMode::kMonitor));
  desk.Do(event::ScreenRead{desk.StartShare(), {Seen(Kind::kEmail, 1)}});
  CHECK(HowMany(CountsOf(desk), Counted::kMail) == 0);  // until it is known who watches
  desk.Do(event::PolicyChanged{With(AlertMode::kEnforce)});
  CHECK(HowMany(CountsOf(desk), Counted::kMail) == 1);
}

TEST_CASE("pilot: when it begins, an open alert ends in order, and its cover and question go") {
  Desk desk(With(AlertMode::kEnforce));
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  const std::string alert = desk.session.alerts[0].alert.id;
  desk.Do(event::PolicyChanged{With(AlertMode::kMonitor)});
  const auto records = desk.All<effect::Record>();
  const auto closed = std::find_if(records.begin(), records.end(),
                                   [](const auto& r) { return r.type == "alert.closed"; });
  REQUIRE(closed != records.end());
  CHECK(closed->fields.at("reason") == "only_counted");
  CHECK(closed->alert->id == alert);
  CHECK(desk.All<effect::Unwarn>().size() == 1);
  // Held back until it is known who watches: that alert was real, so the champions hear of it.
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].reason == MailReason::kMerged);
  CHECK(desk.session.unmailed.empty());
  CHECK(desk.All<effect::Cover>().at(0).boxes.empty());
  CHECK(desk.All<effect::StopAskingAudience>().size() == 1);
  CHECK(HowMany(CountsOf(desk), Counted::kAlert) == 1);  // what still stands there

  desk.Do(event::CoverAsked{alert, true});
  CHECK(desk.effects.empty());
  desk.Do(event::ShareEnded{share});
  CHECK(desk.session.alerts.empty());
  CHECK(desk.session.pilot.alerts.empty());
}

TEST_CASE("pilot: time passes for it, too") {
  Desk desk(With(AlertMode::kMonitor));
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  CHECK(NextTick(desk.session) == desk.now.boot + desk.session.policy.alerts.merge_within);
  desk.Do(event::ScreenRead{share, {}});
  CHECK(NextTick(desk.session) == desk.now.boot + desk.session.policy.alerts.closes_after);
}

TEST_CASE("pilot: recording goes by the gate as ever") {
  Desk desk(With(AlertMode::kMonitor));
  desk.StartCall();
  CHECK_FALSE(UnmetOf(desk.session, desk.now).empty());
  desk.Do(event::ForeignRecorderSeen{"/usr/bin/example-recorder"});
  CHECK(desk.All<effect::Mail>().size() == 1);
}

TEST_CASE("pilot: the names of what is counted lead back to it") {
  for (int i = 1; i <= 4; ++i) {
    const auto counted = static_cast<Counted>(i);
    CHECK(CountedFromName(CountedName(counted)) == counted);
  }
  CHECK_FALSE(CountedFromName("unknown"));
  CHECK(CountedName(static_cast<Counted>(9)) == "unknown");
}

TEST_CASE("pilot: a week begins on Monday, whatever the day") {
  using namespace std::chrono;
  constexpr sys_days kMonday = sys_days{year{2026} / 11 / 23};
  CHECK(WeekOf(kMonday) == kMonday);
  CHECK(WeekOf(kMonday + 6 * 24h + 23h) == kMonday);
  CHECK(WeekOf(kMonday - 1ms) == kMonday - days{7});
}

// The same day at two desks: one whose leaks alert, one whose leaks are counted.
struct TwoDesks {
  Desk enforced;
  Desk counted;
  std::map<Counted, size_t> expected;
  std::map<Counted, size_t> found;
  std::map<std::string, std::set<Kind>> kinds;

  explicit TwoDesks(Policy policy)
      : enforced(policy), counted([&] {
          policy.alerts.mode = AlertMode::kMonitor;
          return policy;
        }()) {}

  void Add() {
    for (const auto& r : enforced.All<effect::Record>()) {
      if (!r.alert) continue;
      if (r.type == "alert.opened") ++expected[Counted::kAlert];
      if (r.type == "alert.reopened") ++expected[Counted::kReturned];
      for (const auto& [kind, most] : r.alert->kinds) {
        if (kinds[r.alert->id].insert(kind).second) ++expected[Counted::kKind];
      }
    }
    const size_t mails = enforced.All<effect::Mail>().size();
    if (mails > 0) expected[Counted::kMail] += mails;
    for (const AlertCount& c : CountsOf(counted)) found[c.counted] += c.number;
  }
  void Do(const Event& event) {
    enforced.Do(event);
    counted.Do(event);
    Add();
  }
  void Wait(std::chrono::milliseconds time) {
    enforced.Wait(time);
    counted.Wait(time);
    Add();
  }
};

// Whatever is on the screens, in whatever order: the pilot's numbers are those that alerts would
// have had, and nobody is told.
TEST_CASE("pilot: for any series of findings it counts what would have alerted, and tells nobody") {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto pick = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
    Policy policy;
    policy.shield.mode = static_cast<ShieldMode>(1 + pick(3));
    policy.alerts.max_mails_per_hour = 1 + static_cast<int>(pick(4));
    policy.sharing.employee_may_stop = EmployeeStops::kAlways;
    TwoDesks desks(policy);
    for (int step = 0; step < 120; ++step) {
      const auto& shares = desks.enforced.session.shares;
      const std::string share =
          shares.empty() ? "" : shares[pick(static_cast<uint32_t>(shares.size()))].id;
      switch (pick(12)) {
        case 0:
        case 1: {
          if (shares.size() >= 3) break;
          Share started;
          started.target = static_cast<ShareTargetKind>(pick(3));
          started.application = "Chromium";
          desks.Do(event::ShareStarted{started});
          // An alert's id uses the same numbers: the two desks' shares must not drift apart.
          REQUIRE(desks.counted.session.shares.back().id == shares.back().id);
          break;
        }
        case 2:
          desks.Do(event::ShareEnded{share});
          break;
        case 3:
          if (pick(4) == 0) desks.Do(event::WatchStopped{share});
          break;
        case 4:
          if (pick(2) == 0) {
            desks.Do(event::CallStarted{});
          } else {
            desks.Do(event::CallEnded{});
          }
          break;
        case 5:
          desks.Do(event::AudienceAnswered{static_cast<Audience>(pick(3))});
          break;
        case 6:
          desks.Wait(std::chrono::seconds{pick(90)});
          break;
        case 7:
          desks.Wait(20min);
          break;
        case 8:
          desks.Do(event::GapOpened{share, static_cast<GapReason>(pick(8))});
          break;
        default: {
          std::vector<Finding> findings;
          for (uint32_t n = pick(4); n > 0; --n) {
            findings.push_back(Seen(static_cast<Kind>(1 + pick(8)),
                                    static_cast<uint8_t>(1 + pick(6)), pick(4),
                                    static_cast<Subject>(pick(5))));
          }
          desks.Do(event::ScreenRead{share, findings, pick(3) == 0});
        }
      }
      REQUIRE_FALSE(AnyTells(desks.counted));
      REQUIRE(desks.found == desks.expected);
    }
    desks.Do(event::AgentStopping{});
    CHECK(desks.found == desks.expected);
    CHECK(desks.counted.session.pilot.alerts.empty());
    CHECK(desks.counted.session.pilot.unmailed.empty());
  }
}

}  // namespace
}  // namespace chaperone::policy

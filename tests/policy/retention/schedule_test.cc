// SPDX-License-Identifier: Apache-2.0
#include "policy/retention/schedule.h"

#include <array>
#include <catch2/catch.hpp>
#include <random>

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr hours kDay{24};
const WallTime kStart{hours{24 * 20000}};

// A machine whose true time is known, and whose wall clock is off by `ahead`.
struct Machine {
  WallTime truth = kStart;
  milliseconds ahead{};
  BootTime boot{1h};
  int boots = 0;
  ClockEvidence evidence = FirstEvidence(Look());

  Now Look() const { return {truth + ahead, boot, "boot-" + std::to_string(boots)}; }
  void Run(milliseconds time) {
    truth += time;
    boot += time;
    evidence = Update(evidence, Look());
  }
  void Restart(milliseconds without_power, milliseconds up = 1min) {
    truth += without_power + up;
    boot = up;
    ++boots;
    evidence = Update(evidence, Look());
  }
};

TEST_CASE("retention: time within one boot is what the boot clock counted") {
  Machine machine;
  machine.Run(36h);
  CHECK(machine.evidence.trusted == kStart + 36h);
  CHECK_FALSE(machine.evidence.claimed);
}

TEST_CASE("retention: a clock that runs ahead is not believed until it has stood for a day") {
  Machine machine;
  machine.ahead = 400 * kDay;
  machine.Run(1h);
  CHECK(machine.evidence.trusted == kStart + 1h);
  CHECK(machine.evidence.claimed == kStart + 1h + 400 * kDay);
  machine.Run(23h);
  CHECK(machine.evidence.trusted == kStart + 24h);
  machine.Run(1h);
  CHECK(machine.evidence.trusted == kStart + 25h + 400 * kDay);
  CHECK_FALSE(machine.evidence.claimed);
}

TEST_CASE("retention: a claim that is taken back in time counts for nothing") {
  Machine machine;
  machine.ahead = 400 * kDay;
  machine.Run(1h);
  machine.Run(23h);
  machine.ahead = 0h;
  machine.Run(30min);
  CHECK(machine.evidence.trusted == kStart + 24h + 30min);
  CHECK_FALSE(machine.evidence.claimed);
  machine.ahead = 400 * kDay;
  machine.Run(1h);
  machine.Run(23h);
  CHECK(machine.evidence.trusted == kStart + 48h + 30min);
}

TEST_CASE("retention: a clock that keeps jumping ahead never stands") {
  Machine machine;
  for (int i = 1; i <= 100; ++i) {
    machine.ahead = i * kDay;
    machine.Run(12h);
    CHECK(machine.evidence.trusted == kStart + i * 12h);
  }
}

TEST_CASE("retention: a clock that creeps ahead by less than NTP would is no gain") {
  Machine machine;
  for (int i = 1; i <= 20; ++i) {
    machine.ahead += 4min;
    machine.Run(1min);
  }
  CHECK(machine.evidence.trusted == kStart + 20min);
}

TEST_CASE("retention: a clock that is set back delays nothing") {
  Machine machine;
  machine.ahead = -4000 * kDay;
  machine.Run(48h);
  CHECK(machine.evidence.trusted == kStart + 48h);
  machine.Restart(5h, 1h);
  CHECK(machine.evidence.trusted == kStart + 49h);  // what was without power cannot be known
}

TEST_CASE("retention: a weekend without power counts at once") {
  Machine machine;
  machine.Restart(60h);
  CHECK(machine.evidence.trusted == machine.truth);
}

TEST_CASE("retention: months without power count once the date has stood for a day") {
  Machine machine;
  machine.Restart(90 * kDay, 1h);
  CHECK(machine.evidence.trusted == kStart + 1h);
  machine.Run(8h);
  machine.Restart(15h, 1h);  // evenings off
  machine.Run(8h);
  CHECK(machine.evidence.trusted == kStart + 18h);
  machine.Restart(15h, 1h);
  machine.Run(8h);
  CHECK(machine.evidence.trusted == machine.truth);
}

TEST_CASE("retention: a clock ahead by two weeks over a restart is no more than two weeks ahead") {
  Machine machine;
  machine.ahead = kMaxTrustedGap;
  for (int i = 0; i < 20; ++i) machine.Restart(0h, 0h);
  CHECK(machine.evidence.trusted == kStart + kMaxTrustedGap);
}

TEST_CASE("retention: a boot clock that goes back within one boot is taken for a restart") {
  Machine machine;
  machine.Run(10h);
  Now now = machine.Look();
  now.boot = 1min;
  const ClockEvidence evidence = Update(machine.evidence, now);
  CHECK(evidence.trusted >= machine.evidence.trusted);
  CHECK(evidence.trusted <= machine.evidence.trusted + 1min);
}

// Random months of a hostile wall clock. What holds at every look, by the true time alone:
// 1. trusted never goes back, and moves at least as the boot clock does;
// 2. it gains on the true time only over a restart, by kMaxTrustedGap at most, or to a date that
// the
//    wall clock has shown, give or take kClockSlack, at every look of the last day of boot time;
// 3. it is never further ahead of the true time than the wall clock was at some look.
TEST_CASE("retention: no wall clock makes the trusted date run ahead") {
  int believed = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    struct Seen {
      WallTime wall;
      milliseconds up;  // boot time of all boots together
      bool restart;
    };
    std::vector<Seen> history;
    Machine machine;
    milliseconds most_ahead{};
    milliseconds up{};
    for (int step = 0; step < 150; ++step) {
      if (pick(6) == 0) {
        constexpr std::array kJumps = {0h, 1h, -1h, 300h, -400h, 24 * 400h, 24 * 4000h};
        machine.ahead = kJumps[static_cast<size_t>(pick(kJumps.size()))];
      }
      machine.ahead += milliseconds{pick(1000) - 500};
      const ClockEvidence before = machine.evidence;
      const WallTime truth_before = machine.truth;
      const bool restart = pick(5) == 0;
      const milliseconds run = milliseconds{pick(10 * 3600 * 1000)};
      if (restart)
        machine.Restart(hours{pick(40)}, run);
      else
        machine.Run(run);
      up += run;
      most_ahead = std::max(most_ahead, machine.ahead);
      history.push_back({machine.Look().wall, up, restart});

      const auto gained = machine.evidence.trusted - before.trusted;
      REQUIRE(gained >= run);
      REQUIRE(machine.evidence.trusted <= machine.truth + most_ahead);
      const auto most = (machine.truth - truth_before) + (restart ? kMaxTrustedGap : hours{0});
      if (gained <= most) continue;
      ++believed;
      // Walk back over a day of boot time: the wall clock never left the date.
      size_t i = history.size() - 1;
      const milliseconds end = history[i].up;
      while (end - history[i].up < kClaimStands) {
        REQUIRE(i > 0);
        const Seen& later = history[i];
        const Seen& earlier = history[i - 1];
        const auto moved = (later.wall - earlier.wall) - (later.up - earlier.up);
        REQUIRE(moved >= -2 * kClockSlack);
        REQUIRE(moved <= (later.restart ? milliseconds{kMaxTrustedGap} + 2 * kClockSlack
                                        : milliseconds{2 * kClockSlack}));
        --i;
      }
    }
  }
  CHECK(believed > 0);  // the hostile clocks did stand still now and then
}

TEST_CASE("retention: a right clock is followed, whatever the hours of work") {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Machine machine;
    for (int step = 0; step < 200; ++step) {
      if (random() % 3 == 0)
        machine.Restart(hours{random() % 312}, milliseconds{random() % 3600000});
      else
        machine.Run(milliseconds{random() % 36000000});
      REQUIRE(machine.evidence.trusted == machine.truth);
    }
  }
}

Retained Record(const std::string& id, WallTime delete_after) {
  Retained record;
  record.id = id;
  record.kind = RecordKind::kRecording;
  record.retention_class = "recordings";
  record.delete_after = delete_after;
  return record;
}

TEST_CASE("retention: what is past its date goes, oldest first; nothing else does") {
  ClockEvidence evidence;
  evidence.trusted = kStart;
  Retained held = Record("v-held", kStart - 9h);
  held.hold = LegalHold{"legal", "claim", kStart - 1h};  // overdue for review, and still held
  Retained busy = Record("v-busy", kStart - 9h);
  busy.busy = true;
  const auto due = Due({Record("v-now", kStart), Record("v-later", kStart + 1ms), held, busy,
                        Record("v-old", kStart - 2h)},
                       evidence);
  REQUIRE(due.size() == 2);
  CHECK(due[0].id == "v-old");
  CHECK(due[1].id == "v-now");
}

TEST_CASE("retention: a claim deletes nothing before it is believed") {
  Machine machine;
  const std::vector<Retained> all = {Record("v-1", kStart + 30 * kDay)};
  machine.ahead = 31 * kDay;
  machine.Run(1h);
  CHECK(Due(all, machine.evidence).empty());
  machine.Run(24h);
  CHECK(Due(all, machine.evidence).size() == 1);
}

TEST_CASE("retention: the next date is that of what waits, holds left out") {
  CHECK_FALSE(NextDue({}));
  Retained held = Record("v-held", kStart);
  held.hold = LegalHold{"legal", "claim", kStart + 1h};
  CHECK_FALSE(NextDue({held}));
  CHECK(NextDue({held, Record("v-b", kStart + 2h), Record("v-a", kStart + 1h)}) == kStart + 1h);
}

}  // namespace
}  // namespace chaperone::policy

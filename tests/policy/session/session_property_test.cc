// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "tests/policy/session/session_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;

// Random days at the desk. Whatever the order of events:
// - every alert that opens is on record, warned of in the same step, and told to the champions or
// still held;
// - a reading with a third party's data leaves an open alert behind, unless the employee cleared
// that data;
// - when nothing is shared no alert is open.
TEST_CASE("session: in no order of events is an alert lost") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto pick = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
    Policy policy;
    policy.alerts.max_mails_per_hour = 1 + static_cast<int>(pick(4));
    Desk desk(policy);
    std::set<std::string> opened;
    std::set<std::string> told;
    std::map<std::string, bool> owed;
    for (int step = 0; step < 120; ++step) {
      const std::string share =
          desk.session.shares.empty()
              ? ""
              : desk.session.shares[pick(static_cast<uint32_t>(desk.session.shares.size()))].id;
      const std::string alert =
          desk.session.alerts.empty()
              ? ""
              : desk.session.alerts[pick(static_cast<uint32_t>(desk.session.alerts.size()))]
                    .alert.id;
      std::vector<Finding> findings;
      desk.effects.clear();
      switch (pick(12)) {
        case 0:
          if (desk.session.shares.size() < 3)
            desk.StartShare(static_cast<ShareTargetKind>(pick(3)));
          break;
        case 1:
          desk.Do(event::ShareEnded{share});
          break;
        case 2:
          desk.StartCall(pick(2) == 0);
          break;
        case 3:
          desk.Do(event::CallEnded{});
          break;
        case 4:
          desk.Do(event::AudienceAnswered{static_cast<Audience>(pick(3))});
          break;
        case 5:
          desk.Do(event::EmployeeAnswered{alert, static_cast<Answer>(pick(4)), {}});
          break;
        case 6:
          desk.Wait(std::chrono::seconds{pick(90)});
          break;
        case 7:
          desk.Wait(20min);
          break;
        case 8:
          desk.Do(event::GapOpened{share, static_cast<GapReason>(pick(8))});
          break;
        default: {
          for (uint32_t n = pick(4); n > 0; --n) {
            findings.push_back(
                Seen(static_cast<Kind>(1 + pick(8)), static_cast<uint8_t>(1 + pick(6)), pick(4)));
          }
          desk.Do(event::ScreenRead{share, findings, pick(3) == 0});
          bool expected = false;
          for (const Finding& f : findings) {
            expected |= !share.empty() && !desk.session.cleared.contains(f.fingerprint);
          }
          bool open = false;
          for (const auto& t : desk.session.alerts) {
            open |= t.share == share && t.alert.state == AlertState::kOpen && t.visible;
          }
          REQUIRE(open == expected);
        }
      }
      std::set<std::string> warned;
      for (const auto& w : desk.All<effect::Warn>()) warned.insert(w.alert.id);
      for (const auto& r : desk.All<effect::Record>()) {
        if (r.alert) owed[r.alert->id] = r.alert->mail_owed;
        if (r.type != "alert.opened") continue;
        REQUIRE(r.alert);
        REQUIRE(opened.insert(r.alert->id).second);
        REQUIRE(warned.contains(r.alert->id));
      }
      for (const auto& m : desk.All<effect::Mail>()) {
        for (const auto& a : m.alerts) told.insert(a.id);
      }
      std::set<std::string> held;
      for (const auto& a : desk.session.unmailed) held.insert(a.id);
      if (!held.empty()) REQUIRE(desk.session.merge_at);
      // What is held back is on record as owed, and nothing else is: a crash loses no mail.
      for (const auto& [id, is_owed] : owed) REQUIRE(is_owed == held.contains(id));
      for (const auto& id : opened) REQUIRE((told.contains(id) || held.contains(id)));
      if (desk.session.shares.empty()) REQUIRE(desk.session.alerts.empty());
    }
  }
}

}  // namespace
}  // namespace chaperone::policy

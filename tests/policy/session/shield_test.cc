// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "policy/sharing/alert_book.h"
#include "policy/sharing/covers.h"
#include "tests/policy/session/session_fixture.h"

namespace chaperone::policy {
namespace {

using std::chrono::milliseconds;

Policy With(ShieldMode mode) {
  Policy policy;
  policy.shield.mode = mode;
  policy.shield.padding = 0;
  return policy;
}

// A screen that is shared to somebody outside, under a policy.
struct Shared : Desk {
  std::string share;
  explicit Shared(ShieldMode mode) : Desk(With(mode)) {
    share = StartShare();
    Do(event::AudienceAnswered{Audience::kExternal});
  }
  void Read(const std::vector<Finding>& findings, bool behind = false) {
    Do(event::ScreenRead{share, findings, behind, false});
  }
  std::vector<Rect> Covered() const {
    const auto it = session.shields.find(share);
    return it == session.shields.end() ? std::vector<Rect>{} : it->second.covered;
  }
  std::string Alert() const { return session.alerts.back().alert.id; }
  // What went on record of this type in the last step; empty where nothing did.
  std::map<std::string, std::string> Recorded(const std::string& type) const {
    for (const auto& r : All<effect::Record>()) {
      if (r.type == type) return r.fields;
    }
    return {};
  }
};

Finding At(const Rect& box, uint8_t fingerprint = 1) {
  Finding f = Seen(Kind::kEmail, fingerprint);
  f.box = box;
  return f;
}

constexpr Rect kBox{100, 200, 80, 16};
constexpr Rect kElsewhere{500, 700, 60, 16};

TEST_CASE(
    "shield: in mode cover a leak is covered at once, before anybody is told, and on record") {
  Shared desk(ShieldMode::kCover);
  desk.Read({At(kBox)});
  const auto covers = desk.All<effect::Cover>();
  REQUIRE(covers.size() == 1);
  CHECK(covers[0].share == desk.share);
  CHECK(covers[0].boxes == std::vector<Rect>{kBox});
  CHECK(std::holds_alternative<effect::Cover>(desk.effects.front()));
  CHECK(desk.Recorded("shield.covered") ==
        std::map<std::string, std::string>{
            {"alert", desk.Alert()}, {"by", "policy"}, {"covers", "1"}, {"share", desk.share}});
  CHECK(IsCovered(desk.session, desk.Alert()));
  desk.Read({At(kBox)});
  CHECK(desk.effects.empty());
}

TEST_CASE("shield: it follows what it covers, and lifts when that is gone") {
  Shared desk(ShieldMode::kCover);
  desk.Read({At(kBox)});
  desk.Read({At(kElsewhere)});
  CHECK(desk.All<effect::Cover>().at(0).boxes == std::vector<Rect>{kElsewhere});
  CHECK(desk.Recorded("shield.covered").empty());
  desk.now.boot += milliseconds{1500};
  desk.Read({});
  CHECK(desk.All<effect::Cover>().at(0).boxes.empty());
  const auto lifted = desk.Recorded("shield.lifted");
  CHECK(lifted.at("reason") == "no_longer_visible");
  CHECK(lifted.at("covered_ms") == "1500");
  CHECK_FALSE(IsCovered(desk.session, desk.Alert()));
}

TEST_CASE("shield: while text stands unread, what was covered stays so beside what is new") {
  Shared desk(ShieldMode::kCover);
  desk.Read({At(kBox)});
  desk.Read({At(kElsewhere)}, true);
  CHECK(desk.Covered() == std::vector<Rect>{kBox, kElsewhere});
  // Covers do not pile up: only where it stood when all was read last.
  desk.Read({At({800, 40, 10, 10})}, true);
  CHECK(desk.Covered() == std::vector<Rect>{{800, 40, 10, 10}, kBox});
  desk.Read({}, true);
  CHECK(desk.Covered() == std::vector<Rect>{kBox});
  desk.Read({});
  CHECK(desk.Covered().empty());
}

TEST_CASE("shield: only what raises alerts is covered") {
  Shared desk(ShieldMode::kCover);
  Finding weak = At(kBox, 2);
  weak.score = 0.59;
  Finding customer = At(kElsewhere, 3);
  customer.subject = Subject::kCustomer;
  desk.Read({weak, customer});
  CHECK(desk.Covered().empty());
  weak.score = 0.6;
  desk.Read({weak, customer});
  CHECK(desk.Covered() == std::vector<Rect>{kBox});
}

TEST_CASE(
    "shield: in mode ask nothing is covered until the employee wants it, and no longer then") {
  Shared desk(ShieldMode::kAsk);
  desk.Read({At(kBox)});
  CHECK(desk.All<effect::Cover>().empty());
  desk.Do(event::CoverAsked{desk.Alert(), true});
  CHECK(desk.All<effect::Cover>().at(0).boxes == std::vector<Rect>{kBox});
  CHECK(desk.Recorded("shield.asked").at("covered") == "yes");
  CHECK(desk.Recorded("shield.covered").at("by") == "employee");
  desk.Read({At(kElsewhere)});
  CHECK(desk.Covered() == std::vector<Rect>{kElsewhere});
  desk.Do(event::CoverAsked{desk.Alert(), false});
  CHECK(desk.All<effect::Cover>().at(0).boxes.empty());
  CHECK(desk.Recorded("shield.lifted").at("reason") == "employee");
  // Another person's data is another alert: asked for anew.
  desk.Read({});
  desk.Wait(desk.session.policy.alerts.closes_after);
  desk.Read({At(kBox, 9)});
  CHECK(desk.Covered().empty());
}

TEST_CASE("shield: the same leak, back after a while, is covered as the employee wanted it") {
  Shared desk(ShieldMode::kCover);
  desk.Read({At(kBox)});
  desk.Do(event::CoverAsked{desk.Alert(), false});
  desk.Read({});
  desk.Wait(desk.session.policy.alerts.closes_after);
  desk.Read({At(kBox)});
  CHECK(desk.Covered().empty());
  CHECK(desk.session.cover_choices.size() == 1);
  desk.Read({});
  desk.Wait(desk.session.policy.alerts.closes_after);
  desk.Wait(desk.session.policy.alerts.merge_within + milliseconds{1});
  CHECK(desk.session.cover_choices.empty());
  desk.Read({At(kBox)});
  CHECK(desk.Covered() == std::vector<Rect>{kBox});
}

TEST_CASE("shield: in mode off nothing is covered, whoever asks") {
  Shared desk(ShieldMode::kOff);
  desk.Read({At(kBox)});
  desk.Do(event::CoverAsked{desk.Alert(), true});
  CHECK(desk.effects.empty());
  CHECK(desk.Covered().empty());
}

TEST_CASE("shield: an answer that clears what was seen lifts its cover") {
  for (const Answer answer : {Answer::kFalseAlarm, Answer::kIsCustomer, Answer::kColleague}) {
    Shared desk(ShieldMode::kCover);
    desk.Read({At(kBox)}, true);
    desk.Do(event::EmployeeAnswered{desk.Alert(), answer, std::nullopt});
    CHECK(desk.All<effect::Cover>().at(0).boxes.empty());
    CHECK(desk.Recorded("shield.lifted").at("reason") == "answered");
    desk.Read({At(kBox)});
    CHECK(desk.Covered().empty());
  }
}

TEST_CASE("shield: one person's being the customer does not uncover the others") {
  Shared desk(ShieldMode::kCover);
  Finding other = At(kElsewhere, 2);
  other.person = 2;
  desk.Read({At(kBox), other});
  desk.Do(event::EmployeeAnswered{desk.Alert(), Answer::kIsCustomer, std::nullopt});
  CHECK(desk.Covered() == std::vector<Rect>{kBox, kElsewhere});
  desk.Do(event::EmployeeAnswered{desk.Alert(), Answer::kHidden, std::nullopt});
  CHECK(desk.Covered() == std::vector<Rect>{kBox, kElsewhere});
}

TEST_CASE("shield: the end of a share and another target take the covers with them, on record") {
  Shared desk(ShieldMode::kCover);
  desk.Read({At(kBox)});
  desk.Do(event::ShareTargetChanged{desk.share, desk.session.shares[0]});
  CHECK(desk.Recorded("shield.lifted").at("reason") == "target_changed");
  desk.Read({At(kBox)});
  CHECK(desk.All<effect::Cover>().at(0).boxes == std::vector<Rect>{kBox});
  desk.Do(event::ShareEnded{desk.share});
  CHECK(desk.Recorded("shield.lifted").at("reason") == "share_ended");
  CHECK(desk.session.shields.empty());
}

TEST_CASE("shield: another policy holds at once") {
  Shared desk(ShieldMode::kAsk);
  desk.Read({At(kBox)});
  desk.Do(event::PolicyChanged{With(ShieldMode::kCover)});
  CHECK(desk.All<effect::Cover>().at(0).boxes == std::vector<Rect>{kBox});
  desk.Do(event::PolicyChanged{With(ShieldMode::kOff)});
  CHECK(desk.All<effect::Cover>().at(0).boxes.empty());
  CHECK(desk.Recorded("shield.lifted").at("reason") == "policy");
}

TEST_CASE("shield: what could not be covered is said once, and not called covered") {
  Shared desk(ShieldMode::kCover);
  desk.Do(event::CoverFailed{desk.share});
  CHECK(desk.effects.empty());
  desk.Read({At(kBox)});
  desk.Do(event::CoverFailed{desk.share});
  CHECK(desk.Records() == std::vector<std::string>{"shield.failed"});
  CHECK(desk.All<effect::TellEmployee>().size() == 1);
  CHECK_FALSE(IsCovered(desk.session, desk.Alert()));
  desk.Do(event::CoverFailed{desk.share});
  CHECK(desk.effects.empty());
}

TEST_CASE("shield: whatever happens, no leak that policy wants covered stands beside its covers") {
  std::mt19937 random(11);
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 200; ++round) {
    Shared desk(round % 2 == 0 ? ShieldMode::kCover : ShieldMode::kOff);
    std::vector<Rect> told;  // what the screen shows by the effects alone
    for (int step = 0; step < 60; ++step) {
      std::vector<Finding> leaks;
      switch (upto(6)) {
        case 0:
          desk.Do(event::EmployeeAnswered{desk.session.alerts.empty() ? "" : desk.Alert(),
                                          static_cast<Answer>(upto(4)), std::nullopt});
          break;
        case 1:
          desk.Wait(milliseconds{upto(4000)});
          break;
        default:
          for (int i = upto(5); i > 0; --i) {
            leaks.push_back(
                At({upto(1900), upto(1000), 1 + upto(90), 20}, static_cast<uint8_t>(upto(8))));
            leaks.back().score = upto(2) == 0 ? 0.9 : 0.3;
          }
          desk.Read(leaks, upto(3) == 0);
      }
      for (const auto& cover : desk.All<effect::Cover>()) {
        told = cover.boxes;
        CHECK(std::holds_alternative<effect::Cover>(desk.effects.front()));
      }
      CHECK(told == desk.Covered());
      CHECK(told.size() <= kMostCovers);
      if (round % 2 != 0) CHECK(told.empty());
      for (const Finding& leak : leaks) {
        if (round % 2 != 0 || !IsLeak(desk.session, leak)) continue;
        CHECK(std::any_of(told.begin(), told.end(), [&](const Rect& cover) {
          return Intersection(cover, leak.box) == leak.box;
        }));
      }
    }
    desk.Do(event::ShareEnded{desk.share});
    CHECK(desk.session.shields.empty());
  }
}

}  // namespace
}  // namespace chaperone::policy

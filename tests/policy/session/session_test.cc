// SPDX-License-Identifier: Apache-2.0
#include "policy/session.h"

#include <catch2/catch.hpp>

#include "tests/policy/session/session_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

TEST_CASE("session: a third party's data on a shared screen warns, records and mails in one step") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1), Seen(Kind::kPhone, 2)}});
  CHECK(desk.Records() == Strings{"alert.opened"});
  REQUIRE(desk.All<effect::Warn>().size() == 1);
  const Alert alert = desk.All<effect::Warn>()[0].alert;
  CHECK(alert.third_parties == 1);
  CHECK(alert.severity == Severity::kMedium);
  CHECK(alert.region == Rect{10, 20, 40, 10});
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].reason == MailReason::kOpened);
  CHECK(desk.All<effect::Mail>()[0].alerts[0].id == alert.id);
}

TEST_CASE("session: the customer's, a representative's and staff's own data raise nothing") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  for (const Subject who : {Subject::kCustomer, Subject::kRepresentative, Subject::kStaff}) {
    desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1, 1, who)}});
    CHECK(desk.effects.empty());
  }
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1, 0, Subject::kUnknownPerson)}});
  CHECK(desk.Records() == Strings{"alert.opened"});
}

TEST_CASE("session: nothing is raised for what nobody sees: no share, weak score, ignored kind") {
  Policy policy;
  policy.detection.ignored_kinds = {Kind::kPersonName};
  Desk desk(policy);
  desk.StartCall();
  desk.Do(event::ScreenRead{"s-none", {Seen(Kind::kEmail, 1)}});
  CHECK(desk.effects.empty());
  const std::string share = desk.StartShare();
  Finding weak = Seen(Kind::kEmail, 1);
  weak.score = policy.alerts.min_score - 0.01;
  desk.Do(event::ScreenRead{share, {weak, Seen(Kind::kPersonName, 2)}});
  CHECK(desk.effects.empty());
}

TEST_CASE("session: the reader is told of people only once their identity is confirmed") {
  Desk desk;
  desk.StartCall(false);
  CHECK(PeopleOf(desk.session).customers.empty());
  desk.Do(event::ParticipantIdentified{"p1", "security_questions"});
  REQUIRE(desk.All<effect::SetKnownPeople>().size() == 1);
  CHECK(desk.All<effect::SetKnownPeople>()[0].people.customers.size() == 1);
  for (const auto& record : desk.All<effect::Record>()) {
    for (const auto& [key, value] : record.fields)
      CHECK(value.find("Fenwick") == std::string::npos);
  }
  desk.Do(event::CallEnded{});
  CHECK(PeopleOf(desk.session).customers.empty());
}

TEST_CASE("session: an organisation is a customer by its domain, others by their identifiers") {
  Desk desk;
  Participant firm;
  firm.role = Role::kCustomer;
  firm.identity_confirmed = true;
  firm.identifiers = {"@brightwater.example", "AC-100"};
  Participant colleague;
  colleague.role = Role::kStaff;
  colleague.name = "Tom Ashdown";
  desk.Do(event::CallStarted{{firm, colleague}});
  const KnownPeople people = PeopleOf(desk.session);
  CHECK(people.customer_domains == Strings{"brightwater.example"});
  REQUIRE(people.customers.size() == 1);
  CHECK(people.customers[0].identifiers == Strings{"AC-100"});
  CHECK(people.staff.empty());  // his identity is not confirmed: a name alone exempts nobody
}

TEST_CASE(
    "session: what appears beside an open leak belongs to it and is mailed once, at its end") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1), Seen(Kind::kUkNino, 2, 2)}});
  CHECK(desk.Records() == Strings{"alert.grew"});
  CHECK(desk.All<effect::Mail>().empty());
  REQUIRE(desk.All<effect::Warn>().size() == 1);
  CHECK(desk.All<effect::Warn>()[0].alert.severity == Severity::kHigh);
  CHECK(desk.All<effect::Warn>()[0].alert.third_parties == 2);
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  CHECK(desk.effects.empty());
  desk.Wait(2s);
  desk.Do(event::ScreenRead{share, {}});
  CHECK(desk.effects.empty());
  desk.Wait(2999ms);
  CHECK(desk.effects.empty());
  desk.Wait(1ms);
  CHECK(desk.Records() == Strings{"alert.closed"});
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].reason == MailReason::kClosed);
  CHECK(desk.All<effect::Mail>()[0].alerts[0].visible == 2s);
  CHECK(desk.All<effect::Unwarn>().size() == 1);
}

TEST_CASE("session: the same data soon after reopens its alert; other data is a new leak") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  const std::string first = desk.session.alerts[0].alert.id;
  desk.Do(event::ScreenRead{share, {}});
  desk.Wait(3s);
  SECTION("same") {
    desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
    CHECK(desk.Records() == Strings{"alert.reopened"});
    REQUIRE(desk.All<effect::Warn>().size() == 1);
    CHECK(desk.All<effect::Warn>()[0].alert.id == first);
    CHECK(desk.All<effect::Mail>().empty());
  }
  SECTION("other") {
    desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 2)}});
    CHECK(desk.Records() == Strings{"alert.opened"});
    CHECK(desk.All<effect::Mail>().size() == 1);
  }
  SECTION("same, much later") {
    desk.Wait(61s);
    desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
    CHECK(desk.Records() == Strings{"alert.opened"});
  }
}

TEST_CASE("session: a false alarm closes, is corrected by mail, and stays quiet for this call") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  const std::string id = desk.session.alerts[0].alert.id;
  desk.Do(event::EmployeeAnswered{id, Answer::kFalseAlarm, {}});
  CHECK(desk.Records() == Strings{"alert.answered", "alert.closed"});
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].reason == MailReason::kCorrection);
  desk.Do(event::EmployeeAnswered{id, Answer::kFalseAlarm, {}});
  CHECK(desk.effects.empty());
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  CHECK(desk.effects.empty());
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1), Seen(Kind::kEmail, 2)}});
  CHECK(desk.Records() == Strings{"alert.opened"});
  desk.StartCall();
  desk.Do(event::ScreenRead{share, {}});
  desk.Wait(2min);
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  CHECK(desk.Records() == Strings{"alert.opened"});
}

TEST_CASE("session: the reason of a false alarm is on record, and may come after the answer") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  const std::string id = desk.session.alerts[0].alert.id;
  desk.Do(event::EmployeeAnswered{id, Answer::kFalseAlarm, {}});
  CHECK_FALSE(desk.All<effect::Record>()[0].fields.contains("why"));
  desk.Do(event::EmployeeAnswered{id, Answer::kFalseAlarm, {}, FalseAlarmReason::kMisread});
  REQUIRE(desk.Records() == Strings{"alert.answered"});
  CHECK(desk.All<effect::Record>()[0].fields.at("why") == "misread");
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].alerts[0].why == FalseAlarmReason::kMisread);
  desk.Do(event::EmployeeAnswered{id, Answer::kFalseAlarm, {}});
  CHECK(desk.effects.empty());
  desk.Do(event::EmployeeAnswered{id, Answer::kIsCustomer, {}, FalseAlarmReason::kMisread});
  CHECK_FALSE(desk.All<effect::Record>()[0].fields.contains("why"));
}

TEST_CASE("session: said to be hidden but still there, the employee is warned again") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  const std::string id = desk.session.alerts[0].alert.id;
  desk.Do(event::EmployeeAnswered{id, Answer::kHidden, {}});
  CHECK(desk.All<effect::Mail>().empty());
  desk.Wait(5s);
  CHECK(desk.Records() == Strings{"alert.still_visible"});
  CHECK(desk.All<effect::Warn>().size() == 1);
  desk.Do(event::EmployeeAnswered{id, Answer::kHidden, {}});
  desk.Do(event::ScreenRead{share, {}});
  desk.Wait(5s);
  CHECK(desk.Records() == Strings{"alert.closed"});
}

TEST_CASE("session: an answer to an alert that only the store still knows corrects it too") {
  Desk desk;
  Alert old;
  old.id = "a-old-1";
  old.state = AlertState::kClosed;
  desk.Do(event::EmployeeAnswered{old.id, Answer::kFalseAlarm, old});
  CHECK(desk.Records() == Strings{"alert.answered"});
  CHECK(desk.All<effect::Mail>().size() == 1);
  desk.Do(event::EmployeeAnswered{"a-nobody", Answer::kFalseAlarm, {}});
  CHECK(desk.effects.empty());
}

TEST_CASE(
    "session: with no call open it asks who is watching and holds mails back, never warnings") {
  Desk desk;
  const std::string share = desk.StartShare();
  CHECK(desk.All<effect::AskAudience>().size() == 1);
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  CHECK(desk.All<effect::Warn>().size() == 1);
  CHECK(desk.All<effect::Mail>().empty());
  desk.Do(event::ScreenRead{share, {}});
  desk.Wait(4s);
  desk.Do(event::ScreenRead{share, {Seen(Kind::kPhone, 2)}});
  SECTION("answered: one merged mail at once") {
    desk.Do(event::AudienceAnswered{Audience::kExternal});
    REQUIRE(desk.All<effect::Mail>().size() == 1);
    CHECK(desk.All<effect::Mail>()[0].reason == MailReason::kMerged);
    CHECK(desk.All<effect::Mail>()[0].alerts.size() == 2);
    CHECK(desk.All<effect::Mail>()[0].alerts[0].state == AlertState::kClosed);
    CHECK(desk.All<effect::Mail>()[0].alerts[1].audience == Audience::kExternal);
    CHECK(desk.All<effect::StopAskingAudience>().size() == 1);
  }
  SECTION("a call opens: the same") {
    desk.StartCall();
    CHECK(desk.All<effect::Mail>().size() == 1);
  }
  SECTION("nobody answers: after a minute") {
    desk.Wait(60s);
    REQUIRE(desk.All<effect::Mail>().size() == 1);
    CHECK(desk.All<effect::Mail>()[0].alerts.size() == 2);
  }
  SECTION("the share ends first") {
    desk.Do(event::ShareEnded{share});
    REQUIRE(desk.All<effect::Mail>().size() == 1);
    CHECK(desk.All<effect::Mail>()[0].alerts.size() == 2);
  }
}

TEST_CASE("session: beyond the limit of mails an hour they are merged, never dropped") {
  Policy policy;
  policy.alerts.max_mails_per_hour = 2;
  Desk desk(policy);
  desk.StartCall();
  const std::string share = desk.StartShare();
  size_t mailed = 0;
  for (uint8_t i = 1; i <= 5; ++i) {
    desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, i)}});
    CHECK(desk.All<effect::Warn>().size() == 1);
    mailed += desk.All<effect::Mail>().size();
    desk.Do(event::ScreenRead{share, {}});
    desk.Wait(3s);
    mailed += desk.All<effect::Mail>().size();
  }
  CHECK(mailed == 2);
  CHECK(desk.session.unmailed.size() == 4);
  desk.Wait(1h);
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].alerts.size() == 4);
}

TEST_CASE("session: the end of a share ends its leak at once") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  desk.now.boot += 1500ms;
  desk.Do(event::ShareEnded{share});
  CHECK(desk.Records() == Strings{"alert.closed", "share.ended"});
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].alerts[0].visible == 1500ms);
  CHECK(desk.All<effect::StopWatching>().size() == 1);
}

TEST_CASE("session: what was not looked at is a gap on record, opened and closed once") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare(ShareTargetKind::kUnknown);
  CHECK(desk.Records() == Strings{"share.started", "coverage.gap_opened"});
  desk.Wait(2999ms);
  CHECK(desk.effects.empty());
  desk.Wait(1ms);  // nothing has been read for three seconds
  CHECK(desk.Records() == Strings{"coverage.gap_opened"});
  CHECK(desk.All<effect::TellEmployee>().size() == 1);
  desk.Do(event::ScreenRead{share, {}, true});
  CHECK(desk.effects.empty());
  desk.Do(event::ScreenRead{share, {}, false});
  CHECK(desk.Records() == Strings{"coverage.gap_closed"});
  desk.Do(event::GapOpened{share, GapReason::kReaderFailed});
  CHECK(desk.Records() == Strings{"coverage.gap_opened"});
  desk.Do(event::GapOpened{share, GapReason::kReaderFailed});
  CHECK(desk.effects.empty());
  Share found;
  found.target = ShareTargetKind::kWindow;
  desk.Do(event::ShareTargetChanged{share, found});
  CHECK(desk.Records() == Strings{"share.target_changed", "coverage.gap_closed"});
}

TEST_CASE("session: alerts left open by an earlier run are closed, recorded and mailed") {
  Session session;
  Alert left;
  left.id = "a-before-7";
  left.state = AlertState::kOpen;
  left.kinds[Kind::kEmail] = 1;
  left.call_open = true;
  const Now now{WallTime{10s}, 1s, "boot"};
  const Step step = Advance(session, event::UnfinishedFound{{left}}, now);
  std::vector<std::string> types;
  bool mailed = false;
  for (const Effect& e : step.effects) {
    if (const auto* r = std::get_if<effect::Record>(&e)) types.push_back(r->type);
    mailed |= std::holds_alternative<effect::Mail>(e);
  }
  CHECK(types == Strings{"alert.closed"});
  CHECK(mailed);
}

TEST_CASE("session: a mail that is held back is on record as owed, and sent after a crash") {
  Desk desk;
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  REQUIRE(desk.All<effect::Record>().size() == 1);
  CHECK(desk.All<effect::Record>()[0].alert->mail_owed);
  desk.Do(event::ScreenRead{share, {}});
  desk.Wait(3s);
  REQUIRE(desk.All<effect::Record>().size() == 1);
  const Alert on_record = *desk.All<effect::Record>()[0].alert;
  CHECK(on_record.state == AlertState::kClosed);
  SECTION("sent in time") {
    desk.Do(event::AudienceAnswered{Audience::kInternal});
    CHECK(desk.Records() == Strings{"share.audience", "alert.mailed"});
    CHECK_FALSE(desk.All<effect::Record>()[1].alert->mail_owed);
  }
  SECTION("the agent dies") {
    CHECK(on_record.mail_owed);
    const Step step = Advance({}, event::UnfinishedFound{{on_record}}, desk.now);
    size_t mails = 0;
    for (const Effect& e : step.effects) {
      mails += std::holds_alternative<effect::Mail>(e) ? 1 : 0;
      if (const auto* r = std::get_if<effect::Record>(&e); r != nullptr && r->alert) {
        CHECK_FALSE(r->alert->mail_owed);
      }
    }
    CHECK(mails == 1);
  }
}

TEST_CASE("session: a question about an alert goes to the champions, its words not on record") {
  Policy policy;
  policy.alerts.max_mails_per_hour = 1;
  Desk desk(policy);
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  const Alert alert = desk.session.alerts[0].alert;
  SECTION("one that goes on, though other mails are held back") {
    desk.Do(event::AskedAboutAlert{alert.id, "Was it one?", {}});
  }
  SECTION("one that only the store knows") {
    Desk other(policy);
    other.Do(event::AskedAboutAlert{alert.id, "Was it one?", alert});
    desk.effects = other.effects;
  }
  CHECK(desk.Records() == Strings{"alert.asked"});
  for (const auto& record : desk.All<effect::Record>()) {
    for (const auto& [name, value] : record.fields) {
      CHECK(value.find("Was it") == std::string::npos);
    }
  }
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].reason == MailReason::kAlertQuestion);
  CHECK(desk.All<effect::Mail>()[0].words == "Was it one?");
  REQUIRE(desk.All<effect::Mail>()[0].alerts.size() == 1);
  CHECK(desk.All<effect::Mail>()[0].alerts[0].id == alert.id);
  desk.Do(event::AskedAboutAlert{"a-none", "Was it one?", {}});
  CHECK(desk.effects.empty());
}

TEST_CASE("session: a colleague's data closes the alert, is corrected by mail and stays quiet") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  const std::string id = desk.session.alerts[0].alert.id;
  desk.Do(event::EmployeeAnswered{id, Answer::kColleague, {}});
  CHECK(desk.Records() == Strings{"alert.answered", "alert.closed"});
  CHECK(desk.All<effect::Record>()[0].fields.at("answer") == "colleague");
  REQUIRE(desk.All<effect::Mail>().size() == 1);
  CHECK(desk.All<effect::Mail>()[0].reason == MailReason::kCorrection);
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  CHECK(desk.effects.empty());
}

TEST_CASE(
    "session: one click does not silence several people, unless all of it was a false alarm") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  const std::vector<Finding> two{Seen(Kind::kEmail, 1, 1), Seen(Kind::kEmail, 2, 2)};
  desk.Do(event::ScreenRead{share, two});
  const std::string id = desk.session.alerts[0].alert.id;
  SECTION("it is the customer, or a colleague") {
    desk.Do(event::EmployeeAnswered{id, GENERATE(Answer::kIsCustomer, Answer::kColleague), {}});
    desk.Do(event::ScreenRead{share, two});
    CHECK_FALSE(desk.All<effect::Warn>().empty());
  }
  SECTION("false alarm") {
    desk.Do(event::EmployeeAnswered{id, Answer::kFalseAlarm, {}});
    desk.Do(event::ScreenRead{share, two});
    CHECK(desk.effects.empty());
  }
}

TEST_CASE("session: what it watches ends on record when the agent is asked to end") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare(ShareTargetKind::kUnknown);
  desk.Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  desk.Do(event::AgentStopping{});
  CHECK(desk.Records() == Strings{"alert.closed", "coverage.gap_closed", "share.ended",
                                  "call.ended", "agent.stopped"});
  CHECK(desk.All<effect::Mail>().size() == 1);
}

TEST_CASE("session: a watch that sees nothing is on record and told, once") {
  Desk desk;
  desk.Do(event::WatchChanged{true});
  CHECK(desk.Records() == Strings{"watch.blind"});
  CHECK(desk.All<effect::TellEmployee>().size() == 1);
  desk.Do(event::WatchChanged{true});
  CHECK(desk.effects.empty());
  desk.Do(event::WatchChanged{false});
  CHECK(desk.Records() == Strings{"watch.sees"});
}

TEST_CASE("session: a target that keeps changing does not put off the gap") {
  Desk desk;
  desk.StartCall();
  const std::string share = desk.StartShare();
  for (int i = 0; i < 4; ++i) {
    Share now;
    now.target = ShareTargetKind::kWindow;
    now.window = static_cast<uint32_t>(i);
    desk.Do(event::ShareTargetChanged{share, now});
    desk.Wait(1s);
  }
  CHECK(desk.session.coverage.at(share).gaps.size() == 1);
}

TEST_CASE("session: mail trouble and ledger trouble are told once, and once when they are over") {
  Desk desk;
  desk.Do(event::MailStuck{3});
  CHECK(desk.All<effect::TellEmployee>().size() == 1);
  desk.Do(event::MailStuck{4});
  CHECK(desk.effects.empty());
  desk.Do(event::MailFlowing{});
  CHECK(desk.All<effect::TellEmployee>().size() == 1);
  desk.Do(event::LedgerFailed{});
  CHECK(desk.All<effect::TellEmployee>().size() == 1);
  CHECK(desk.All<effect::Record>().empty());
  desk.Do(event::LedgerRecovered{});
  CHECK(desk.Records() == Strings{"ledger.recovered"});
}

}  // namespace
}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "policy/session.h"
#include "tests/policy/session/session_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

Policy Allowing(EmployeeStops stops) {
  Policy policy;
  policy.sharing.employee_may_stop = stops;
  return policy;
}

Share ShareOf(ShareOrigin origin) {
  Share share;
  share.origin = origin;
  return share;
}

// A share that the watch saw, with a leak on it.
struct StoppedDesk : Desk {
  std::string share;

  explicit StoppedDesk(EmployeeStops stops = EmployeeStops::kAlways) : Desk(Allowing(stops)) {
    StartCall();
    share = StartShare();
    session.shares[0].origin = ShareOrigin::kWatched;
    Do(event::ScreenRead{share, {Seen(Kind::kEmail, 1)}});
  }
  const std::vector<CoverageGap>& Gaps() { return session.coverage[share].gaps; }
};

TEST_CASE("stopped share: which ones may be stopped is the policy's to say") {
  const Share by_hand = ShareOf(ShareOrigin::kByHand);
  const Share watched = ShareOf(ShareOrigin::kWatched);
  CHECK(EmployeeMayStop({}, by_hand));
  CHECK_FALSE(EmployeeMayStop({}, watched));
  CHECK(EmployeeMayStop(Allowing(EmployeeStops::kAlways), by_hand));
  CHECK(EmployeeMayStop(Allowing(EmployeeStops::kAlways), watched));
  CHECK_FALSE(EmployeeMayStop(Allowing(EmployeeStops::kNever), by_hand));
  CHECK_FALSE(EmployeeMayStop(Allowing(EmployeeStops::kNever), watched));
  CHECK_FALSE(EmployeeMayStop(Allowing(EmployeeStops::kUnknown), by_hand));
  Share stopped = watched;
  stopped.stopped = true;
  CHECK_FALSE(EmployeeMayStop(Allowing(EmployeeStops::kAlways), stopped));
}

TEST_CASE("stopped share: the watching ends, on record, and is a gap until the share ends") {
  StoppedDesk desk;
  desk.Do(event::GapOpened{desk.share, GapReason::kReaderFailed});
  desk.Do(event::WatchStopped{desk.share});
  CHECK(desk.Records() == Strings{"share.stopped_by_employee", "alert.closed",
                                  "coverage.gap_closed", "coverage.gap_opened"});
  CHECK(desk.All<effect::StopWatching>().size() == 1);
  CHECK(desk.All<effect::Unwarn>().size() == 1);
  REQUIRE(desk.Gaps().size() == 1);
  CHECK(desk.Gaps()[0].reason == GapReason::kStoppedByEmployee);
  CHECK(GapReasonName(desk.Gaps()[0].reason) == "stopped_by_employee");
  CHECK(desk.session.shares.size() == 1);  // still known: not to be taken for a new one
  desk.Wait(1min);
  CHECK(desk.effects.empty());
  desk.Do(event::ShareEnded{desk.share});
  CHECK(desk.Records() == Strings{"coverage.gap_closed", "share.ended"});
  CHECK(desk.session.shares.empty());
}

TEST_CASE("stopped share: nothing that was still on its way starts it again") {
  StoppedDesk desk;
  desk.Do(event::WatchStopped{desk.share});
  event::ScreenRead late{desk.share, {Seen(Kind::kEmail, 2)}};
  late.card_form = true;
  desk.Do(late);
  CHECK(desk.effects.empty());
  CHECK(desk.session.recording.card_forms.empty());
  desk.Do(event::GapOpened{desk.share, GapReason::kDisplayLost});
  CHECK(desk.effects.empty());
  desk.Do(event::GapClosed{desk.share, GapReason::kStoppedByEmployee});
  CHECK(desk.effects.empty());
  desk.Do(event::SharePlaced{desk.share, {0, 0, 8, 6}});
  CHECK(desk.session.shares[0].place.empty());
  Share other;
  other.target = ShareTargetKind::kWindow;
  other.window = 7;
  desk.Do(event::ShareTargetChanged{desk.share, other});
  CHECK(desk.Records() == Strings{"share.target_changed"});
  CHECK(desk.All<effect::WatchScreen>().empty());
  desk.Do(event::WatchStopped{desk.share});
  CHECK(desk.effects.empty());
}

TEST_CASE("stopped share: what the policy does not allow does nothing") {
  StoppedDesk desk(GENERATE(EmployeeStops::kByHand, EmployeeStops::kNever));
  desk.Do(event::WatchStopped{desk.share});
  CHECK(desk.effects.empty());
  CHECK_FALSE(desk.session.shares[0].stopped);
}

TEST_CASE("stopped share: who is watching is asked only while something is watched") {
  Desk desk(Allowing(EmployeeStops::kAlways));
  const std::string share = desk.StartShare();
  CHECK(desk.session.asking_audience);
  desk.Do(event::WatchStopped{share});
  CHECK(desk.All<effect::StopAskingAudience>().size() == 1);
  CHECK_FALSE(desk.session.asking_audience);
}

}  // namespace
}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/policy/session/recording_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

TEST_CASE("recording: a wish alone opens nothing, and nothing of ours listens") {
  RecordingRoom room;
  room.Do(event::RecordingAsked{});
  CHECK(room.effects.empty());
  CHECK(room.Phase() == "no_call");
  room.Call();
  CHECK(room.Phase() == "closed");
  room.Do(event::RecordingAsked{});
  CHECK_FALSE(room.Did<effect::Announce>());
  CHECK_FALSE(room.Did<effect::OpenRecording>());
  room.Do(event::AnnouncementAsked{""});
  CHECK(room.effects.empty());
  CHECK_FALSE(room.session.recording.wanted);
}

TEST_CASE(
    "recording: from the wish follow announcement, receipt, permit and sound, each after its "
    "record") {
  RecordingRoom room;
  room.Call();
  room.State();
  CHECK(room.Records() == Strings{"recording.basis"});
  CHECK(room.Phase() == "ready_to_announce");
  room.Do(event::RecordingAsked{});
  CHECK(room.Records() == Strings{"announcement.started"});
  REQUIRE(room.Did<effect::Announce>());
  CHECK(room.All<effect::Announce>()[0].text.text == "We record.");
  CHECK(room.Phase() == "announcing");
  CHECK_FALSE(room.Did<effect::OpenRecording>());

  room.Announced();
  CHECK(room.Records() == Strings{"announcement.made", "recording.opened"});
  REQUIRE(room.Did<effect::OpenRecording>());
  const auto opened = room.All<effect::OpenRecording>()[0];
  CHECK(opened.permit.basis() == LawfulBasis::kLegitimateInterests);
  CHECK(opened.recording.retention_class == "recordings");
  CHECK(opened.recording.reference == "LIA-7");
  REQUIRE(room.All<effect::Record>()[1].recording);
  CHECK(room.All<effect::Record>()[1].recording->grounds.receipts.size() == 1);
  CHECK(room.Phase() == "opening");
  room.Do(event::RecorderStarted{room.Id()});
  CHECK(room.Phase() == "recording");

  room.Do(event::RecordingStopAsked{});
  REQUIRE(room.Did<effect::CloseRecording>());
  CHECK(room.Phase() == "closing");
  const std::string id = room.Id();
  room.Do(event::RecorderFinished{id, 42s, true});
  REQUIRE(room.Records() == Strings{"recording.closed"});
  const Recording kept = *room.All<effect::Record>()[0].recording;
  CHECK(kept.state == RecordingState::kComplete);
  CHECK(kept.length == 42s);
  CHECK(kept.end_reason == "stopped");
  CHECK(room.Phase() == "ready");
}

TEST_CASE("recording: a reference that the policy does not list stands in no ledger and no mail") {
  RecordingRoom room;
  room.Call();
  const std::string typed = GENERATE("LIA-7", "as agreed with Alma Quist");
  room.Do(event::BasisStated{{"complaints", LawfulBasis::kLegitimateInterests, typed, "", false}});
  const bool listed = typed == "LIA-7";
  CHECK(room.All<effect::Record>()[0].fields.count("reference") == (listed ? 1 : 0));
  room.Do(event::ChampionAsked{"May we?", "desk"});
  REQUIRE(room.Did<effect::Mail>());
  CHECK(room.All<effect::Mail>()[0].question->reference == (listed ? typed : ""));
}

TEST_CASE("recording: no name of anybody stands in a field of the ledger") {
  RecordingRoom room;
  Strings texts;
  const auto note = [&] {
    for (const auto& r : room.All<effect::Record>()) {
      for (const auto& [name, value] : r.fields) texts.push_back(value);
    }
  };
  room.Call();
  note();
  room.Do(
      event::BasisStated{{"complaints", LawfulBasis::kContract, "customer Alma Quist", "", false}});
  note();
  room.Do(event::RecordingAsked{});
  note();
  room.Announced();
  note();
  room.Do(event::CallEnded{});
  note();
  REQUIRE(texts.size() > 10);
  for (const std::string& text : texts) CHECK(text.find("Alma") == std::string::npos);
}

TEST_CASE(
    "recording: an announcement that was not injected whole gives neither receipt nor permit") {
  RecordingRoom room;
  room.Call();
  room.State();
  room.Do(event::RecordingAsked{});
  AnnouncementMeasure half = test::GoodMeasure();
  half.segments_met = 4;
  room.Do(event::AnnouncementMeasured{room.session.recording.announcing->id, half});
  CHECK(room.Records() == Strings{"announcement.failed"});
  CHECK_FALSE(room.Did<effect::OpenRecording>());
  CHECK_FALSE(room.session.recording.wanted);
  CHECK(room.session.recording.grounds.receipts.empty());
  CHECK_FALSE(room.session.recording.trouble.empty());
  // It is tried again when somebody asks, not by itself.
  room.Wait(10min);
  CHECK_FALSE(room.Did<effect::Announce>());
  room.Do(event::RecordingAsked{});
  CHECK(room.Did<effect::Announce>());
}

TEST_CASE("recording: read aloud counts on the employee's word, where policy and place let it") {
  Policy policy = RecordingRoom::FirmPolicy();
  bool counts = true;
  SECTION("where they do") {
    policy.recording.read_aloud_allowed = true;
  }
  SECTION("not without the policy's word") {
    counts = false;
  }
  SECTION("not where a place wants it played") {
    policy.recording.read_aloud_allowed = true;
    policy.recording.profiles[0].read_aloud_allowed = false;
    counts = false;
  }
  RecordingRoom room(policy);
  room.Call();
  room.State();
  room.Do(event::AnnouncementReadAloud{""});
  CHECK(room.Recorded("announcement.made") == counts);
  CHECK(MayReadAloud(room.session, room.now).ok() == counts);
  CHECK_FALSE(room.Did<effect::Announce>());
  CHECK(room.Phase() == (counts ? "ready" : "ready_to_announce"));
  if (!counts) return;
  CHECK(room.All<effect::Record>()[0].fields.at("method") == "read_aloud");
  room.Do(event::RecordingAsked{});
  CHECK(room.Did<effect::OpenRecording>());
}

TEST_CASE("recording: a measure of another announcement is nobody's receipt") {
  RecordingRoom room;
  room.Call();
  room.State();
  room.Do(event::RecordingAsked{});
  room.Do(event::AnnouncementMeasured{"n-other", test::GoodMeasure()});
  CHECK(room.effects.empty());
  CHECK(room.Phase() == "announcing");
}

TEST_CASE("recording: a wording that changed while it played told nobody") {
  RecordingRoom room;
  room.Call();
  room.State();
  room.Do(event::RecordingAsked{});
  Policy changed = room.session.policy;
  changed.recording.announcements[0].version = "2026-2";
  room.Do(event::PolicyChanged{changed});
  room.Announced();
  CHECK_FALSE(room.Did<effect::OpenRecording>());
  CHECK(room.Recorded("announcement.failed"));
}

TEST_CASE("recording: a late joiner pauses it at once, is told, and it goes on by itself") {
  RecordingRoom room;
  room.Record();
  room.Do(event::ParticipantJoined{RecordingRoom::Person(Role::kOther, "Bo Lindqvist")});
  REQUIRE(room.Did<effect::RevokePermit>());
  CHECK(room.All<effect::RevokePermit>()[0].reason == RecordingGapReason::kLateJoiner);
  REQUIRE(room.Did<effect::Announce>());
  CHECK_FALSE(room.session.recording.permitted);
  room.Announced();
  REQUIRE(room.Did<effect::ResumeRecording>());
  CHECK(room.Recorded("recording.resumed"));
  CHECK(room.session.recording.open->participants.size() == 2);
  CHECK(room.Phase() == "recording");
}

TEST_CASE("recording: who joins while it is announced has not been told by that") {
  RecordingRoom room;
  room.Call();
  room.State();
  room.Do(event::RecordingAsked{});
  room.Do(event::ParticipantJoined{RecordingRoom::Person(Role::kOther, "Bo Lindqvist")});
  room.Announced();
  CHECK_FALSE(room.Did<effect::OpenRecording>());
  CHECK(room.Did<effect::Announce>());
  room.Announced();
  CHECK(room.Did<effect::OpenRecording>());
}

TEST_CASE("recording: an objection pauses where Art. 21 gives the right, and only there") {
  RecordingRoom room;
  room.Record();
  room.Do(event::ObjectionRaised{"p1"});
  REQUIRE(room.Did<effect::RevokePermit>());
  CHECK(room.All<effect::RevokePermit>()[0].reason == RecordingGapReason::kConsent);
  CHECK(room.Phase() == "paused");
  room.Do(event::ResumeAsked{});
  CHECK_FALSE(room.Did<effect::ResumeRecording>());
  room.Do(event::ObjectionTakenBack{"p1"});
  CHECK(room.Did<effect::ResumeRecording>());

  RecordingRoom duty;
  duty.Call();
  duty.Do(event::BasisStated{
      {"complaints", LawfulBasis::kLegalObligation, "FCA SYSC 10A.1.6R", "", false}});
  duty.Do(event::RecordingAsked{});
  duty.Announced();
  duty.Do(event::RecorderStarted{duty.Id()});
  duty.Do(event::ObjectionRaised{"p1"});
  CHECK_FALSE(duty.Did<effect::RevokePermit>());
  CHECK(duty.Recorded("recording.objection"));
  CHECK(duty.Did<effect::TellEmployee>());
}

TEST_CASE(
    "recording: consent withdrawn ends it at once, and a new yes does not open it by itself") {
  RecordingRoom room;
  room.Call();
  room.State("complaints", LawfulBasis::kConsent);
  CHECK(room.Unmet() == Strings{"consent", "announcement"});
  room.Do(event::ConsentGiven{"p1"});
  room.Do(event::RecordingAsked{});
  room.Announced();
  room.Do(event::RecorderStarted{room.Id()});
  REQUIRE(room.Phase() == "recording");
  room.Do(event::ConsentWithdrawn{"p1"});
  CHECK(room.Did<effect::CloseRecording>());
  CHECK_FALSE(room.session.recording.permitted);
  room.Do(event::RecorderFinished{room.Id(), 5s, true});
  CHECK(room.All<effect::Record>()[0].recording->end_reason == "consent_withdrawn");
  room.Do(event::ConsentGiven{"p1"});
  CHECK_FALSE(room.Did<effect::OpenRecording>());
}

TEST_CASE("recording: a private call is not recorded until it ends") {
  RecordingRoom room;
  room.Record();
  room.Do(event::CallMadePrivate{});
  CHECK(room.Did<effect::CloseRecording>());
  room.Do(event::RecorderFinished{room.Id(), 5s, true});
  CHECK(room.Phase() == "private");
  room.Do(event::RecordingAsked{});
  CHECK(room.effects.empty());
  room.Hear("Chromium");
  CHECK_FALSE(room.Did<effect::OfferRecording>());
  room.Do(event::CallEnded{});
  room.Call();
  room.State();
  CHECK(room.Phase() == "ready_to_announce");
}

TEST_CASE("recording: what could not be put on record is not done") {
  RecordingRoom room;
  room.Call();
  room.State();
  room.Do(event::RecordingAsked{});
  room.Do(event::PermissionNotKept{});
  CHECK(room.Phase() == "ready_to_announce");
  room.Do(event::RecordingAsked{});
  room.Announced();
  REQUIRE(room.Did<effect::OpenRecording>());
  room.Do(event::PermissionNotKept{});
  CHECK(room.Recorded("recording.closed"));
  CHECK_FALSE(room.session.recording.open);
  CHECK_FALSE(room.session.recording.wanted);
}

TEST_CASE("recording: a ledger or vault that cannot be written revokes the permit") {
  RecordingRoom room;
  room.Record();
  room.Do(event::LedgerFailed{});
  CHECK(room.Did<effect::RevokePermit>());
  room.Do(event::LedgerRecovered{});
  CHECK(room.Did<effect::ResumeRecording>());
  room.Do(event::VaultChanged{false});
  CHECK(room.Did<effect::RevokePermit>());
}

TEST_CASE("recording: a ruling and an assessment are looked at again while it runs") {
  RecordingRoom room;
  room.Record();
  room.Wait(24h - 1min);
  CHECK_FALSE(room.Did<effect::RevokePermit>());
  REQUIRE(NextTick(room.session));
  CHECK(*NextTick(room.session) - room.now.boot <= 1min);
  room.Wait(24h);  // the last day of the assessment is over
  CHECK(room.Did<effect::RevokePermit>());
}

TEST_CASE("recording: a pause for cards is ended by the employee alone, and reminded of") {
  RecordingRoom room;
  room.Record();
  room.Do(event::PauseAsked{RecordingGapReason::kPauseCard});
  REQUIRE(room.Did<effect::RevokePermit>());
  CHECK(room.All<effect::RevokePermit>()[0].reason == RecordingGapReason::kPauseCard);
  room.Do(event::LedgerFailed{});
  room.Do(event::LedgerRecovered{});
  CHECK_FALSE(room.Did<effect::ResumeRecording>());
  room.Wait(119s);
  CHECK_FALSE(room.Did<effect::TellEmployee>());
  room.Wait(1s);
  CHECK(room.Did<effect::TellEmployee>());
  room.Wait(120s);
  CHECK(room.Did<effect::TellEmployee>());
  room.Do(event::ResumeAsked{});
  CHECK(room.Did<effect::ResumeRecording>());
  room.Wait(200s);
  CHECK_FALSE(room.Did<effect::TellEmployee>());
}

TEST_CASE("recording: a card form on the screen pauses it once, until another one appears") {
  Policy policy = RecordingRoom::FirmPolicy();
  policy.recording.card_watch = true;
  RecordingRoom room(policy);
  room.Record();
  CHECK(room.session.recording.watching_window);
  event::ScreenRead form{kActiveWindow, {}, false, true};
  room.Do(form);
  REQUIRE(room.Did<effect::RevokePermit>());
  CHECK(room.Did<effect::TellEmployee>());
  CHECK_FALSE(room.Recorded("alert.opened"));
  room.Do(event::ResumeAsked{});
  room.Do(form);
  CHECK_FALSE(room.Did<effect::RevokePermit>());
  room.Do(event::ScreenRead{kActiveWindow, {}, false, false});
  room.Do(event::ScreenRead{kActiveWindow, {Seen(Kind::kPaymentCard, 1)}, false, false});
  CHECK(room.Did<effect::RevokePermit>());
}

TEST_CASE(
    "recording: the window is looked at only while recording, by policy, and not unannounced") {
  RecordingRoom without;
  without.Record();
  CHECK_FALSE(without.session.recording.watching_window);
  Policy policy = RecordingRoom::FirmPolicy();
  policy.recording.card_watch = true;
  RecordingRoom room(policy);
  room.Call();
  room.State();
  room.Do(event::RecordingAsked{});
  room.Announced();
  REQUIRE(room.Did<effect::WatchActiveWindow>());
  CHECK(room.Did<effect::TellEmployee>());
  room.Do(event::CallEnded{});
  REQUIRE(room.Did<effect::WatchActiveWindow>());
  CHECK_FALSE(room.All<effect::WatchActiveWindow>()[0].on);
}

TEST_CASE("recording: the hotkey pauses and goes on") {
  RecordingRoom room;
  room.Do(event::PauseToggled{});
  CHECK(room.effects.empty());
  room.Record();
  room.Do(event::PauseToggled{});
  CHECK(room.Did<effect::RevokePermit>());
  room.Do(event::PauseToggled{});
  CHECK(room.Did<effect::ResumeRecording>());
}

TEST_CASE("recording: without the call's program the room is not recorded") {
  RecordingRoom room;
  room.Record();
  room.Do(event::CallFellSilent{});
  REQUIRE(room.Did<effect::RevokePermit>());
  CHECK(room.All<effect::RevokePermit>()[0].reason == RecordingGapReason::kDeviceLost);
  room.Do(event::LedgerFailed{});
  room.Do(event::LedgerRecovered{});
  CHECK_FALSE(room.Did<effect::ResumeRecording>());
  room.Do(event::ResumeAsked{});
  CHECK_FALSE(room.Did<effect::ResumeRecording>());
  CHECK_FALSE(room.session.recording.trouble.empty());
  room.Hear("baresip");
  CHECK(room.Did<effect::ResumeRecording>());
}

TEST_CASE("recording: a call that is over in a pause is not gone on with") {
  RecordingRoom room;
  room.Record();
  room.Do(event::PauseAsked{RecordingGapReason::kPauseCard});
  room.Do(event::CallFellSilent{});
  room.Do(event::ResumeAsked{});
  CHECK_FALSE(room.Did<effect::ResumeRecording>());
  room.Do(event::PauseToggled{});
  CHECK_FALSE(room.Did<effect::ResumeRecording>());
}

TEST_CASE("recording: another call on the line is not recorded under what the first was told") {
  RecordingRoom later;
  later.Record();
  later.Do(event::CallFellSilent{});
  later.Wait(10s);
  later.Hear("baresip", 8);
  CHECK(later.Did<effect::CloseRecording>());
  CHECK_FALSE(later.Did<effect::ResumeRecording>());
  CHECK(later.session.recording.grounds.people.at("p1").told.empty());

  RecordingRoom other;
  other.Record();
  other.Hear("Chromium", 9);
  CHECK(other.Did<effect::CloseRecording>());

  // The same program at once on a new stream: a device was changed; they are told again.
  RecordingRoom moved;
  moved.Record();
  moved.Do(event::CallFellSilent{});
  moved.Wait(1s);
  moved.Hear("baresip", 8);
  CHECK_FALSE(moved.Did<effect::CloseRecording>());
  CHECK_FALSE(moved.Did<effect::ResumeRecording>());
  REQUIRE(moved.Did<effect::Announce>());
  moved.Announced();
  CHECK(moved.Did<effect::ResumeRecording>());
}

TEST_CASE(
    "recording: several programs with the microphone are not told apart, so nothing is kept") {
  RecordingRoom room;
  room.Record();
  room.Do(event::CallHeard{"baresip", 7, "mic", true});
  CHECK(room.Did<effect::RevokePermit>());
  room.Do(event::ResumeAsked{});
  CHECK_FALSE(room.Did<effect::ResumeRecording>());
  room.Hear("baresip");
  CHECK(room.Did<effect::ResumeRecording>());

  RecordingRoom before;
  before.Do(event::CallHeard{"baresip", 7, "mic", true});
  before.Call();
  before.State();
  before.Do(event::RecordingAsked{});
  CHECK_FALSE(before.Did<effect::Announce>());
  CHECK(before.session.recording.trouble.find("several") != std::string::npos);
}

TEST_CASE("recording: a call that changes its devices goes on with the new ones, over a gap") {
  RecordingRoom room;
  room.Record();
  room.Hear("baresip", 7, "headset");
  REQUIRE(room.Did<effect::RevokePermit>());
  CHECK(room.All<effect::RevokePermit>()[0].reason == RecordingGapReason::kStreamMoved);
  CHECK(room.Did<effect::ResumeRecording>());
}

TEST_CASE("recording: what it rested on stays with it after the call, and of who has left") {
  RecordingRoom room;
  room.Hear("baresip");
  room.Call();
  room.State("complaints", LawfulBasis::kConsent);
  room.Do(event::ParticipantJoined{RecordingRoom::Person(Role::kOther, "Bo Lindqvist")});
  room.Do(event::ConsentGiven{"p1"});
  room.Do(event::ConsentGiven{"p2"});
  room.Do(event::RecordingAsked{});
  room.Announced();
  room.Do(event::RecorderStarted{room.Id()});
  room.Do(event::ParticipantLeft{"p2"});
  const std::string call = room.session.call->id;
  room.Do(event::CallEnded{});
  const std::string id = room.Id();
  room.Call();  // the next one, before the file is sealed
  room.Do(event::RecorderFinished{id, 9s, true});
  const effect::Record closed = room.All<effect::Record>()[0];
  CHECK(closed.fields.at("call") == call);
  REQUIRE(closed.recording);
  CHECK(closed.recording->grounds.receipts.size() == 1);
  CHECK(closed.recording->grounds.people.at("p2").consent);
  CHECK(closed.recording->grounds.basis->basis == LawfulBasis::kConsent);
}

TEST_CASE("recording: a softphone that takes the microphone brings an offer, never more") {
  RecordingRoom room;
  room.Hear("Chromium");
  REQUIRE(room.Did<effect::OfferRecording>());
  CHECK(room.effects.size() == 1);
  RecordingRoom firm_without_purposes{Policy{}};
  firm_without_purposes.Hear("Chromium");
  CHECK(firm_without_purposes.effects.empty());
}

TEST_CASE("recording: another program that records is told to employee and champion, once") {
  RecordingRoom room;
  room.Do(event::ForeignRecorderSeen{"/usr/bin/parec"});
  CHECK(room.Recorded("recorder.foreign_seen"));
  CHECK(room.Did<effect::TellEmployee>());
  REQUIRE(room.Did<effect::Mail>());
  CHECK(room.All<effect::Mail>()[0].facts.at("executable") == "/usr/bin/parec");
  room.Do(event::ForeignRecorderSeen{"/usr/bin/parec"});
  CHECK(room.effects.empty());
  room.Do(event::ForeignRecorderGone{"/usr/bin/parec"});
  room.Do(event::ForeignRecorderSeen{"/usr/bin/parec"});
  CHECK(room.Did<effect::TellEmployee>());
  CHECK_FALSE(room.Did<effect::Mail>());  // the champions had one a moment ago
  room.Do(event::ForeignRecorderGone{"/usr/bin/parec"});
  room.Wait(1h);
  room.Do(event::ForeignRecorderSeen{"/usr/bin/parec"});
  CHECK(room.Did<effect::Mail>());
}

TEST_CASE("recording: unsure stays shut until the champion's ruling, which opens it") {
  RecordingRoom room;
  room.Call();
  room.Do(event::BasisStated{{"complaints", LawfulBasis::kUnknown, "", "", true}});
  CHECK(room.Phase() == "closed");
  room.Do(event::ChampionAsked{"May I?", "imogen"});
  REQUIRE(room.Did<effect::Mail>());
  const Question question = *room.All<effect::Mail>()[0].question;
  CHECK(question.purpose == "complaints");
  CHECK(question.jurisdictions == Strings{"uk"});
  CHECK(room.Phase() == "consulting");
  room.Do(event::RecordingAsked{});
  CHECK_FALSE(room.Did<effect::Announce>());
  Ruling ruling = test::MakeRuling("complaints");
  ruling.question = question.id;
  room.Do(event::RulingImported{ruling});
  CHECK(room.Did<effect::TellEmployee>());
  CHECK(room.Phase() == "ready_to_announce");
  // The wish that came too early does not count.
  CHECK_FALSE(room.Did<effect::Announce>());
  room.Do(event::RecordingAsked{});
  room.Announced();
  CHECK(room.session.recording.open->ruling == ruling.id);
}

TEST_CASE("recording: what died with an earlier run is closed as truncated") {
  RecordingRoom room;
  Recording old;
  old.id = "v-old-1";
  old.state = RecordingState::kOpen;
  old.length = 7s;
  old.started_at = room.now.wall;
  room.Do(event::RecordsFound{{}, {old}});
  REQUIRE(room.Records() == Strings{"recording.closed"});
  const Recording closed = *room.All<effect::Record>()[0].recording;
  CHECK(closed.state == RecordingState::kTruncated);
  CHECK(closed.ended_at == room.now.wall + 7s);
}

TEST_CASE("recording: a recorder that dies leaves a truncated recording and no new one") {
  RecordingRoom room;
  room.Record();
  const std::string id = room.Id();
  room.Do(event::RecorderFailed{id, 9s, "it died."});
  REQUIRE(room.Recorded("recording.closed"));
  CHECK(room.Did<effect::TellEmployee>());
  room.Wait(5min);
  CHECK_FALSE(room.Did<effect::OpenRecording>());
  room.Do(event::RecorderFinished{id, 9s, true});
  CHECK(room.effects.empty());
}

TEST_CASE("recording: a full disk warns, then ends it in order") {
  RecordingRoom room;
  room.Record();
  room.Do(event::DiskLow{900, false});
  CHECK(room.Did<effect::TellEmployee>());
  CHECK_FALSE(room.Did<effect::CloseRecording>());
  room.Do(event::DiskLow{200, true});
  CHECK(room.Did<effect::CloseRecording>());
}

TEST_CASE("recording: the agent's end and the call's end the recording in order") {
  RecordingRoom room;
  room.Record();
  room.Do(event::AgentStopping{});
  CHECK(room.Did<effect::CloseRecording>());
  RecordingRoom other;
  other.Record();
  const std::string first = other.Id();
  other.Call();  // a new call while the old file is being sealed
  CHECK(other.Did<effect::CloseRecording>());
  CHECK(other.Phase() == "closing");
  other.State();
  other.Do(event::RecordingAsked{});
  CHECK_FALSE(other.Did<effect::OpenRecording>());
  other.Do(event::RecorderFinished{first, 3s, true});
  CHECK(other.Recorded("recording.closed"));
}

}  // namespace
}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <optional>
#include <random>
#include <set>

#include "tests/policy/session/recording_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;

constexpr const char* kUk = "uk";

std::vector<std::string> PlacesOf(const Session& s) {
  std::vector<std::string> places = {kUk};  // the employee's
  for (const Participant& p : s.call->participants) {
    places.push_back(p.jurisdiction.empty() ? kUk : p.jurisdiction);
  }
  return places;
}

// The champion's last word about this call.
std::string WhatTheChampionSays(const Session& s, const Now& now) {
  const std::vector<std::string> places = PlacesOf(s);
  const auto about = [&](const Ruling& r) {
    if (r.purpose != s.recording.grounds.basis->purpose || r.valid_from > now.wall) return false;
    size_t covered = 0;
    for (const std::string& place : places) {
      for (const std::string& named : r.jurisdictions) covered += named == place ? 1 : 0;
    }
    return r.allowed ? covered == places.size() : covered > 0;
  };
  WallTime last_no{};
  bool no_holds = false;
  for (const Ruling& r : s.rulings) {
    if (r.allowed || !about(r)) continue;
    if (r.valid_from >= last_no) no_holds = now.wall < r.valid_until;
    last_no = std::max(last_no, r.valid_from);
  }
  bool yes = false;
  for (const Ruling& r : s.rulings) {
    yes |= r.allowed && about(r) && now.wall < r.valid_until && r.valid_from > last_no;
  }
  if (!yes && no_holds) return "the champion said no";
  return !yes && s.recording.grounds.basis->unsure ? "the champion did not say yes" : "";
}

// Everything that must hold while sound is kept, told in the plainest way and without the gate.
std::string WhatIsWrong(const Session& s, const Now& now) {
  const RecordingCase& c = s.recording.grounds;
  if (!s.call) return "no call";
  if (c.private_call) return "private";
  if (s.heard && s.heard->several) return "it cannot be told which is the call";
  if (!c.basis) return "no ground";
  if (!s.vault_open || s.ledger_failing) return "not on record";
  if (auto wrong = WhatTheChampionSays(s, now); !wrong.empty()) return wrong;
  // The rulings of this test all rest on legitimate interests.
  const LawfulBasis basis = c.basis->unsure ? LawfulBasis::kLegitimateInterests : c.basis->basis;
  if (basis == LawfulBasis::kUnknown) return "no lawful basis";
  const RecordingRules& rules = s.policy.recording;
  if (basis == LawfulBasis::kLegitimateInterests &&
      now.wall >= rules.assessments[0].review_by + 24h) {
    return "the assessment is overdue";
  }
  const bool consent = basis == LawfulBasis::kConsent;
  bool germany = false;
  bool customer = false;
  for (const Participant& p : s.call->participants) germany |= p.jurisdiction == "de";
  for (const Participant& p : s.call->participants) {
    customer |= p.role != Role::kStaff;
    if (p.jurisdiction == "mars") return "a place that nobody knows";
    const Standing& standing = c.people.at(p.id);
    if (germany && !standing.consent) return "no consent where everyone's is asked";
    if (consent && p.role != Role::kStaff && !standing.consent) return "no consent";
    if (consent && p.role != Role::kStaff && standing.withdrawn) return "withdrawn";
    if (standing.objected && basis == LawfulBasis::kLegitimateInterests) return "objection";
    bool told = false;
    for (const AnnouncementReceipt& r : c.receipts) {
      const bool counts = r.method == AnnouncementMethod::kReadAloud
                              ? rules.read_aloud_allowed
                              : r.measure.segments_met == r.measure.segments;
      for (const std::string& who : r.participants) told |= counts && who == p.id;
    }
    if (!told) return "somebody was not told";
  }
  return customer ? "" : "nobody but staff";
}

bool Permits(const Effect& e) {
  return std::holds_alternative<effect::Announce>(e) ||
         std::holds_alternative<effect::OpenRecording>(e) ||
         std::holds_alternative<effect::ResumeRecording>(e);
}

// Random calls. The test plays the recorder: `keeping` is what a recorder that obeys would do.
TEST_CASE("recording: in no order of events is sound kept while anything is missing") {
  size_t kept_steps = 0;
  size_t unsure_steps = 0;
  size_t aloud_steps = 0;
  for (unsigned seed = 1; seed <= 1500; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto pick = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
    RecordingRoom room;
    room.session.policy.recording.assessments[0].review_by =
        std::chrono::floor<std::chrono::days>(test::kNoon);
    if (pick(3) == 0) room.now.wall += 11h + std::chrono::minutes{pick(60)};  // soon overdue
    bool keeping = false;
    std::optional<uint32_t> told_on;  // the stream that was told last
    std::string recording;
    std::set<std::string> opened;
    for (int step = 0; step < 150; ++step) {
      CAPTURE(step);
      std::string who = "p1";
      if (room.session.call && !room.session.call->participants.empty()) {
        const auto& all = room.session.call->participants;
        who = all[pick(static_cast<uint32_t>(all.size()))].id;
      }
      room.effects.clear();
      switch (pick(32)) {
        case 0:
          if (!room.session.call || pick(6) == 0) room.Call();
          break;
        case 1: {
          if (pick(3) != 0) break;
          Participant p = RecordingRoom::Person(static_cast<Role>(1 + pick(4)), "Bo Lindqvist");
          p.jurisdiction =
              std::vector<std::string>{"", "", "", "uk", "uk", "eu", "de", "mars"}[pick(8)];
          room.Do(event::ParticipantJoined{p});
          break;
        }
        case 2:
          room.Do(event::ParticipantLeft{who});
          break;
        case 3:
        case 4:
          room.State("complaints", pick(3) == 0 ? LawfulBasis::kConsent : LawfulBasis::kUnknown);
          break;
        case 5:
        case 6:
          room.Do(event::ConsentGiven{who});
          break;
        case 7:
          if (pick(3) == 0) room.Do(event::ConsentWithdrawn{who});
          break;
        case 8:
          if (pick(3) == 0) room.Do(event::ObjectionRaised{who});
          break;
        case 9:
          room.Do(event::ObjectionTakenBack{who});
          break;
        case 10:
          if (pick(8) == 0) room.Do(event::CallMadePrivate{});
          break;
        case 11:
          room.Do(event::AnnouncementAsked{""});
          break;
        case 12:
        case 13:
        case 14:
          room.Announced();
          break;
        case 15:
          if (room.session.recording.announcing) {
            room.Do(event::AnnouncementFailed{room.session.recording.announcing->id, "no"});
          }
          break;
        case 16:
        case 17:
        case 18:
          room.Do(event::RecordingAsked{});
          break;
        case 19:
          room.Do(event::RecordingStopAsked{});
          break;
        case 20:
          room.Do(event::PauseAsked{pick(2) == 0 ? RecordingGapReason::kPauseCard
                                                 : RecordingGapReason::kPauseByHand});
          break;
        case 21:
          room.Do(event::ResumeAsked{});
          break;
        case 22:
          if (pick(2) == 0) {
            room.Do(event::RecorderStarted{recording});
          } else if (!keeping) {
            room.Do(event::RecorderFinished{recording, 1s, true});
          } else {
            keeping = false;
            room.Do(event::RecorderFailed{recording, 1s, "it died"});
          }
          break;
        case 23:
          if (pick(4) == 0) {
            room.Do(event::LedgerFailed{});
          } else {
            room.Do(event::LedgerRecovered{});
          }
          break;
        case 24:
          if (pick(3) == 0) {
            room.Do(event::VaultChanged{pick(4) != 0});
          } else if (pick(2) == 0) {
            room.Do(event::CallFellSilent{});
          } else {
            room.Do(event::CallHeard{pick(4) == 0 ? "Chromium" : "baresip", 7 + pick(3),
                                     pick(2) == 0 ? "mic" : "headset", pick(6) == 0});
          }
          break;
        case 25:
          if (pick(4) == 0) {
            room.Do(event::BasisStated{{"complaints", LawfulBasis::kUnknown, "", "", true}});
          }
          break;
        case 26:
        case 27: {
          if (pick(2) == 0) break;
          Ruling ruling = test::MakeRuling("complaints");
          ruling.id = "r-" + std::to_string(step);
          ruling.allowed = pick(4) != 0;
          if (pick(3) != 0) ruling.jurisdictions = {"de", "eu", "uk"};
          ruling.valid_from = room.now.wall - std::chrono::minutes{pick(10)};
          ruling.valid_until = room.now.wall + std::chrono::minutes{1 + pick(20)};
          room.Do(event::RulingImported{ruling});
          break;
        }
        case 28:
          room.Do(event::AnnouncementReadAloud{""});
          if (room.Recorded("announcement.made") && room.session.heard) {
            told_on = room.session.heard->stream;
          }
          break;
        case 29:
          if (room.session.recording.announcing && pick(3) == 0) {
            AnnouncementMeasure half = test::GoodMeasure();
            half.segments_met = 4;
            room.Do(event::AnnouncementMeasured{room.session.recording.announcing->id, half});
          } else if (pick(6) == 0) {
            Policy policy = room.session.policy;
            policy.recording.read_aloud_allowed = !policy.recording.read_aloud_allowed;
            room.Do(event::PolicyChanged{policy});
          } else if (pick(8) == 0) {
            room.Do(event::CallEnded{});
          }
          break;
        case 30:
          if (pick(3) == 0) room.Do(event::DiskLow{100, pick(3) == 0});
          break;
        default:
          room.Wait(pick(12) == 0 ? std::chrono::minutes{pick(300)}
                                  : std::chrono::seconds{pick(300)});
      }
      // Now and then what had to come first could not be written: nothing that it permits is done.
      if (std::any_of(room.effects.begin(), room.effects.end(), Permits) && pick(12) == 0) {
        for (const Effect& e : room.effects) {
          if (std::holds_alternative<effect::RevokePermit>(e) ||
              std::holds_alternative<effect::CloseRecording>(e)) {
            keeping = false;
          }
        }
        room.Do(event::PermissionNotKept{});
        CHECK_FALSE(std::any_of(room.effects.begin(), room.effects.end(), Permits));
      }
      if (room.Did<effect::Announce>() && room.session.heard) {
        told_on = room.session.heard->stream;
      }
      for (const Effect& e : room.effects) {
        if (const auto* open = std::get_if<effect::OpenRecording>(&e)) {
          CHECK_FALSE(keeping);
          CHECK(opened.insert(open->recording.id).second);
          keeping = true;
          recording = open->recording.id;
          CHECK(room.Recorded("recording.opened"));
        } else if (const auto* on = std::get_if<effect::ResumeRecording>(&e)) {
          CHECK_FALSE(keeping);
          CHECK(on->recording == recording);
          keeping = true;
          CHECK(room.Recorded("recording.resumed"));
        } else if (std::holds_alternative<effect::RevokePermit>(e) ||
                   std::holds_alternative<effect::CloseRecording>(e)) {
          keeping = false;
        }
      }
      if (!room.session.recording.open) keeping = false;
      CHECK(keeping == room.session.recording.permitted);
      if (!keeping) continue;
      ++kept_steps;
      REQUIRE(WhatIsWrong(room.session, room.now) == "");
      unsure_steps += room.session.recording.grounds.basis->unsure ? 1 : 0;
      const auto& receipts = room.session.recording.grounds.receipts;
      aloud_steps += receipts.back().method == AnnouncementMethod::kReadAloud ? 1 : 0;
      // Of another call than the one that was told, nothing is kept.
      if (told_on && room.session.heard) REQUIRE(room.session.heard->stream == *told_on);
    }
  }
  // The walk must come to recordings at all, and on every ground.
  CHECK(kept_steps > 1000);
  CHECK(unsure_steps > 50);
  CHECK(aloud_steps > 50);
}

}  // namespace
}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <optional>
#include <random>
#include <set>

#include "tests/policy/session/recording_fixture.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;

// Everything that must hold while sound is kept, told in the plainest way and without the gate.
std::string WhatIsWrong(const Session& s) {
  const RecordingCase& c = s.recording.grounds;
  if (!s.call) return "no call";
  if (c.private_call) return "private";
  if (s.heard && s.heard->several) return "it cannot be told which is the call";
  if (!c.basis) return "no ground";
  if (!s.vault_open || s.ledger_failing) return "not on record";
  const bool consent = c.basis->basis == LawfulBasis::kConsent;
  bool germany = false;
  for (const Participant& p : s.call->participants) germany |= p.jurisdiction == "de";
  for (const Participant& p : s.call->participants) {
    if (p.jurisdiction == "mars") return "a place that nobody knows";
    const Standing& standing = c.people.at(p.id);
    if ((consent || germany) && p.role != Role::kStaff && !standing.consent) return "no consent";
    if (consent && p.role != Role::kStaff && standing.withdrawn) return "withdrawn";
    if (standing.objected && c.basis->basis == LawfulBasis::kLegitimateInterests)
      return "objection";
    bool told = false;
    for (const AnnouncementReceipt& r : c.receipts) {
      for (const std::string& who : r.participants) told |= who == p.id;
    }
    if (!told) return "somebody was not told";
  }
  return "";
}

// Random calls. The test plays the recorder: `keeping` is what a recorder that obeys would do.
TEST_CASE("recording: in no order of events is sound kept while anything is missing") {
  size_t kept_steps = 0;
  for (unsigned seed = 1; seed <= 600; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto pick = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
    RecordingRoom room;
    bool keeping = false;
    std::optional<uint32_t> told_on;  // the stream that the last announcement went into
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
      switch (pick(26)) {
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
        default:
          room.Wait(std::chrono::seconds{pick(300)});
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
      REQUIRE(WhatIsWrong(room.session) == "");
      // Of another call than the one that was told, nothing is kept.
      if (told_on && room.session.heard) REQUIRE(room.session.heard->stream == *told_on);
    }
  }
  // The walk must come to recordings at all.
  CHECK(kept_steps > 1000);
}

}  // namespace
}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/policy/recording/open_case.h"
#include "tests/policy/session/session_fixture.h"

namespace chaperone::policy {

// A desk at a firm that records complaints, with the recorder that the test plays.
struct RecordingRoom : Desk {
  explicit RecordingRoom(Policy policy = FirmPolicy()) : Desk(std::move(policy)) {
    now.wall = test::kNoon;
    Do(event::VaultChanged{true});
  }
  static Policy FirmPolicy() {
    Policy policy;
    policy.recording = test::MakeOpenCase().rules;
    policy.recording.remind_paused = std::chrono::seconds{120};
    return policy;
  }
  static Participant Person(Role role, std::string name) {
    Participant p;
    p.role = role;
    p.name = std::move(name);
    return p;
  }
  void Call() { Do(event::CallStarted{{Person(Role::kCustomer, "Alma Quist")}}); }
  void State(const std::string& purpose = "complaints", LawfulBasis basis = LawfulBasis::kUnknown) {
    Do(event::BasisStated{{purpose, basis, "", "", false}});
  }
  void Hear(const std::string& application, uint32_t stream = 7, const std::string& sound = "mic") {
    Do(event::CallHeard{application, stream, sound, false});
  }
  // The announcement that runs is measured as whole.
  void Announced() {
    Do(event::AnnouncementMeasured{
        session.recording.announcing ? session.recording.announcing->id : "none",
        test::GoodMeasure()});
  }
  // A call that is being recorded.
  void Record() {
    Hear("baresip");
    Call();
    State();
    Do(event::RecordingAsked{});
    Announced();
    Do(event::RecorderStarted{Id()});
  }
  std::string Id() const { return session.recording.open ? session.recording.open->id : ""; }
  std::string_view Phase() const { return RecordingPhaseName(PhaseOf(session, now)); }
  std::vector<std::string> Unmet() const {
    std::vector<std::string> out;
    for (const Requirement& r : UnmetOf(session, now)) out.emplace_back(MissingName(r.missing));
    return out;
  }
  template <class E>
  bool Did() const {
    return !All<E>().empty();
  }
  bool Recorded(const std::string& type) const {
    const auto all = Records();
    return std::find(all.begin(), all.end(), type) != all.end();
  }
};

}  // namespace chaperone::policy

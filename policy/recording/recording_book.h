// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/session.h"

namespace chaperone::policy {

// The recording side of the reducer: works on the session and appends effects, for the length of
// one step.
//
// - Whatever happens, the gate is asked again (Judge): a permit never outlives what it rests on.
// - What permits (Announce, OpenRecording, ResumeRecording) comes with its record in the same step;
//   the agent performs it only once that is committed.
// - `wanted` is the employee's wish: announcing, opening and going on after a pause follow from it
// by
//   themselves; nothing else ever starts a recording.
class RecordingBook {
 public:
  RecordingBook(Session& session, std::vector<Effect>& effects, const Now& now)
      : s_(session), effects_(effects), now_(now) {}

  // Told by the reducer of what happens to the call.
  void CallStarted();
  void ParticipantJoined(const std::string& participant);
  void ParticipantLeft(const std::string& participant);
  void CallEnding();
  // A screen was read: `card` if a card form or a card's number stands on it.
  void ScreenRead(const std::string& share, bool card);
  void ShareEnded(const std::string& share);

  void On(const event::BasisStated& e);
  void On(const event::ConsentGiven& e);
  void On(const event::ConsentWithdrawn& e);
  void On(const event::ObjectionRaised& e);
  void On(const event::ObjectionTakenBack& e);
  void On(const event::CallMadePrivate& e);
  void On(const event::AnnouncementAsked& e);
  void On(const event::AnnouncementReadAloud& e);
  void On(const event::AnnouncementMeasured& e);
  void On(const event::AnnouncementFailed& e);
  void On(const event::RecordingAsked& e);
  void On(const event::RecordingStopAsked& e);
  void On(const event::PauseAsked& e);
  void On(const event::ResumeAsked& e);
  void On(const event::PauseToggled& e);
  void On(const event::RecorderStarted& e);
  void On(const event::RecorderGap& e);
  void On(const event::RecorderFailed& e);
  void On(const event::RecorderFinished& e);
  void On(const event::PermissionNotKept& e);
  void On(const event::DiskLow& e);
  void On(const event::VaultChanged& e);
  void On(const event::ChampionAsked& e);
  void On(const event::RulingImported& e);
  void On(const event::RecordsFound& e);
  void On(const event::CallHeard& e);
  void On(const event::CallFellSilent& e);
  void On(const event::ForeignRecorderSeen& e);
  void On(const event::ForeignRecorderGone& e);
  void Tick();
  // The gate is asked again: revokes, announces, opens or goes on as it says.
  void Judge();

 private:
  using Fields = std::map<std::string, std::string>;

  // Several programs have the microphone: says so as the trouble.
  bool NamesSeveral();
  // Whether the call that was announced into is still the one on the line.
  bool LineHolds() const;
  // Somebody else may be on the line: nobody there has been told of anything.
  void AnotherLine();
  Standing* StandingOf(const std::string& participant);
  bool IsMine(const std::string& recording) const;
  void StartAnnouncing(const std::string& language);
  void StopAnnouncing();
  void Told(AnnouncementReceipt receipt);
  void Open();
  void Resume();
  // Nothing is kept from now on; the recording waits.
  void Pause(RecordingGapReason reason);
  // … and is ended.
  void Close(const char* why);
  // The recording is over: its last record.
  void Settle(RecordingState state, std::chrono::milliseconds length, const char* why);
  void WatchWindow(bool on);
  std::string NewId(const char* prefix);
  void Record(std::string type, Fields fields, bool with_recording = false);
  void Tell(std::string topic, std::string text);

  Session& s_;
  std::vector<Effect>& effects_;
  const Now& now_;
};

}  // namespace chaperone::policy

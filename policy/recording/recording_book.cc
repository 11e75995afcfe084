// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/recording_book.h"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/recording/book_terms.h"

namespace chaperone::policy {
namespace {

using std::chrono::milliseconds;

// The gate rests on dates too (a ruling's, an assessment's): it is asked at least this often.
constexpr std::chrono::minutes kJudgeEvery{1};

GateView ViewOf(const Session& s) {
  return {s.policy.recording, s.call ? &*s.call : nullptr, s.recording.grounds, s.rulings,
          s.vault_open && !s.ledger_failing};
}

RecordingGapReason ReasonOf(const std::vector<Requirement>& unmet) {
  const auto any = [&](std::initializer_list<Missing> which) {
    return std::any_of(unmet.begin(), unmet.end(), [&](const Requirement& r) {
      return std::find(which.begin(), which.end(), r.missing) != which.end();
    });
  };
  if (any({Missing::kWithdrawn, Missing::kObjection})) return RecordingGapReason::kConsent;
  // Consent of somebody new is missing with the announcement: they joined late.
  if (any({Missing::kAnnouncement, Missing::kConsent})) return RecordingGapReason::kLateJoiner;
  return RecordingGapReason::kRequirement;
}

}  // namespace

std::vector<Requirement> UnmetOf(const Session& session, const Now& now) {
  return RecordingGate::Unmet(ViewOf(session), now);
}

Result<void> MayReadAloud(const Session& session, const Now& now) {
  return RecordingGate::MayReadAloud(ViewOf(session), now);
}

RecordingPhase PhaseOf(const Session& session, const Now& now) {
  const RecordingSession& r = session.recording;
  if (r.open) {
    if (r.closing) return RecordingPhase::kClosing;
    if (!r.permitted) return r.announcing ? RecordingPhase::kAnnouncing : RecordingPhase::kPaused;
    return r.running ? RecordingPhase::kRecording : RecordingPhase::kOpening;
  }
  if (!session.call) return RecordingPhase::kNoCall;
  if (r.grounds.private_call) return RecordingPhase::kPrivate;
  if (r.announcing) return RecordingPhase::kAnnouncing;
  const std::vector<Requirement> unmet = UnmetOf(session, now);
  if (unmet.empty()) return RecordingPhase::kReady;
  if (OnlyTheAnnouncement(unmet)) return RecordingPhase::kReadyToAnnounce;
  const bool ruling = std::any_of(unmet.begin(), unmet.end(), [](const Requirement& m) {
    return m.missing == Missing::kRuling;
  });
  return ruling && r.asked_champion ? RecordingPhase::kConsulting : RecordingPhase::kClosed;
}

std::string_view RecordingPhaseName(RecordingPhase phase) {
  constexpr std::array<std::string_view, 12> kNames = {
      "unknown",    "no_call", "private", "closed",    "consulting", "ready_to_announce",
      "announcing", "ready",   "opening", "recording", "paused",     "closing"};
  const auto i = static_cast<size_t>(phase);
  return i < kNames.size() ? kNames[i] : kNames[0];
}

std::string RecordingBook::NewId(const char* prefix) {
  return prefix + std::string("-") + s_.instance + "-" + std::to_string(s_.next_id++);
}

void RecordingBook::Record(std::string type, Fields fields, bool with_recording) {
  effect::Record record{std::move(type), std::move(fields), std::nullopt, std::nullopt};
  if (with_recording) {
    // What it rested on while it was made; the next call has grounds of its own.
    if (!s_.recording.closing) s_.recording.open->grounds = s_.recording.grounds;
    record.fields.emplace("call", s_.recording.open->call);
    record.fields.emplace("recording", s_.recording.open->id);
    record.recording = s_.recording.open;
  } else if (s_.call) {
    record.fields.emplace("call", s_.call->id);
  }
  effects_.emplace_back(std::move(record));
}

void RecordingBook::Tell(std::string topic, std::string text) {
  effects_.emplace_back(effect::TellEmployee{std::move(topic), std::move(text)});
}

Standing* RecordingBook::StandingOf(const std::string& participant) {
  const auto it = s_.recording.grounds.people.find(participant);
  return s_.call && it != s_.recording.grounds.people.end() ? &it->second : nullptr;
}

bool RecordingBook::IsMine(const std::string& recording) const {
  return s_.recording.open && s_.recording.open->id == recording;
}

void RecordingBook::CallStarted() {
  // A recording that is still being closed keeps its place until the recorder has answered.
  RecordingSession fresh;
  if (s_.recording.open) {
    fresh.open = s_.recording.open;
    fresh.closing = true;
  }
  s_.recording = std::move(fresh);
  for (const Participant& p : s_.call->participants) s_.recording.grounds.people[p.id] = {};
  effects_.emplace_back(effect::StopOffering{});
}

void RecordingBook::ParticipantJoined(const std::string& participant) {
  s_.recording.grounds.people[participant] = {};
  s_.recording.announcement_failed = false;
  if (s_.recording.open && !s_.recording.closing) {
    const auto& all = s_.call->participants;
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.id == participant; });
    if (it != all.end()) s_.recording.open->participants.push_back(*it);
  }
  Judge();
}

// What they said stays with what was recorded of them (Art. 7(1)).
void RecordingBook::ParticipantLeft(const std::string& /*participant*/) {
  Judge();
}

void RecordingBook::CallEnding() {
  s_.recording.wanted = false;
  StopAnnouncing();
  Close("call_ended");
}

void RecordingBook::Pause(RecordingGapReason reason) {
  RecordingSession& r = s_.recording;
  if (!r.open || r.closing) return;
  const bool kept = std::exchange(r.permitted, false);
  r.paused = reason;
  r.judge_at.reset();
  if (!r.remind_at) r.remind_at = now_.boot + s_.policy.recording.remind_paused;
  if (!kept) return;
  r.paused_since = now_.boot;
  effects_.emplace_back(effect::RevokePermit{r.open->id, reason});
  Record("recording.paused", {{"reason", std::string(RecordingGapReasonName(reason))}}, true);
}

void RecordingBook::Close(const char* why) {
  RecordingSession& r = s_.recording;
  if (!r.open || r.closing) return;
  r.open->grounds = r.grounds;
  r.closing = true;
  r.permitted = false;
  r.open->end_reason = why;
  r.judge_at.reset();
  r.remind_at.reset();
  effects_.emplace_back(effect::CloseRecording{r.open->id});
  Record("recording.ending", {{"reason", why}}, true);
  WatchWindow(false);
}

void RecordingBook::Settle(RecordingState state, milliseconds length, const char* why) {
  RecordingSession& r = s_.recording;
  r.open->state = state;
  r.open->length = length;
  r.open->ended_at = now_.wall;
  if (!r.closing) r.open->grounds = r.grounds;
  r.closing = true;  // no more is added to its grounds
  if (r.open->end_reason.empty()) r.open->end_reason = why;
  Record("recording.closed",
         {{"state", std::string(RecordingStateName(state))},
          {"reason", r.open->end_reason},
          {"length_ms", Milliseconds(length)},
          {"gaps", std::to_string(r.open->gaps.size())},
          {"retention_class", r.open->retention_class}},
         true);
  r.open.reset();
  r.permitted = r.running = r.closing = r.wanted = false;
  r.paused.reset();
  r.paused_since.reset();
  r.remind_at.reset();
  r.judge_at.reset();
  WatchWindow(false);
}

void RecordingBook::WatchWindow(bool on) {
  const bool now_on = on && s_.policy.recording.card_watch;
  if (std::exchange(s_.recording.watching_window, now_on) == now_on) return;
  if (now_on) {
    Tell(
        "card_watch",
        "While this call is recorded, Chaperone looks at the window you work in for forms that ask "
        "for card details, to pause the recording. It keeps nothing of what it sees.");
  } else {
    s_.recording.card_forms.erase(kActiveWindow);
  }
  effects_.emplace_back(effect::WatchActiveWindow{now_on});
}

void RecordingBook::Open() {
  const auto permit = RecordingGate::Open(ViewOf(s_), now_);
  if (!permit || !LineHolds()) return;
  auto text = FindAnnouncement(s_.policy.recording, permit->language().empty()
                                                        ? s_.policy.recording.language
                                                        : permit->language());
  if (!text) return;
  RecordingSession& r = s_.recording;
  policy::Recording recording;
  recording.id = NewId("v");
  recording.call = s_.call->id;
  recording.state = RecordingState::kOpen;
  recording.purpose = permit->purpose();
  recording.basis = permit->basis();
  recording.reference = permit->reference();
  recording.ruling = permit->ruling();
  recording.language = text->language;
  recording.started_at = now_.wall;
  recording.participants = s_.call->participants;
  for (const RecordingPurpose& p : s_.policy.recording.purposes) {
    if (p.name == recording.purpose) recording.retention_class = p.retention_class;
  }
  r.open = std::move(recording);
  r.permitted = true;
  r.running = false;
  r.judge_at = now_.boot + kJudgeEvery;
  Record("recording.opened",
         {{"purpose", r.open->purpose},
          {"basis", std::string(LawfulBasisName(r.open->basis))},
          {"ruling", r.open->ruling},
          {"announcement", r.grounds.receipts.empty() ? "" : r.grounds.receipts.back().id},
          {"participants", std::to_string(r.open->participants.size())},
          {"retention_class", r.open->retention_class}},
         true);
  if (s_.heard) r.line = s_.heard->stream;
  effects_.emplace_back(effect::OpenRecording{*r.open, *permit, std::move(*text)});
  WatchWindow(true);
  if (!r.card_forms.empty()) {
    On(event::PauseAsked{RecordingGapReason::kPauseCard});
    Tell("recording", kCardsOnTheScreen);
  }
}

void RecordingBook::Resume() {
  const auto permit = RecordingGate::Open(ViewOf(s_), now_);
  if (!permit || !LineHolds()) return;
  RecordingSession& r = s_.recording;
  r.permitted = true;
  r.paused.reset();
  r.paused_since.reset();
  r.remind_at.reset();
  r.judge_at = now_.boot + kJudgeEvery;
  Record("recording.resumed", {}, true);
  effects_.emplace_back(effect::ResumeRecording{r.open->id, *permit});
}

void RecordingBook::Judge() {
  RecordingSession& r = s_.recording;
  if (!s_.call) return;
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  if (r.permitted && !unmet.empty()) {
    const RecordingGapReason reason = ReasonOf(unmet);
    Pause(reason);
    if (reason == RecordingGapReason::kLateJoiner) {
      Tell("recording", "The recording is paused until whoever has joined has been told of it.");
    } else if (reason == RecordingGapReason::kRequirement) {
      Tell("recording", "The recording is paused: " + unmet.front().sentence);
    }
  }
  if (r.permitted) {
    r.judge_at = now_.boot + kJudgeEvery;
    return;
  }
  const bool announceable = OnlyTheAnnouncement(unmet);
  if (r.announcing && !unmet.empty() && !announceable) StopAnnouncing();
  if (!r.wanted || r.closing || r.announcing) return;
  if (s_.heard && s_.heard->several) return;
  if (announceable) {
    // Into the air nothing is announced: it waits for the call to be on the line again.
    const bool away = r.open && !s_.heard;
    if (!r.announcement_failed && !away) StartAnnouncing("");
  } else if (unmet.empty() && !r.open) {
    Open();
  } else if (unmet.empty() && !ByEmployee(r.paused)) {
    Resume();
  }
}

void RecordingBook::On(const event::VaultChanged& e) {
  if (std::exchange(s_.vault_open, e.open) != e.open) Judge();
}

void RecordingBook::Tick() {
  RecordingSession& r = s_.recording;
  if (r.judge_at && now_.boot >= *r.judge_at) Judge();
  if (r.remind_at && now_.boot >= *r.remind_at && r.open && !r.permitted) {
    const auto since = r.paused_since.value_or(now_.boot);
    Tell("recording",
         "The recording has been paused for " + FormatDuration(now_.boot - since) +
             ". Go on with: chaperone record resume; or end it: chaperone record stop");
    r.remind_at = now_.boot + s_.policy.recording.remind_paused;
  }
}

}  // namespace chaperone::policy

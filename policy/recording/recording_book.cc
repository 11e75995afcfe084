// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/recording_book.h"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::policy {
namespace {

using std::chrono::milliseconds;

// The gate rests on dates too (a ruling's, an assessment's): it is asked at least this often.
constexpr std::chrono::minutes kJudgeEvery{1};
// A program that comes back within this on a new stream has changed its device, not its call; then
// whoever is on the line is told again, and it goes on. Later, it is another call.
constexpr std::chrono::seconds kSameCall{5};
// A program that starts and stops recording again and again is told of once in this time.
constexpr std::chrono::hours kTellForeignAgain{1};

GateView ViewOf(const Session& s) {
  return {s.policy.recording, s.call ? &*s.call : nullptr, s.recording.grounds, s.rulings,
          s.vault_open && !s.ledger_failing};
}

bool OnlyTheAnnouncement(const std::vector<Requirement>& unmet) {
  return !unmet.empty() && std::all_of(unmet.begin(), unmet.end(), [](const Requirement& r) {
    return r.missing == Missing::kAnnouncement;
  });
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

std::string Milliseconds(milliseconds time) {
  return std::to_string(time.count());
}

// The employee paused it, or a card did: only the employee ends that.
bool ByEmployee(const std::optional<RecordingGapReason>& paused) {
  return paused == RecordingGapReason::kPauseCard || paused == RecordingGapReason::kPauseByHand;
}

constexpr const char* kCardsOnTheScreen =
    "The recording is paused: card details are on the screen. Go on when they are done with: "
    "chaperone record resume";

// What may stand in the ledger and in a mail: the firm's own documents, as the policy lists them.
// Anything else can point at a person (a contract, an emergency, a slip of the hand), and is kept
// sealed with the recording only.
bool IsFirmsDocument(const RecordingRules& rules, const std::string& reference) {
  const auto names = [&](const auto& listed) { return listed.reference == reference; };
  return !reference.empty() &&
         (std::any_of(rules.assessments.begin(), rules.assessments.end(), names) ||
          std::any_of(rules.purposes.begin(), rules.purposes.end(), names));
}

}  // namespace

std::vector<Requirement> UnmetOf(const Session& session, const Now& now) {
  return RecordingGate::Unmet(ViewOf(session), now);
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

void RecordingBook::On(const event::BasisStated& e) {
  if (!s_.call || s_.recording.open) return;
  BasisStatement basis = e.basis;
  const auto& purposes = s_.policy.recording.purposes;
  const auto purpose = std::find_if(purposes.begin(), purposes.end(),
                                    [&](const auto& p) { return p.name == basis.purpose; });
  if (purpose != purposes.end() && !basis.unsure) {
    if (basis.basis == LawfulBasis::kUnknown) basis.basis = purpose->basis;
    if (basis.reference.empty() && basis.basis == purpose->basis) {
      basis.reference = purpose->reference;
    }
  }
  Fields fields{{"purpose", basis.purpose},
                {"basis", std::string(LawfulBasisName(basis.basis))},
                {"unsure", basis.unsure ? "yes" : "no"}};
  if (IsFirmsDocument(s_.policy.recording, basis.reference)) {
    fields.emplace("reference", basis.reference);
  }
  if (!basis.special_condition.empty()) {
    fields.emplace("special_condition", basis.special_condition);
  }
  Record("recording.basis", std::move(fields));
  s_.recording.grounds.basis = std::move(basis);
  s_.recording.trouble.clear();
  Judge();
}

void RecordingBook::On(const event::ConsentGiven& e) {
  Standing* standing = StandingOf(e.participant);
  if (standing == nullptr) return;
  const auto text = FindAnnouncement(s_.policy.recording, s_.policy.recording.language);
  const std::string wording = text ? text->language + "/" + text->version : "";
  standing->consent = Consent{wording, now_.wall};
  standing->withdrawn = false;
  Record("recording.consent", {{"participant", e.participant}, {"wording", wording}});
  Judge();
}

// Art. 7(3): stopping is as easy as giving, and at once. Where consent was not what the recording
// rests on, the gate decides what follows.
void RecordingBook::On(const event::ConsentWithdrawn& e) {
  Standing* standing = StandingOf(e.participant);
  if (standing == nullptr) return;
  standing->consent.reset();
  standing->withdrawn = true;
  Record("recording.consent_withdrawn", {{"participant", e.participant}});
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  const bool matters = std::any_of(unmet.begin(), unmet.end(), [](const Requirement& r) {
    return r.missing == Missing::kWithdrawn;
  });
  if (matters && s_.recording.open && !s_.recording.closing) {
    s_.recording.wanted = false;
    Close("consent_withdrawn");
    Tell("recording", "The recording has ended: consent was withdrawn.");
  }
  Judge();
}

void RecordingBook::On(const event::ObjectionRaised& e) {
  Standing* standing = StandingOf(e.participant);
  if (standing == nullptr) return;
  standing->objected = true;
  Record("recording.objection", {{"participant", e.participant}});
  const bool was_permitted = s_.recording.permitted;
  Judge();
  if (was_permitted && !s_.recording.permitted) {
    Tell("recording",
         "The recording is paused: somebody objects. End it with: chaperone record stop; "
         "or, if they take it back: chaperone call object " +
             e.participant + " --taken-back");
  } else if (was_permitted) {
    Tell("recording",
         "The objection is on record. The recording goes on: it rests on a ground that leaves no "
         "right "
         "to object. Tell your Data Protection Champion if you doubt it.");
  }
}

void RecordingBook::On(const event::ObjectionTakenBack& e) {
  Standing* standing = StandingOf(e.participant);
  if (standing == nullptr || !standing->objected) return;
  standing->objected = false;
  Record("recording.objection_taken_back", {{"participant", e.participant}});
  Judge();
}

void RecordingBook::On(const event::CallMadePrivate& /*event*/) {
  if (!s_.call || s_.recording.grounds.private_call) return;
  s_.recording.grounds.private_call = true;
  s_.recording.wanted = false;
  Record("recording.private", {});
  StopAnnouncing();
  Close("private");
}

void RecordingBook::On(const event::AnnouncementAsked& e) {
  s_.recording.announcement_failed = false;
  s_.recording.trouble.clear();
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  // Again, though everyone was told, is allowed; without a ground nothing of ours listens.
  if (s_.recording.announcing || s_.recording.permitted || NamesSeveral()) return;
  if (!unmet.empty() && !OnlyTheAnnouncement(unmet)) return;
  StartAnnouncing(e.language);
}

void RecordingBook::On(const event::AnnouncementReadAloud& e) {
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  if (!s_.policy.recording.read_aloud_allowed || !OnlyTheAnnouncement(unmet)) return;
  const auto text = FindAnnouncement(
      s_.policy.recording, e.language.empty() ? s_.policy.recording.language : e.language);
  if (!text) return;
  StopAnnouncing();
  if (s_.heard) s_.recording.line = s_.heard->stream;
  AnnouncementReceipt receipt;
  receipt.id = NewId("n");
  receipt.method = AnnouncementMethod::kReadAloud;
  receipt.language = text->language;
  receipt.version = text->version;
  receipt.text_hash = TextHash(text->text);
  for (const Participant& p : s_.call->participants) receipt.participants.push_back(p.id);
  Told(std::move(receipt));
  Judge();
}

void RecordingBook::StartAnnouncing(const std::string& language) {
  const auto text = FindAnnouncement(s_.policy.recording,
                                     language.empty() ? s_.policy.recording.language : language);
  if (!text) {
    s_.recording.trouble = text.error().detail;
    s_.recording.announcement_failed = true;
    return;
  }
  OngoingAnnouncement going{NewId("n"), text->language, text->version, TextHash(text->text), {}};
  for (const Participant& p : s_.call->participants) going.participants.push_back(p.id);
  Record("announcement.started", {{"announcement", going.id},
                                  {"language", text->language},
                                  {"version", text->version},
                                  {"text_hash", going.text_hash},
                                  {"participants", std::to_string(going.participants.size())}});
  effects_.emplace_back(effect::Announce{going.id, *text});
  if (s_.heard) s_.recording.line = s_.heard->stream;
  s_.recording.announcing = std::move(going);
}

bool RecordingBook::NamesSeveral() {
  if (!s_.heard || !s_.heard->several) return false;
  s_.recording.trouble =
      "several programs use the microphone, so it cannot be told which of them is the call; close "
      "the others and try again";
  return true;
}

bool RecordingBook::LineHolds() const {
  const RecordingSession& r = s_.recording;
  if (s_.heard && s_.heard->several) return false;
  return !r.line || (s_.heard && s_.heard->stream == *r.line);
}

void RecordingBook::AnotherLine() {
  RecordingSession& r = s_.recording;
  r.line.reset();
  for (auto& [participant, standing] : r.grounds.people) {
    standing.told.clear();
    standing.consent.reset();
  }
}

void RecordingBook::StopAnnouncing() {
  if (!s_.recording.announcing) return;
  Record("announcement.stopped", {{"announcement", s_.recording.announcing->id}});
  s_.recording.announcing.reset();
  effects_.emplace_back(effect::StopAnnouncing{});
}

void RecordingBook::Told(AnnouncementReceipt receipt) {
  receipt.at = now_.wall;
  for (const std::string& p : receipt.participants) {
    if (Standing* standing = StandingOf(p)) standing->told = receipt.id;
  }
  const AnnouncementMeasure& m = receipt.measure;
  Record("announcement.made", {{"announcement", receipt.id},
                               {"method", std::string(AnnouncementMethodName(receipt.method))},
                               {"language", receipt.language},
                               {"version", receipt.version},
                               {"text_hash", receipt.text_hash},
                               {"voice_hash", m.voice_hash},
                               {"injected_ms", Milliseconds(m.injected)},
                               {"gain_db", std::to_string(static_cast<int>(m.gain_db))},
                               {"segments", std::to_string(m.segments)},
                               {"segments_met", std::to_string(m.segments_met)},
                               {"participants", std::to_string(receipt.participants.size())}});
  s_.recording.grounds.receipts.push_back(std::move(receipt));
}

void RecordingBook::On(const event::AnnouncementMeasured& e) {
  if (!s_.recording.announcing || s_.recording.announcing->id != e.announcement) return;
  const OngoingAnnouncement going = *std::exchange(s_.recording.announcing, std::nullopt);
  if (const auto heard = CheckAnnouncement(e.measure, s_.policy.recording); !heard) {
    s_.recording.announcing = going;
    return On(event::AnnouncementFailed{e.announcement, heard.error().detail});
  }
  const auto text = FindAnnouncement(s_.policy.recording, going.language);
  // The policy was changed while it played: nobody was told of what holds now.
  if (!text || text->version != going.version || TextHash(text->text) != going.text_hash) {
    s_.recording.announcing = going;
    return On(event::AnnouncementFailed{
        e.announcement, "the announcement's wording was changed while it played; announce again"});
  }
  AnnouncementReceipt receipt;
  receipt.id = going.id;
  receipt.method = AnnouncementMethod::kInjected;
  receipt.language = going.language;
  receipt.version = going.version;
  receipt.text_hash = going.text_hash;
  receipt.measure = e.measure;
  for (const std::string& p : going.participants) {
    if (StandingOf(p) != nullptr) receipt.participants.push_back(p);
  }
  s_.recording.trouble.clear();
  Told(std::move(receipt));
  Judge();
}

void RecordingBook::On(const event::AnnouncementFailed& e) {
  if (!s_.recording.announcing || s_.recording.announcing->id != e.announcement) return;
  Record("announcement.failed", {{"announcement", e.announcement}});
  s_.recording.announcing.reset();
  s_.recording.announcement_failed = true;
  s_.recording.trouble = e.why;
  if (!s_.recording.open) s_.recording.wanted = false;
  Tell("recording", "The announcement was not made, so nothing is recorded: " + e.why);
  Judge();
}

void RecordingBook::On(const event::RecordingAsked& /*event*/) {
  if (!s_.call) return;
  s_.recording.trouble.clear();
  s_.recording.announcement_failed = false;
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  if (!unmet.empty() && !OnlyTheAnnouncement(unmet)) return;
  if (s_.recording.closing || NamesSeveral()) return;
  s_.recording.wanted = true;
  effects_.emplace_back(effect::StopOffering{});
  Judge();
}

void RecordingBook::On(const event::RecordingStopAsked& /*event*/) {
  s_.recording.wanted = false;
  s_.recording.trouble.clear();
  StopAnnouncing();
  Close("stopped");
}

void RecordingBook::On(const event::PauseAsked& e) {
  RecordingSession& r = s_.recording;
  if (!r.open || r.closing || ByEmployee(r.paused)) return;
  Pause(e.reason == RecordingGapReason::kPauseCard ? RecordingGapReason::kPauseCard
                                                   : RecordingGapReason::kPauseByHand);
}

void RecordingBook::On(const event::ResumeAsked& /*event*/) {
  RecordingSession& r = s_.recording;
  if (!r.open || r.closing || r.permitted) return;
  r.announcement_failed = false;
  r.trouble.clear();
  if (!NamesSeveral() && !LineHolds()) {
    r.trouble =
        "the call that was announced is not on the line any more; if it is over: chaperone call "
        "end";
  }
  if (LineHolds()) r.paused.reset();
  Judge();
}

void RecordingBook::On(const event::PauseToggled& /*event*/) {
  if (!s_.recording.open) return;
  if (ByEmployee(s_.recording.paused)) {
    On(event::ResumeAsked{});
  } else {
    On(event::PauseAsked{RecordingGapReason::kPauseCard});
    Tell("recording", "The recording is paused. The same keys go on with it.");
  }
}

void RecordingBook::ScreenRead(const std::string& share, bool card) {
  RecordingSession& r = s_.recording;
  if (share == kActiveWindow && !r.watching_window) return;
  const bool stood = r.card_forms.contains(share);
  if (!card) r.card_forms.erase(share);
  if (!card || stood) return;
  r.card_forms.insert(share);
  if (!r.open || r.closing || ByEmployee(r.paused)) return;
  On(event::PauseAsked{RecordingGapReason::kPauseCard});
  Tell("recording", kCardsOnTheScreen);
}

void RecordingBook::ShareEnded(const std::string& share) {
  s_.recording.card_forms.erase(share);
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

void RecordingBook::On(const event::RecorderStarted& e) {
  if (!IsMine(e.recording)) return;
  s_.recording.running = true;
  Record("recording.started", {{"recording", e.recording}});
}

void RecordingBook::On(const event::RecorderGap& e) {
  if (!IsMine(e.recording)) return;
  const bool loss = e.gap.reason == RecordingGapReason::kDeviceLost ||
                    e.gap.reason == RecordingGapReason::kStreamMoved;
  if (e.gap.length.count() == 0) {
    if (!loss) return;
    Record("recording.gap_opened", {{"recording", e.recording},
                                    {"reason", std::string(RecordingGapReasonName(e.gap.reason))},
                                    {"channel", e.gap.channel}});
    Tell(
        "recording",
        e.gap.channel == "far_end"
            ? "The other side of the call is not being recorded: its sound device is gone. It goes "
              "on by itself when the device is back."
            : "Your side of the call is not being recorded: the microphone is gone. It goes on by "
              "itself when it is back.");
    return;
  }
  s_.recording.open->gaps.push_back(e.gap);
  Record("recording.gap",
         {{"reason", std::string(RecordingGapReasonName(e.gap.reason))},
          {"channel", e.gap.channel},
          {"from_ms", Milliseconds(e.gap.from)},
          {"length_ms", Milliseconds(e.gap.length)}},
         true);
  if (loss) Tell("recording", "Both sides of the call are recorded again.");
}

void RecordingBook::On(const event::RecorderFailed& e) {
  if (!IsMine(e.recording)) return;
  Settle(RecordingState::kTruncated, e.length, "recorder_failed");
  s_.recording.trouble = e.why;
  Tell("recording", "The recording has ended by itself: " + e.why +
                        " What was recorded until then is kept. Start a new one with: chaperone "
                        "record start");
}

void RecordingBook::On(const event::RecorderFinished& e) {
  if (!IsMine(e.recording)) return;
  Settle(e.complete ? RecordingState::kComplete : RecordingState::kTruncated, e.length,
         "recorder_ended");
}

// Nothing of what this step permitted has happened.
void RecordingBook::On(const event::PermissionNotKept& /*event*/) {
  RecordingSession& r = s_.recording;
  r.trouble =
      "it could not be put on record first, so it was not done; make room on the disk or unlock "
      "the "
      "keyring";
  r.wanted = false;
  if (r.announcing) {
    Record("announcement.failed", {{"announcement", r.announcing->id}});
    r.announcing.reset();
  }
  if (!r.open || !r.permitted) return;
  r.permitted = false;
  if (r.running) {
    r.paused = RecordingGapReason::kRequirement;
  } else {
    effects_.emplace_back(effect::CloseRecording{r.open->id});
    Settle(RecordingState::kTruncated, milliseconds{0}, "not_on_record");
  }
  Tell("recording", "Nothing is recorded: " + r.trouble);
}

void RecordingBook::On(const event::DiskLow& e) {
  if (!s_.recording.open) return;
  Record("recording.disk_low", {{"free_mb", std::to_string(e.free_mb)}});
  if (e.stop) {
    s_.recording.wanted = false;
    Close("disk_full");
    Tell("disk", "The recording ends now: the disk is full.");
  } else {
    Tell("disk", "The disk is nearly full (" + std::to_string(e.free_mb) +
                     " MB left): the recording will have to stop. Make room, or tell IT.");
  }
}

void RecordingBook::On(const event::VaultChanged& e) {
  if (std::exchange(s_.vault_open, e.open) != e.open) Judge();
}

void RecordingBook::On(const event::ChampionAsked& e) {
  if (!s_.call || !s_.recording.grounds.basis) return;
  const BasisStatement& basis = *s_.recording.grounds.basis;
  Question question;
  question.id = NewId("q");
  question.purpose = basis.purpose;
  question.jurisdictions = JurisdictionsOf(s_.policy.recording, *s_.call);
  question.basis = basis.basis;
  if (IsFirmsDocument(s_.policy.recording, basis.reference)) question.reference = basis.reference;
  question.text = e.text;
  question.organisation = s_.policy.organisation;
  question.asked_by = e.asked_by;
  question.asked_at = now_.wall;
  Record("consult.asked", {{"question", question.id},
                           {"purpose", question.purpose},
                           {"basis", std::string(LawfulBasisName(question.basis))}});
  effects_.emplace_back(effect::Mail{MailReason::kQuestion, {}, std::move(question), {}});
  s_.recording.asked_champion = true;
}

void RecordingBook::On(const event::RulingImported& e) {
  std::erase_if(s_.rulings, [&](const Ruling& r) { return r.id == e.ruling.id; });
  s_.rulings.push_back(e.ruling);
  Record("consult.ruling", {{"ruling", e.ruling.id},
                            {"question", e.ruling.question},
                            {"allowed", e.ruling.allowed ? "yes" : "no"},
                            {"purpose", e.ruling.purpose},
                            {"basis", std::string(LawfulBasisName(e.ruling.basis))}});
  if (s_.recording.asked_champion) {
    Tell("consult",
         e.ruling.allowed
             ? "Your Data Protection Champion has answered: you may record, as far as the "
               "ruling goes. See: chaperone record may"
             : "Your Data Protection Champion has answered: do not record this.");
  }
  Judge();
}

void RecordingBook::On(const event::RecordsFound& e) {
  s_.rulings = e.rulings;
  for (policy::Recording recording : e.unfinished) {
    if (s_.recording.open && s_.recording.open->id == recording.id) continue;
    recording.state = RecordingState::kTruncated;
    recording.ended_at = recording.started_at + recording.length;
    if (recording.end_reason.empty()) recording.end_reason = "agent_died";
    effects_.emplace_back(effect::Record{"recording.closed",
                                         {{"recording", recording.id},
                                          {"call", recording.call},
                                          {"state", "truncated"},
                                          {"reason", recording.end_reason},
                                          {"length_ms", Milliseconds(recording.length)}},
                                         std::nullopt,
                                         recording});
  }
  Judge();
}

void RecordingBook::On(const event::CallHeard& e) {
  RecordingSession& r = s_.recording;
  const auto before =
      std::exchange(s_.heard, HeardCall{e.application, e.stream, e.sound, e.several});
  const bool same_line = r.line && *r.line == e.stream;
  if ((r.line || r.open) && !same_line) {
    const bool soon = !r.silent_since || now_.boot - *r.silent_since < kSameCall;
    const bool same_program = !before || before->application == e.application;
    StopAnnouncing();
    AnotherLine();
    if (r.open && !(soon && same_program)) {
      r.wanted = false;
      Close("another_call");
      Tell(
          "recording",
          "The recording has ended: another call is on the line. Who is on it? chaperone call end; "
          "chaperone call start");
    } else if (r.permitted) {
      Pause(RecordingGapReason::kStreamMoved);
    }
  } else if (r.permitted && e.several) {
    Pause(RecordingGapReason::kRequirement);
    Tell("recording",
         "The recording is paused: another program uses the microphone, too, and nobody there has "
         "been told. Close it, and the recording goes on.");
  } else if (r.permitted && before && before->sound != e.sound) {
    // The call has another microphone or loudspeaker now: it goes on with those.
    Pause(RecordingGapReason::kStreamMoved);
  }
  r.silent_since.reset();
  if (r.paused && !ByEmployee(r.paused)) r.paused.reset();
  Judge();
  const bool asked = r.wanted || r.open || r.grounds.private_call;
  const bool news = !before || before->stream != e.stream;
  if (asked || !news || s_.policy.recording.purposes.empty()) return;
  effects_.emplace_back(effect::OfferRecording{e.application});
}

// Without the softphone's stream the microphone hears the room, not a call: nothing of that is
// kept.
void RecordingBook::On(const event::CallFellSilent& /*event*/) {
  s_.heard.reset();
  effects_.emplace_back(effect::StopOffering{});
  RecordingSession& r = s_.recording;
  r.silent_since = now_.boot;
  if (!r.open || r.closing || !r.permitted) return;
  Pause(RecordingGapReason::kDeviceLost);
  Tell("recording",
       "The recording is paused: the call program no longer uses the microphone. It goes on with "
       "the "
       "call; if the call is over: chaperone call end");
}

void RecordingBook::On(const event::ForeignRecorderSeen& e) {
  if (!s_.foreign_recorders.insert(e.executable).second) return;
  Record("recorder.foreign_seen", {{"executable", e.executable}});
  Tell("recorder",
       "Another program is recording what is heard on this computer: " + e.executable +
           ". Nobody was told, and Chaperone does not know on what ground. Stop it unless "
           "you are sure; your Data Protection Champion has been told.");
  const auto told = s_.foreign_told.find(e.executable);
  if (told != s_.foreign_told.end() && now_.boot - told->second < kTellForeignAgain) return;
  std::erase_if(s_.foreign_told,
                [&](const auto& t) { return now_.boot - t.second >= kTellForeignAgain; });
  s_.foreign_told[e.executable] = now_.boot;
  effects_.emplace_back(
      effect::Mail{MailReason::kForeignRecorder, {}, std::nullopt, {{"executable", e.executable}}});
}

void RecordingBook::On(const event::ForeignRecorderGone& e) {
  if (s_.foreign_recorders.erase(e.executable) == 0) return;
  Record("recorder.foreign_gone", {{"executable", e.executable}});
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

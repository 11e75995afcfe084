// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "policy/base/time.h"
#include "policy/people/call_context.h"
#include "policy/people/known_people.h"
#include "policy/personal_data/finding.h"
#include "policy/recording/announcement.h"
#include "policy/recording/gate.h"
#include "policy/recording/recording.h"
#include "policy/recording/ruling.h"
#include "policy/rules/policy_file.h"
#include "policy/sharing/alert.h"
#include "policy/sharing/alert_count.h"
#include "policy/sharing/coverage.h"
#include "policy/sharing/share.h"

// The one reducer. Everything that the agent decides is decided here or below, from values alone:
// no clock, no I/O, no threads. The agent feeds events in the order in which they happened and
// performs the effects in the order in which they come.
namespace chaperone::policy {

namespace event {

// The agent came up.
struct AgentStarted {
  std::string instance;
};
// Alerts that an earlier run left open (nobody saw how they ended) or owes a mail about. Comes
// once, as soon as the vault that holds them is open.
struct UnfinishedFound {
  std::vector<Alert> alerts;
};
// The agent was asked to end: what it watches ends on record.
struct AgentStopping {};
// Whether shares can be seen at all (no display, no XRes).
struct WatchChanged {
  bool blind = false;
};

// The reducer gives each participant its id.
struct CallStarted {
  std::vector<Participant> participants;
};
struct ParticipantJoined {
  Participant participant;
};
struct ParticipantLeft {
  std::string participant;
};
struct ParticipantIdentified {
  std::string participant;
  std::string how;
};
struct CallEnded {};

// The reducer gives the share its id.
struct ShareStarted {
  Share share;
};
struct ShareTargetChanged {
  std::string share;
  Share now;  // target, region, window and monitor are taken from it
};
struct ShareEnded {
  std::string share;
};
// The employee ends the watching of a share that goes on, where the policy lets them.
struct WatchStopped {
  std::string share;
};
// What is read of the share lies here on the root from now on: said before the first reading, and
// whenever a window was moved.
struct SharePlaced {
  std::string share;
  Rect place;
};
struct AudienceAnswered {
  Audience audience = Audience::kUnknown;
};

// All findings that stand on one share's frame now; replaces what was there. `behind`: some text on
// the frame has not been read yet.
struct ScreenRead {
  std::string share;
  std::vector<Finding> findings;
  bool behind = false;
  bool card_form = false;  // a form that asks for a payment card stands on it
};
struct GapOpened {
  std::string share;
  GapReason reason = GapReason::kUnknown;
};
struct GapClosed {
  std::string share;
  GapReason reason = GapReason::kUnknown;
};

// `stored`: the alert as the store has it, for one that the session no longer tracks. `why` counts
// with kFalseAlarm only; the same answer again with a reason adds the reason.
struct EmployeeAnswered {
  std::string alert;
  Answer answer = Answer::kNone;
  std::optional<Alert> stored;
  FalseAlarmReason why = FalseAlarmReason::kNone;
};

// The employee wants no more notices of this alert for a while, at most the policy's max_snooze.
struct AlertSnoozed {
  std::string alert;
  std::chrono::seconds time{};
};

// The employee asks the champions about an alert, in their own words. `stored` as above.
struct AskedAboutAlert {
  std::string alert;
  std::string text;
  std::optional<Alert> stored;
};

// The employee wants what this alert is about covered, or no longer.
struct CoverAsked {
  std::string alert;
  bool covered = false;
};
// What was to be covered could not be.
struct CoverFailed {
  std::string share;
};

struct ChampionTested {};

// --- Recording ---------------------------------------------------------------------------------
struct BasisStated {
  BasisStatement basis;
};
// A yes to the current wording of the call's announcement.
struct ConsentGiven {
  std::string participant;
};
struct ConsentWithdrawn {
  std::string participant;
};
struct ObjectionRaised {
  std::string participant;
};
struct ObjectionTakenBack {
  std::string participant;
};
struct CallMadePrivate {};
struct AnnouncementAsked {
  std::string language;  // "": the policy's
};
// The employee says that they have read it to everyone.
struct AnnouncementReadAloud {
  std::string language;
};
struct AnnouncementMeasured {
  std::string announcement;
  AnnouncementMeasure measure;
};
struct AnnouncementFailed {
  std::string announcement;
  std::string why;  // for people
};
// The employee (or the dialler) wants the call recorded, or no longer.
struct RecordingAsked {};
struct RecordingStopAsked {};
struct PauseAsked {
  RecordingGapReason reason = RecordingGapReason::kUnknown;  // card or by hand
};
struct ResumeAsked {};
// The hotkey: pauses for card data, or goes on.
struct PauseToggled {};
// The recorder keeps sound from now on.
struct RecorderStarted {
  std::string recording;
};
struct RecorderGap {
  std::string recording;
  RecordingGap gap;
};
// It could not start, or died; what was sealed until then stays.
struct RecorderFailed {
  std::string recording;
  std::chrono::milliseconds length{};  // as far as it is known
  std::string why;                     // for people
};
struct RecorderFinished {
  std::string recording;
  std::chrono::milliseconds length{};
  bool complete = false;  // sealed to its end
};
// The entry that had to come first could not be written: what it permits does not happen.
struct PermissionNotKept {};
struct DiskLow {
  int free_mb = 0;
  bool stop = false;  // too low to go on
};
// Whether what must be sealed can be (the vault is open).
struct VaultChanged {
  bool open = false;
};

struct ChampionAsked {
  std::string text;
  std::string asked_by;
};
// Its signature is proven.
struct RulingImported {
  Ruling ruling;
};
// All rulings that hold by the policy of today, and the recordings that an earlier run left open.
struct RecordsFound {
  std::vector<Ruling> rulings;  // takes the place of those known before
  std::vector<Recording> unfinished;
};

// A program has the microphone; again whenever one of these is another.
struct CallHeard {
  std::string application;
  uint32_t stream = 0;   // the sound server's number: another one is another call
  std::string sound;     // which microphone and far end it uses; opaque
  bool several = false;  // others have it, too: which of them is the call cannot be told
};
struct CallFellSilent {};
// Another program records what is played on this machine, as /proc names it.
struct ForeignRecorderSeen {
  std::string executable;
};
struct ForeignRecorderGone {
  std::string executable;
};
// Mail could not be delivered; so many wait in the outbox.
struct MailStuck {
  uint32_t waiting = 0;
};
// All mail that waited is delivered.
struct MailFlowing {};
struct LedgerFailed {};
struct LedgerRecovered {};
struct PolicyChanged {
  Policy policy;
};
// Time passed: what is over closes, what was held back goes out.
struct Tick {};

}  // namespace event

using Event = std::variant<
    event::AgentStarted, event::UnfinishedFound, event::AgentStopping, event::WatchChanged,
    event::CallStarted, event::ParticipantJoined, event::ParticipantLeft,
    event::ParticipantIdentified, event::CallEnded, event::ShareStarted, event::ShareTargetChanged,
    event::ShareEnded, event::WatchStopped, event::SharePlaced, event::AudienceAnswered,
    event::ScreenRead, event::GapOpened, event::GapClosed, event::EmployeeAnswered,
    event::CoverAsked, event::CoverFailed, event::AlertSnoozed, event::AskedAboutAlert,
    event::ChampionTested, event::BasisStated, event::ConsentGiven, event::ConsentWithdrawn,
    event::ObjectionRaised, event::ObjectionTakenBack, event::CallMadePrivate,
    event::AnnouncementAsked, event::AnnouncementReadAloud, event::AnnouncementMeasured,
    event::AnnouncementFailed, event::RecordingAsked, event::RecordingStopAsked, event::PauseAsked,
    event::ResumeAsked, event::PauseToggled, event::RecorderStarted, event::RecorderGap,
    event::RecorderFailed, event::RecorderFinished, event::PermissionNotKept, event::DiskLow,
    event::VaultChanged, event::ChampionAsked, event::RulingImported, event::RecordsFound,
    event::CallHeard, event::CallFellSilent, event::ForeignRecorderSeen, event::ForeignRecorderGone,
    event::MailStuck, event::MailFlowing, event::LedgerFailed, event::LedgerRecovered,
    event::PolicyChanged, event::Tick>;

// Why a mail is sent to the champions.
enum class MailReason : uint8_t {
  kUnknown,
  kOpened,
  kClosed,
  kCorrection,
  kMerged,
  kTest,
  kQuestion,         // "may I record?": `question`
  kForeignRecorder,  // somebody records outside the gate: `facts`
  kAlertQuestion,    // the employee asks about one alert: `words`
};

namespace effect {

// One thing that happened, for the ledger. `fields` are typed and hold no personal data (names of
// kinds, counts, ids, times); `alert` is stored beside the entry in the same transaction.
struct Record {
  std::string type;
  std::map<std::string, std::string> fields;
  std::optional<Alert> alert;
  std::optional<Recording> recording{};  // kept sealed like an alert
};
// A leak that the policy has only counted; added up in the transaction of the step's records.
struct Count {
  AlertCount count;
};
// Tell the champions. Goes into the outbox in the same transaction as the step's records.
struct Mail {
  MailReason reason = MailReason::kUnknown;
  std::vector<Alert> alerts;
  std::optional<Question> question{};
  std::map<std::string, std::string>
      facts{};          // typed, no personal data: {"executable": "/usr/bin/x"}
  std::string words{};  // the employee's own; never on record
};
// Protects: cover these boxes (frame pixels) of the share and nothing else of it; none: lift all.
struct Cover {
  std::string share;
  std::vector<Rect> boxes;
};
// Show, or bring up to date, the employee's notification of this alert.
struct Warn {
  Alert alert;
};
struct Unwarn {
  std::string alert;
};
struct AskAudience {};
struct StopAskingAudience {};
// A plain notice, neutral words. A later one of the same topic takes the earlier one's place.
struct TellEmployee {
  std::string topic;
  std::string text;
};
// Start reading this share, or aim anew.
struct WatchScreen {
  Share share;
};
struct StopWatching {
  std::string share;
};
// For every reader that runs, and those started later.
struct SetKnownPeople {
  KnownPeople people;
};

// --- Recording. What permits happens only if this step's records were committed; if not, the agent
// answers with PermissionNotKept. ---------------------------------------------------------------
// Permits: play it into the call and measure what was injected.
struct Announce {
  std::string announcement;
  AnnouncementText text;
};
struct StopAnnouncing {};
// Permits: make a key and a file, and keep what is heard. The re-statement comes first.
struct OpenRecording {
  Recording recording;
  RecordingPermit permit;
  AnnouncementText text;
};
// Permits: go on in the same file.
struct ResumeRecording {
  std::string recording;
  RecordingPermit permit;
};
// Protects: nothing is kept from the next block on; the file stays open.
struct RevokePermit {
  std::string recording;
  RecordingGapReason reason = RecordingGapReason::kUnknown;
};
// Protects: nothing is kept from the next block on; the file is ended in order.
struct CloseRecording {
  std::string recording;
};
// Protects: "you are in a call: record?"; never more than a question.
struct OfferRecording {
  std::string application;
};
struct StopOffering {};
// Look at the window that is being worked in, for card forms alone (its ScreenRead names
// kActiveWindow as the share); or no longer.
struct WatchActiveWindow {
  bool on = false;
};

}  // namespace effect

using Effect = std::variant<
    effect::Record, effect::Count, effect::Mail, effect::Cover, effect::Warn, effect::Unwarn,
    effect::AskAudience, effect::StopAskingAudience, effect::TellEmployee, effect::WatchScreen,
    effect::StopWatching, effect::SetKnownPeople, effect::Announce, effect::StopAnnouncing,
    effect::OpenRecording, effect::ResumeRecording, effect::RevokePermit, effect::CloseRecording,
    effect::OfferRecording, effect::StopOffering, effect::WatchActiveWindow>;

struct Snooze {
  BootTime ends{};
  WallTime until;  // the same, for people

  bool operator==(const Snooze&) const = default;
};

// What the session remembers of an alert beside the alert itself.
struct TrackedAlert {
  Alert alert;
  std::string share;
  BootTime last_seen{};      // when findings were last on the screen
  BootTime visible_since{};  // meaningful while `visible`
  bool visible = false;
  std::optional<BootTime> warn_again_at;  // after "I have hidden it", should it still be there
  std::optional<Snooze> snooze;           // until then no notice of it, unless it gets worse
  // Of the sight that stands, or of the last one. Never stored.
  std::vector<Party> parties;
  std::vector<Rect> boxes;  // what is visible at this moment, in frame pixels

  bool operator==(const TrackedAlert&) const = default;
};

// What is known of the reading of one share.
struct ShareCoverage {
  std::vector<CoverageGap> gaps;
  std::optional<BootTime> unread_since;  // text stands unread since then

  bool operator==(const ShareCoverage&) const = default;
};

// What is covered of one share.
struct ShareShield {
  std::vector<Finding> leaks;  // other people's, as they stood on the frame when it was last read
  std::vector<Rect> settled;   // where they stood when it was last read to its end
  bool behind = false;         // text stands on it that has not been read yet
  std::vector<Rect> covered;   // as the last effect says
  BootTime since{};            // meaningful while something is covered
  bool failed = false;         // it could not be covered

  bool operator==(const ShareShield&) const = default;
};

// An announcement that runs.
struct OngoingAnnouncement {
  std::string id;
  std::string language;
  std::string version;
  std::string text_hash;
  std::vector<std::string> participants;  // on the call when it began

  bool operator==(const OngoingAnnouncement&) const = default;
};

// A program that has the microphone.
struct HeardCall {
  std::string application;
  uint32_t stream = 0;
  std::string sound;
  bool several = false;

  bool operator==(const HeardCall&) const = default;
};

// The recording side of the open call.
struct RecordingSession {
  RecordingCase grounds;
  bool wanted = false;  // asked for, and not yet stopped: goes on by itself once nothing is missing
  std::optional<OngoingAnnouncement> announcing;
  std::optional<Recording> open;  // the recording that is being made
  bool permitted = false;         // a permit is out for `open`
  bool running = false;           // the recorder said that it keeps sound
  bool closing = false;           // asked to end `open`
  // Why there is no permit while `open` is there, and since when.
  std::optional<RecordingGapReason> paused;
  std::optional<BootTime> paused_since;
  std::optional<BootTime> remind_at;
  std::optional<BootTime> judge_at;  // when the gate is asked again at the latest, while permitted
  bool announcement_failed = false;  // it is not tried again until somebody asks
  bool watching_window = false;
  std::set<std::string> card_forms;  // shares on which a card form stands now
  bool asked_champion = false;       // a question of this call is out
  // The sound stream of the call that was announced into; nothing is kept of another.
  std::optional<uint32_t> line;
  std::optional<BootTime> silent_since;  // since when it is gone
  std::string trouble;                   // why the last attempt failed; for people

  bool operator==(const RecordingSession&) const = default;
};

// The share id under which the active window is read while recording. No alert ever comes of it.
inline constexpr const char* kActiveWindow = "active-window";

// The alerts that would be, while the policy has leaks only counted: as Session's of these names.
struct Pilot {
  std::vector<TrackedAlert> alerts;
  std::vector<BootTime> mails;
  std::vector<Alert> unmailed;
  std::optional<BootTime> merge_at;

  bool operator==(const Pilot&) const = default;
};

// What the employee sees of the gate.
enum class RecordingPhase : uint8_t {
  kUnknown,
  kNoCall,
  kPrivate,
  kClosed,           // something is missing
  kConsulting,       // the champion was asked and has not answered
  kReadyToAnnounce,  // all but the announcement
  kAnnouncing,
  kReady,  // may be started
  kOpening,
  kRecording,
  kPaused,
  kClosing,
};
std::string_view RecordingPhaseName(RecordingPhase phase);  // "no_call", "private", "closed" …

struct Session {
  Policy policy;
  std::string instance;  // random, one for each start of the agent: makes ids unique for ever
  uint64_t next_id = 1;
  std::optional<CallContext> call;
  std::vector<Share> shares;
  Audience audience = Audience::kUnknown;
  bool asking_audience = false;
  std::vector<TrackedAlert> alerts;               // open, or closed less than merge_within ago
  std::map<std::string, ShareCoverage> coverage;  // by share
  uint64_t sights = 0;  // another number whenever parties or places are others, without any effect
  std::map<std::string, ShareShield> shields;  // by share
  std::map<std::string, bool> cover_choices;   // the employee's own, by alert
  // The employee said of these that they are the customer's or nobody's; until the call or share
  // ends.
  std::set<Fingerprint> cleared;
  std::vector<BootTime> mails;       // alert mails of the last hour, for the rate limit
  std::vector<Alert> unmailed;       // held back: audience unknown or over the limit; never dropped
  std::optional<BootTime> merge_at;  // when `unmailed` goes out as one mail
  Pilot pilot;                       // empty unless the policy has leaks only counted
  bool watch_blind = false;
  bool ledger_failing = false;
  bool mail_stuck = false;
  bool vault_open = false;
  RecordingSession recording;
  std::vector<Ruling> rulings;                   // verified, none of them expired when it came in
  std::set<std::string> foreign_recorders;       // executables that record at this moment
  std::map<std::string, BootTime> foreign_told;  // when the champions last had a mail about each
  std::optional<HeardCall> heard;

  bool operator==(const Session&) const = default;
};

struct Step {
  Session session;
  std::vector<Effect> effects;
};

// Total: any event in any state gives a step; one that makes no sense there gives no effects.
Step Advance(Session session, const Event& event, const Now& now);

// Who may be on the screen: participants whose identity is confirmed, and staff from policy.
KnownPeople PeopleOf(const Session& session);

// What the gate misses now, and what is shown of it.
std::vector<Requirement> UnmetOf(const Session& session, const Now& now);
Result<void> MayReadAloud(const Session& session, const Now& now);
RecordingPhase PhaseOf(const Session& session, const Now& now);

// Where on the root what an alert tells of is visible now; none while it is hidden, the share's
// target covered, or its place not known.
std::vector<Rect> PlacesOf(const Session& session, const TrackedAlert& tracked);

// Whether the employee may end the watching of this share now.
bool EmployeeMayStop(const Policy& policy, const Share& share);
// Whether something is covered on account of this alert.
bool IsCovered(const Session& session, const std::string& alert);

// When Tick should come at the latest; none while nothing waits for time to pass.
std::optional<BootTime> NextTick(const Session& session);

}  // namespace chaperone::policy

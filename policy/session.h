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
#include "policy/rules/policy_file.h"
#include "policy/sharing/alert.h"
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
struct AudienceAnswered {
  Audience audience = Audience::kUnknown;
};

// All findings that stand on one share's frame now; replaces what was there. `behind`: some text on
// the frame has not been read yet.
struct ScreenRead {
  std::string share;
  std::vector<Finding> findings;
  bool behind = false;
};
struct GapOpened {
  std::string share;
  GapReason reason = GapReason::kUnknown;
};
struct GapClosed {
  std::string share;
  GapReason reason = GapReason::kUnknown;
};

// `stored`: the alert as the store has it, for one that the session no longer tracks.
struct EmployeeAnswered {
  std::string alert;
  Answer answer = Answer::kNone;
  std::optional<Alert> stored;
};

struct ChampionTested {};
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

using Event = std::variant<event::AgentStarted, event::UnfinishedFound, event::AgentStopping,
                           event::WatchChanged, event::CallStarted, event::ParticipantJoined,
                           event::ParticipantLeft, event::ParticipantIdentified, event::CallEnded,
                           event::ShareStarted, event::ShareTargetChanged, event::ShareEnded,
                           event::AudienceAnswered, event::ScreenRead, event::GapOpened,
                           event::GapClosed, event::EmployeeAnswered, event::ChampionTested,
                           event::MailStuck, event::MailFlowing, event::LedgerFailed,
                           event::LedgerRecovered, event::PolicyChanged, event::Tick>;

// Why a mail is sent to the champions.
enum class MailReason : uint8_t { kUnknown, kOpened, kClosed, kCorrection, kMerged, kTest };

namespace effect {

// One thing that happened, for the ledger. `fields` are typed and hold no personal data (names of
// kinds, counts, ids, times); `alert` is stored beside the entry in the same transaction.
struct Record {
  std::string type;
  std::map<std::string, std::string> fields;
  std::optional<Alert> alert;
};
// Tell the champions. Goes into the outbox in the same transaction as the step's records.
struct Mail {
  MailReason reason = MailReason::kUnknown;
  std::vector<Alert> alerts;
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

}  // namespace effect

using Effect = std::variant<effect::Record, effect::Mail, effect::Warn, effect::Unwarn,
                            effect::AskAudience, effect::StopAskingAudience, effect::TellEmployee,
                            effect::WatchScreen, effect::StopWatching, effect::SetKnownPeople>;

// What the session remembers of an alert beside the alert itself.
struct TrackedAlert {
  Alert alert;
  std::string share;
  BootTime last_seen{};      // when findings were last on the screen
  BootTime visible_since{};  // meaningful while `visible`
  bool visible = false;
  std::optional<BootTime> warn_again_at;  // after "I have hidden it", should it still be there

  bool operator==(const TrackedAlert&) const = default;
};

// What is known of the reading of one share.
struct ShareCoverage {
  std::vector<CoverageGap> gaps;
  std::optional<BootTime> unread_since;  // text stands unread since then

  bool operator==(const ShareCoverage&) const = default;
};

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
  // The employee said of these that they are the customer's or nobody's; until the call or share
  // ends.
  std::set<Fingerprint> cleared;
  std::vector<BootTime> mails;       // alert mails of the last hour, for the rate limit
  std::vector<Alert> unmailed;       // held back: audience unknown or over the limit; never dropped
  std::optional<BootTime> merge_at;  // when `unmailed` goes out as one mail
  bool watch_blind = false;
  bool ledger_failing = false;
  bool mail_stuck = false;

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

// When Tick should come at the latest; none while nothing waits for time to pass.
std::optional<BootTime> NextTick(const Session& session);

}  // namespace chaperone::policy

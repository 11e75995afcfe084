// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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
struct CallStarted {
  std::vector<Participant> participants;
};  // ids are given by the reducer
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
struct ShareStarted {
  Share share;
};  // id is given by the reducer
struct ShareTargetChanged {
  std::string share;
  ShareTargetKind target;
  Rect region;
  uint32_t window;
};
struct ShareEnded {
  std::string share;
};
struct AudienceAnswered {
  Audience audience;
};
// All findings that stand on one share's frame now (replaces what was there). `behind`: text not
// yet read.
struct ScreenRead {
  std::string share;
  std::vector<Finding> findings;
  bool behind = false;
};
struct GapOpened {
  std::string share;
  GapReason reason;
};
struct GapClosed {
  std::string share;
  GapReason reason;
};
struct EmployeeAnswered {
  std::string alert;
  Answer answer;
};
struct ChampionTested {};
struct MailStuck {
  uint32_t waiting;
};                       // mail could not be delivered; so many wait
struct MailFlowing {};   // …and now all is delivered
struct LedgerFailed {};  // an append failed
struct LedgerRecovered {};
struct PolicyChanged {
  Policy policy;
};
struct Tick {};  // time passed: close what is over
}  // namespace event

using Event =
    std::variant<event::CallStarted, event::ParticipantJoined, event::ParticipantLeft,
                 event::ParticipantIdentified, event::CallEnded, event::ShareStarted,
                 event::ShareTargetChanged, event::ShareEnded, event::AudienceAnswered,
                 event::ScreenRead, event::GapOpened, event::GapClosed, event::EmployeeAnswered,
                 event::ChampionTested, event::MailStuck, event::MailFlowing, event::LedgerFailed,
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
// Tell the champions. Goes into the outbox in the same transaction as the Record before it.
struct Mail {
  MailReason reason;
  std::vector<Alert> alerts;
};
struct Warn {
  Alert alert;
  bool again = false;
};  // show, or update, the employee's notification
struct Unwarn {
  std::string alert;
};  // take it away
struct AskAudience {
  std::string share;
};
struct StopAskingAudience {};
struct TellEmployee {
  std::string topic;
  std::string text;
};  // neutral words, no personal data
struct WatchScreen {
  Share share;
};  // start, or aim anew, reading this share
struct StopWatching {
  std::string share;
};
struct SetKnownPeople {
  KnownPeople people;
};  // for the reader
}  // namespace effect

using Effect = std::variant<effect::Record, effect::Mail, effect::Warn, effect::Unwarn,
                            effect::AskAudience, effect::StopAskingAudience, effect::TellEmployee,
                            effect::WatchScreen, effect::StopWatching, effect::SetKnownPeople>;

// What the session remembers of an open alert beside the alert itself.
struct TrackedAlert {
  Alert alert;
  std::string share;
  BootTime last_seen{};
  BootTime visible_since{};
  bool visible = false;         // findings stand on the screen now
  bool opening_mailed = false;  // the champions have been told that it opened
  bool silenced =
      false;  // answered "customer" or "false alarm": its fingerprints raise nothing more

  bool operator==(const TrackedAlert&) const = default;
};

struct Session {
  Policy policy;
  std::string instance;  // random, unique for each start of the agent: makes ids unique for ever
  uint64_t next_id = 1;
  std::optional<CallContext> call;
  std::vector<Share> shares;
  Audience audience = Audience::kUnknown;
  bool asking_audience = false;
  std::vector<TrackedAlert> alerts;  // open, or closed less than merge_within ago
  std::map<std::string, std::vector<CoverageGap>> gaps;  // by share
  std::set<Fingerprint>
      cleared;  // during this call: the employee said it is the customer's, or no one's
  std::vector<BootTime> mails;  // sent in the last hour, for the rate limit
  std::vector<Alert> unmailed;  // over the limit or audience unknown: to be merged into one mail
  std::optional<BootTime> merge_at;  // when `unmailed` goes out
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

// Who may be on the screen: confirmed participants, and staff from policy.
KnownPeople PeopleOf(const Session& session);

}  // namespace chaperone::policy

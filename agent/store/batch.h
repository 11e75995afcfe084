// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/base/time.h"
#include "policy/ledger/chain.h"
#include "policy/rules/policy_file.h"
#include "policy/session.h"
#include "policy/sharing/alert.h"

namespace chaperone::agent {

// A line to be written. The alert or the recording, if any, is kept beside it: sealed, and
// committed to by the line. Never both.
struct NewEntry {
  std::string type;
  std::map<std::string, policy::FieldValue> fields;
  std::optional<policy::Alert> alert;
  std::optional<policy::Recording> recording{};

  bool sealed() const { return alert.has_value() || recording.has_value(); }
};

// A mail to one champion and the champion's deputies, before it has words.
struct MailDraft {
  std::string champion;                 // e-mail address: names the queue whose order is kept
  std::vector<std::string> recipients;  // champion first
  std::string sender;                   // e-mail address
  policy::MailReason reason = policy::MailReason::kUnknown;
  std::vector<policy::Alert> alerts;
  std::optional<policy::Question> question{};
  std::map<std::string, std::string> facts{};
  std::string words{};  // the employee's own
};

// What only the store knows when a mail is written.
struct MailPlace {
  std::string message_id;                  // "<…@domain>": given once and for ever
  std::optional<std::string> in_reply_to;  // the Message-ID of this champion's first mail about it
  policy::LedgerHead head;                 // after this batch's entries, or the last one on record
  bool on_record = true;                   // false: written from memory, the ledger is failing
  policy::Now now;
};

// Puts a mail into words: the whole RFC 5322 message. Pure.
using MailComposer = std::function<std::string(const MailDraft&, const MailPlace&)>;

enum class DeliveryState : uint8_t { kWaiting, kAccepted, kRefused };

struct RecipientState {
  std::string address;
  DeliveryState state = DeliveryState::kWaiting;
  std::string reply;  // the server's last words about it

  bool operator==(const RecipientState&) const = default;
};

// A mail in words, on its way.
struct OutboxMail {
  std::string message_id;
  std::string champion;
  std::string sender;
  policy::MailReason reason = policy::MailReason::kUnknown;
  std::vector<RecipientState> recipients;
  std::string text;  // RFC 5322; "" in listings
  DeliveryState state = DeliveryState::kWaiting;
  uint32_t attempts = 0;
  uint32_t possible_repeats = 0;  // starts that ended without an answer on record
  policy::WallTime queued_at;
  policy::WallTime next_attempt;
  std::string last_error;                        // for people
  std::optional<policy::WallTime> settled_at{};  // since when nobody waits for it
  std::vector<std::string> alerts{};             // ids of those it tells of; filled by ListMails

  bool operator==(const OutboxMail&) const = default;
};

// A mail that was written from memory while the ledger failed.
struct EarlierMail {
  MailDraft draft;
  OutboxMail mail;
};

// What is kept together or not at all.
struct Batch {
  std::vector<NewEntry> entries;
  std::vector<policy::AlertCount> counts{};  // added to those of their day
  std::vector<MailDraft> mails;
  std::vector<EarlierMail> earlier_mails;
  MailComposer compose;  // needed where `mails` is not empty
  policy::RetentionClass alert_retention{"alerts", std::chrono::days{365}};
  // The policy's, for recordings, which name theirs. One that is not among them is kept for as long
  // as the longest that is: doubt deletes nothing early.
  std::vector<policy::RetentionClass> retention{};
  std::optional<policy::Now> late;  // when it happened, where that is not now
};

// The entry for an effect of the reducer. Fields are made to fit the ledger's limits: what is not
// UTF-8 or too long comes from outside (window titles) and must not stop a record.
NewEntry EntryFor(const policy::effect::Record& record);
// One draft for each champion.
std::vector<MailDraft> DraftsFor(const policy::effect::Mail& mail,
                                 const std::vector<policy::Champion>& champions,
                                 const std::string& sender);
std::string_view MailReasonName(policy::MailReason reason);  // "opened" … "test"

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/outbox.h"

#include <algorithm>
#include <utility>

namespace chaperone::agent {
namespace {

using policy::Now;
using policy::WallTime;

constexpr std::chrono::milliseconds kRetryFloor{1'000};
constexpr std::chrono::milliseconds kUnreadableWait{60'000};

// A wall clock that was set back must not hold up a mail for longer than any retry would.
bool IsDue(const OutboxMail& mail, WallTime now) {
  return mail.next_attempt <= now || mail.next_attempt > now + kRetryCap;
}

bool Waits(const OutboxMail& mail) {
  return std::any_of(mail.recipients.begin(), mail.recipients.end(),
                     [](const RecipientState& to) { return to.state == DeliveryState::kWaiting; });
}

void Apply(const Settlement& settlement, OutboxMail& mail) {
  for (const RecipientState& news : settlement.recipients) {
    for (RecipientState& to : mail.recipients) {
      if (to.address == news.address && to.state == DeliveryState::kWaiting) to = news;
    }
  }
  mail.next_attempt = settlement.next_attempt;
  mail.last_error = settlement.error;
  if (Waits(mail)) return;
  const bool refused =
      std::any_of(mail.recipients.begin(), mail.recipients.end(),
                  [](const RecipientState& to) { return to.state == DeliveryState::kRefused; });
  mail.state = refused ? DeliveryState::kRefused : DeliveryState::kAccepted;
}

}  // namespace

WallTime NextAttempt(uint32_t attempts, WallTime now, uint64_t random) {
  const uint32_t doublings = std::min<uint32_t>(attempts == 0 ? 0 : attempts - 1, 20);
  const auto widest = std::min(kRetryCap, kRetryBase * (int64_t{1} << doublings));
  const auto span = static_cast<uint64_t>((widest - kRetryFloor).count()) + 1;
  return now + kRetryFloor + std::chrono::milliseconds{static_cast<int64_t>(random % span)};
}

// The oldest waiting mail of each champion. What is in memory is younger than what is on record.
std::vector<OutboxMail> Outbox::FirstInLine() {
  std::vector<OutboxMail> all;
  if (!store_.locked()) {
    // What is owed to the record may still stand at the head of a queue there.
    auto waiting =
        owed_.empty() && unreadable_.empty() ? store_.FirstWaitingMails() : store_.WaitingMails();
    if (waiting.ok()) all = std::move(*waiting);
  }
  for (OutboxMail& mail : all) {
    for (const Settlement& settlement : owed_) {
      if (settlement.message_id == mail.message_id) Apply(settlement, mail);
    }
  }
  for (const OutboxMail* mail : backlog_.Mails()) all.push_back(*mail);
  std::vector<OutboxMail> out;
  std::set<std::string> served;
  for (OutboxMail& mail : all) {
    if (!Waits(mail)) continue;
    // One that cannot be read is tried now and then, and holds up nobody's others.
    const bool unreadable = unreadable_.contains(mail.message_id);
    if (unreadable || served.insert(mail.champion).second) out.push_back(std::move(mail));
  }
  return out;
}

std::optional<OutboxMail> Outbox::Claim(const Now& now) {
  if (in_flight_) return std::nullopt;
  RecordOwed(now);
  for (OutboxMail& mail : FirstInLine()) {
    if (!IsDue(mail, now.wall)) continue;
    if (mail.text.empty()) {
      policy::Result<OutboxMail> loaded = store_.LoadMail(mail.message_id);
      if (!loaded.ok()) {
        last_error_ = loaded.error().detail;
        tried_ = true;
        unreadable_.insert(mail.message_id);
        failed_last_ = needs_attention_ = true;
        continue;
      }
      unreadable_.erase(mail.message_id);
      mail.text = std::move(loaded->text);
      // A disk too full to note the beginning is no reason to keep the champion waiting.
      (void)store_.BeginAttempt(mail.message_id).ok();
      ++mail.attempts;
    } else {
      for (OutboxMail* kept : backlog_.Mails()) {
        if (kept->message_id == mail.message_id) mail.attempts = ++kept->attempts;
      }
    }
    in_flight_ = mail;
    return mail;
  }
  return std::nullopt;
}

void Outbox::Settle(const SendResult& result, const Now& now, uint64_t random) {
  if (!in_flight_ || in_flight_->message_id != result.message_id) return;
  const bool at_once = std::exchange(hurry_in_flight_, false);
  const Settlement settlement{
      result.message_id, result.recipients,
      at_once ? now.wall : NextAttempt(in_flight_->attempts, now.wall, random), result.error};
  in_flight_.reset();
  tried_ = true;
  failed_last_ =
      std::any_of(result.recipients.begin(), result.recipients.end(),
                  [](const RecipientState& to) { return to.state == DeliveryState::kWaiting; });
  needs_attention_ = result.needs_attention;
  last_error_ = result.error;
  Record(settlement, now);
}

void Outbox::Record(const Settlement& settlement, const Now& now) {
  for (OutboxMail* kept : backlog_.Mails()) {
    if (kept->message_id != settlement.message_id) continue;
    Apply(settlement, *kept);
    if (kept->state != DeliveryState::kWaiting) kept->settled_at = now.wall;
    return;
  }
  owed_.push_back(settlement);
  RecordOwed(now);
}

void Outbox::RecordOwed(const Now& now) {
  while (!owed_.empty()) {
    const policy::Result<Committed> settled = store_.Settle(owed_.front(), now);
    // A mail that is not there cannot be settled: it was dropped from a full backlog.
    if (!settled.ok() && settled.error().code != policy::ErrorCode::kNotFound) return;
    owed_.erase(owed_.begin());
  }
}

void Outbox::Hurry(const Now& now) {
  hurry_in_flight_ = in_flight_.has_value();
  unreadable_.clear();
  for (Settlement& settlement : owed_) settlement.next_attempt = now.wall;
  for (OutboxMail* kept : backlog_.Mails()) kept->next_attempt = now.wall;
  // A disk too full for it leaves the retries as they were.
  (void)store_.MakeDue(now).ok();
}

std::optional<std::chrono::milliseconds> Outbox::NextWake(const Now& now) {
  std::optional<std::chrono::milliseconds> soonest;
  if (in_flight_) return soonest;
  for (const OutboxMail& mail : FirstInLine()) {
    const auto wait = unreadable_.contains(mail.message_id) ? kUnreadableWait
                      : IsDue(mail, now.wall)               ? std::chrono::milliseconds{0}
                                                            : mail.next_attempt - now.wall;
    if (!soonest || wait < *soonest) soonest = wait;
  }
  return soonest;
}

OutboxStatus Outbox::status() {
  OutboxStatus out;
  if (auto summary = store_.SummariseOutbox(); summary.ok()) {
    out.waiting = summary->waiting;
    out.refused = summary->refused;
    out.possible_repeats = summary->possible_repeats;
    // What an earlier run ran into says nothing about now.
    if (tried_) out.last_error = summary->last_error;
  }
  for (const Settlement& settlement : owed_) {
    const bool done =
        std::none_of(settlement.recipients.begin(), settlement.recipients.end(),
                     [](const RecipientState& to) { return to.state == DeliveryState::kWaiting; });
    if (done && out.waiting > 0) --out.waiting;
  }
  for (const OutboxMail* mail : backlog_.Mails()) {
    if (Waits(*mail)) ++out.waiting;
    if (mail->state == DeliveryState::kRefused) ++out.refused;
  }
  out.stuck = failed_last_ && out.waiting > 0;
  out.needs_attention = needs_attention_;
  if (!last_error_.empty()) out.last_error = last_error_;
  return out;
}

std::optional<std::chrono::milliseconds> Pass(Outbox& outbox, const SmtpClient& client,
                                              const Now& now, uint64_t random) {
  if (const std::optional<OutboxMail> mail = outbox.Claim(now)) {
    outbox.Settle(client.Send(*mail), now, random);
  }
  return outbox.NextWake(now);
}

}  // namespace chaperone::agent

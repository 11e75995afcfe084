// SPDX-License-Identifier: Apache-2.0
#include "agent/store/backlog.h"

#include <algorithm>
#include <utility>

namespace chaperone::agent {
namespace {

bool Matters(const Batch& batch) {
  return !batch.earlier_mails.empty() || !batch.counts.empty() ||
         std::any_of(batch.entries.begin(), batch.entries.end(),
                     [](const NewEntry& entry) { return entry.sealed(); });
}

}  // namespace

Recorded Backlog::Record(Batch batch, const policy::Now& now) {
  if (kept_.empty()) {
    policy::Result<Committed> committed = store_.Commit(batch, now);
    if (committed.ok()) return {true, std::nullopt, std::move(committed->message_ids)};
    why_ = committed.error();
  }
  Recorded out{false, why_, {}};
  WriteMails(batch, now);
  for (const EarlierMail& earlier : batch.earlier_mails) {
    out.message_ids.push_back(earlier.mail.message_id);
  }
  kept_.push_back({std::move(batch), now});
  MakeRoom();
  return out;
}

void Backlog::WriteMails(Batch& batch, const policy::Now& now) {
  for (MailDraft& draft : batch.mails) {
    MailPlace place{NewMessageId(draft.sender), std::nullopt, store_.head(), false, now};
    // The opening mail may be in memory as well; one that is on record cannot be asked for while
    // the database is failing, and then the thread is started anew.
    for (const Kept& kept : kept_) {
      for (const EarlierMail& earlier : kept.batch.earlier_mails) {
        const auto same = [&](const policy::Alert& alert) {
          return std::any_of(draft.alerts.begin(), draft.alerts.end(),
                             [&](const policy::Alert& ours) { return ours.id == alert.id; });
        };
        if (!place.in_reply_to && earlier.draft.champion == draft.champion &&
            std::any_of(earlier.draft.alerts.begin(), earlier.draft.alerts.end(), same)) {
          place.in_reply_to = earlier.mail.message_id;
        }
      }
    }
    OutboxMail mail;
    mail.message_id = place.message_id;
    mail.champion = draft.champion;
    mail.sender = draft.sender;
    mail.reason = draft.reason;
    for (const std::string& address : draft.recipients) {
      mail.recipients.push_back({address, DeliveryState::kWaiting, ""});
    }
    mail.text = batch.compose(draft, place);
    mail.queued_at = now.wall;
    mail.next_attempt = now.wall;
    for (const policy::Alert& alert : draft.alerts) mail.alerts.push_back(alert.id);
    batch.earlier_mails.push_back({std::move(draft), std::move(mail)});
  }
  batch.mails.clear();
}

void Backlog::MakeRoom() {
  while (kept_.size() > limit_) {
    const auto idle = std::find_if(kept_.begin(), kept_.end(),
                                   [](const Kept& kept) { return !Matters(kept.batch); });
    if (idle != kept_.end()) {
      kept_.erase(idle);
    } else {
      kept_.pop_back();
    }
    ++lost_;
  }
}

bool Backlog::Retry(const policy::Now& now) {
  while (!kept_.empty()) {
    Batch& batch = kept_.front().batch;
    batch.late = kept_.front().happened;
    const policy::Result<Committed> committed = store_.Commit(batch, now);
    if (!committed.ok()) {
      why_ = committed.error();
      // What can never be written must not hold up the rest; its mails still count.
      if (committed.error().code != policy::ErrorCode::kBadInput || batch.entries.empty()) {
        return false;
      }
      batch.entries.clear();
      ++lost_;
      continue;
    }
    kept_.pop_front();
  }
  if (lost_ > 0) {
    Batch loss;
    loss.entries.push_back({"ledger.lost", {{"batches", static_cast<int64_t>(lost_)}}, {}});
    const policy::Result<Committed> committed = store_.Commit(loss, now);
    if (!committed.ok()) {
      why_ = committed.error();
      return false;
    }
    lost_ = 0;
  }
  why_.reset();
  return true;
}

std::vector<OutboxMail*> Backlog::Mails() {
  std::vector<OutboxMail*> out;
  for (Kept& kept : kept_) {
    for (EarlierMail& earlier : kept.batch.earlier_mails) out.push_back(&earlier.mail);
  }
  return out;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "agent/store/moment.h"
#include "agent/store/store.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::LedgerHead;
using policy::Now;
using policy::Result;
using policy::WallTime;

std::string MailContext(const std::string& message_id) {
  return "mail " + message_id;
}

DeliveryState StateOf(int64_t number) {
  return number >= 0 && number <= 2 ? static_cast<DeliveryState>(number) : DeliveryState::kWaiting;
}

// A mail is done with when nobody waits for it; refused when somebody will never have it.
DeliveryState Overall(const std::vector<RecipientState>& recipients) {
  const auto any = [&](DeliveryState state) {
    return std::any_of(recipients.begin(), recipients.end(),
                       [&](const RecipientState& r) { return r.state == state; });
  };
  if (any(DeliveryState::kWaiting)) return DeliveryState::kWaiting;
  return any(DeliveryState::kRefused) ? DeliveryState::kRefused : DeliveryState::kAccepted;
}

}  // namespace

Result<OutboxMail> Store::Write(const MailDraft& draft, const Batch& batch, const LedgerHead& head,
                                const Now& now) {
  MailPlace place{NewMessageId(draft.sender), std::nullopt, head, true, now};
  for (const policy::Alert& alert : draft.alerts) {
    Result<void> read = database_.Query(
        "SELECT o.message_id FROM mail_alerts m JOIN outbox o ON o.id = m.mail "
        "WHERE m.alert = ? AND o.champion = ? ORDER BY o.id LIMIT 1",
        {alert.id, draft.champion}, [&](const Row& row) {
          place.in_reply_to = row.Text(0);
          return false;
        });
    if (!read.ok()) return read.error();
    if (place.in_reply_to) break;
  }
  OutboxMail mail;
  mail.message_id = place.message_id;
  mail.champion = draft.champion;
  mail.sender = draft.sender;
  mail.reason = draft.reason;
  for (const std::string& address : draft.recipients) mail.recipients.push_back({address, {}, ""});
  mail.text = batch.compose(draft, place);
  mail.queued_at = now.wall;
  mail.next_attempt = now.wall;
  return mail;
}

Result<void> Store::Queue(const MailDraft& draft, const OutboxMail& mail, const LedgerHead& head,
                          const policy::RetentionClass& retention) {
  const Sealed sealed =
      vault_->Seal({reinterpret_cast<const uint8_t*>(mail.text.data()), mail.text.size()},
                   MailContext(mail.message_id));
  Result<void> added = database_.Run(
      "INSERT INTO outbox(message_id, champion, sender, reason, head, state, attempts, in_flight, "
      "possible_repeats, queued_ms, next_ms, last_error, wrapped, box, settled_ms, "
      "retention_class, delete_after_ms) VALUES(?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {mail.message_id, mail.champion, mail.sender, static_cast<int64_t>(mail.reason),
       static_cast<int64_t>(head.sequence), static_cast<int64_t>(Overall(mail.recipients)),
       int64_t{mail.attempts}, int64_t{mail.possible_repeats}, Milliseconds(mail.queued_at),
       Milliseconds(mail.next_attempt), mail.last_error, sealed.wrapped_key, sealed.box,
       mail.settled_at ? Value(Milliseconds(*mail.settled_at)) : Value(nullptr), retention.name,
       Milliseconds(LatestDate(mail.queued_at) + retention.keep)});
  const int64_t id = database_.last_insert_id();
  for (size_t i = 0; added.ok() && i < mail.recipients.size(); ++i) {
    const RecipientState& to = mail.recipients[i];
    added = database_.Run(
        "INSERT INTO outbox_recipients(mail, position, address, state, reply) "
        "VALUES(?, ?, ?, ?, ?)",
        {id, static_cast<int64_t>(i), to.address, static_cast<int64_t>(to.state), to.reply});
  }
  for (size_t i = 0; added.ok() && i < draft.alerts.size(); ++i) {
    added = database_.Run("INSERT OR IGNORE INTO mail_alerts(mail, alert) VALUES(?, ?)",
                          {id, draft.alerts[i].id});
  }
  return added;
}

Result<std::vector<OutboxMail>> Store::SelectMails(const std::string& tail,
                                                   const std::vector<Value>& arguments) const {
  std::vector<OutboxMail> out;
  std::vector<int64_t> ids;
  Result<void> read = database_.Query(
      "SELECT id, message_id, champion, sender, reason, state, attempts, possible_repeats, "
      "queued_ms, next_ms, last_error, settled_ms FROM outbox " +
          tail,
      arguments, [&](const Row& row) {
        OutboxMail mail;
        ids.push_back(row.Integer(0));
        mail.message_id = row.Text(1);
        mail.champion = row.Text(2);
        mail.sender = row.Text(3);
        mail.reason = static_cast<policy::MailReason>(row.Integer(4));
        mail.state = StateOf(row.Integer(5));
        mail.attempts = static_cast<uint32_t>(row.Integer(6));
        mail.possible_repeats = static_cast<uint32_t>(row.Integer(7));
        mail.queued_at = Moment(row.Integer(8));
        mail.next_attempt = Moment(row.Integer(9));
        mail.last_error = row.Text(10);
        if (!row.IsNull(11)) mail.settled_at = Moment(row.Integer(11));
        out.push_back(std::move(mail));
        return true;
      });
  for (size_t i = 0; read.ok() && i < out.size(); ++i) {
    read = database_.Query(
        "SELECT address, state, reply FROM outbox_recipients WHERE mail = ? ORDER BY position",
        {ids[i]}, [&](const Row& row) {
          out[i].recipients.push_back({row.Text(0), StateOf(row.Integer(1)), row.Text(2)});
          return true;
        });
  }
  if (!read.ok()) return read.error();
  return out;
}

Result<std::vector<OutboxMail>> Store::WaitingMails() const {
  return SelectMails("WHERE state = 0 ORDER BY id", {});
}

Result<std::vector<OutboxMail>> Store::FirstWaitingMails() const {
  return SelectMails(
      "WHERE id IN (SELECT min(id) FROM outbox WHERE state = 0 GROUP BY champion) ORDER BY id", {});
}

Result<std::vector<OutboxMail>> Store::ListMails(size_t limit) const {
  Result<std::vector<OutboxMail>> mails = SelectMails(
      "ORDER BY id DESC LIMIT ?", {limit == 0 ? int64_t{-1} : static_cast<int64_t>(limit)});
  if (!mails.ok()) return mails;
  for (OutboxMail& mail : *mails) {
    Result<void> read = database_.Query(
        "SELECT m.alert FROM mail_alerts m JOIN outbox o ON o.id = m.mail WHERE o.message_id = ? "
        "ORDER BY m.alert",
        {mail.message_id}, [&](const Row& row) {
          mail.alerts.push_back(row.Text(0));
          return true;
        });
    if (!read.ok()) return read.error();
  }
  return mails;
}

Result<OutboxMail> Store::LoadMail(const std::string& message_id) const {
  Result<std::vector<OutboxMail>> found = SelectMails("WHERE message_id = ?", {message_id});
  if (!found.ok()) return found.error();
  if (found->empty()) return Error{ErrorCode::kNotFound, false, "There is no such mail."};
  if (!vault_) {
    return Error{ErrorCode::kLocked, true,
                 "The vault is locked: mail waits until the desktop's keyring is unlocked."};
  }
  OutboxMail mail = std::move(found->front());
  Sealed sealed;
  Result<void> read = database_.Query("SELECT wrapped, box FROM outbox WHERE message_id = ?",
                                      {message_id}, [&](const Row& row) {
                                        sealed = {row.Blob(0), row.Blob(1)};
                                        return false;
                                      });
  if (!read.ok()) return read.error();
  const Result<Bytes> text = vault_->Unseal(sealed, MailContext(message_id));
  if (!text.ok()) return text.error();
  mail.text.assign(text->begin(), text->end());
  return mail;
}

Result<void> Store::BeginAttempt(const std::string& message_id) {
  return database_.Run(
      "UPDATE outbox SET in_flight = 1, attempts = attempts + 1 WHERE message_id = ?",
      {message_id});
}

Result<Committed> Store::Settle(const Settlement& settlement, const Now& now) {
  LedgerHead head = head_;
  Result<void> done = database_.Transact([&]() -> Result<void> {
    Result<std::vector<OutboxMail>> found =
        SelectMails("WHERE message_id = ?", {settlement.message_id});
    if (!found.ok()) return found.error();
    if (found->empty()) return Error{ErrorCode::kNotFound, false, "There is no such mail."};
    OutboxMail& mail = found->front();
    int64_t accepted = 0;
    int64_t refused = 0;
    for (const RecipientState& news : settlement.recipients) {
      for (RecipientState& to : mail.recipients) {
        // What was settled stays settled, should a settlement come twice.
        if (to.address != news.address || to.state != DeliveryState::kWaiting) continue;
        to = news;
        if (news.state == DeliveryState::kAccepted) ++accepted;
        if (news.state == DeliveryState::kRefused) ++refused;
      }
      Result<void> set = database_.Run(
          "UPDATE outbox_recipients SET state = ?, reply = ? WHERE address = ? AND state = 0 AND "
          "mail = (SELECT id FROM outbox WHERE message_id = ?)",
          {static_cast<int64_t>(news.state), news.reply, news.address, settlement.message_id});
      if (!set.ok()) return set;
    }
    const DeliveryState state = Overall(mail.recipients);
    Result<void> set = database_.Run(
        "UPDATE outbox SET in_flight = 0, state = ?, next_ms = ?, last_error = ?, settled_ms = "
        "coalesce(settled_ms, ?) WHERE message_id = ?",
        {static_cast<int64_t>(state), Milliseconds(settlement.next_attempt), settlement.error,
         state == DeliveryState::kWaiting ? Value(nullptr) : Value(Milliseconds(now.wall)),
         settlement.message_id});
    if (!set.ok()) return set;
    return NoteDelivery(head, mail, accepted, refused, now);
  });
  if (!done.ok()) return done.error();
  head_ = head;
  return Committed{head, {}};
}

Result<void> Store::NoteDelivery(LedgerHead& head, const OutboxMail& mail, int64_t accepted,
                                 int64_t refused, const Now& now) {
  const auto note = [&](const char* type, int64_t recipients) -> Result<void> {
    if (recipients == 0) return {};
    NewEntry entry{type,
                   {{"message_id", mail.message_id},
                    {"reason", std::string(MailReasonName(mail.reason))},
                    {"recipients", recipients},
                    {"possible_repeats", int64_t{mail.possible_repeats}}},
                   std::nullopt};
    return Append(head, entry, {}, now);
  };
  if (Result<void> noted = note("mail.accepted", accepted); !noted.ok()) return noted;
  return note("mail.refused", refused);
}

Result<Committed> Store::EraseMail(const std::string& message_id, const std::string& reason,
                                   const Now& now) {
  const Result<std::vector<OutboxMail>> found = SelectMails("WHERE message_id = ?", {message_id});
  if (!found.ok()) return found.error();
  if (found->empty()) return Error{ErrorCode::kNotFound, false, "There is no such mail."};
  if (found->front().state == DeliveryState::kWaiting) {
    return Error{ErrorCode::kRefused, true,
                 "The mail still waits to be sent; it is erased afterwards."};
  }
  const NewEntry entry{"mail.erased", {{"message_id", message_id}, {"reason", reason}}, {}};
  const Result<uint64_t> noted = CommitNote(entry, now, [&](uint64_t) -> Result<void> {
    Result<void> step;
    for (const char* sql :
         {"DELETE FROM mail_alerts WHERE mail = (SELECT id FROM outbox WHERE message_id = ?)",
          "DELETE FROM outbox_recipients WHERE mail = (SELECT id FROM outbox WHERE message_id = ?)",
          "DELETE FROM outbox WHERE message_id = ?"}) {
      if (step.ok()) step = database_.Run(sql, {message_id});
    }
    return step;
  });
  if (!noted.ok()) return noted.error();
  (void)Shred().ok();  // the next deletion does it as well
  return Committed{head_, {}};
}

Result<void> Store::MakeDue(const Now& now) {
  return database_.Run("UPDATE outbox SET next_ms = ? WHERE state = 0 AND next_ms > ?",
                       {Milliseconds(now.wall), Milliseconds(now.wall)});
}

Result<OutboxSummary> Store::SummariseOutbox() const {
  OutboxSummary out;
  Result<void> read = database_.Query(
      "SELECT coalesce(sum(state = 0), 0), coalesce(sum(state = 2), 0), "
      "coalesce(sum(possible_repeats), 0), coalesce((SELECT last_error FROM outbox "
      "WHERE state = 0 ORDER BY id LIMIT 1), '') FROM outbox",
      {}, [&](const Row& row) {
        out.waiting = static_cast<uint32_t>(row.Integer(0));
        out.refused = static_cast<uint32_t>(row.Integer(1));
        out.possible_repeats = static_cast<uint32_t>(row.Integer(2));
        out.last_error = row.Text(3);
        return false;
      });
  if (!read.ok()) return read.error();
  return out;
}

}  // namespace chaperone::agent

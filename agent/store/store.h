// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/store/batch.h"
#include "agent/store/database.h"
#include "agent/store/private_file.h"
#include "agent/store/vault.h"
#include "policy/base/result.h"
#include "policy/ledger/chain.h"

namespace chaperone::agent {

struct Committed {
  policy::LedgerHead head;               // after the batch
  std::vector<std::string> message_ids;  // of `mails`, in their order
};

// What an attempt to send came to. One for each recipient that the attempt was for.
struct Settlement {
  std::string message_id;
  std::vector<RecipientState> recipients;
  policy::WallTime next_attempt;  // for those that still wait
  std::string error;              // for people; "" where all was well
};

struct OutboxSummary {
  uint32_t waiting = 0;
  uint32_t refused = 0;           // not delivered to somebody, for good: shown until seen to
  uint32_t possible_repeats = 0;  // in sum
  std::string last_error;         // of the oldest that waits

  bool operator==(const OutboxSummary&) const = default;
};

// The agent's memory on disk: ledger, sealed records, alerts, outbox. Agent thread only. Every call
// that fails leaves the state as it was; a retryable kIo (full disk) may be tried again with the
// same arguments.
class Store {
 public:
  // Takes the folder (see StateFolder), opens or makes chaperone.db in it and brings it to this
  // version. Starts locked: see Unlock.
  static policy::Result<std::unique_ptr<Store>> Open(const std::filesystem::path& folder,
                                                     const policy::Now& now);
  ~Store();

  // Opens the vault: the key that the database names or, in a database that names none, a new one.
  // kLocked where the named key cannot be had now; try again later.
  policy::Result<void> Unlock(VaultKeys& keys);
  bool locked() const { return !vault_.has_value(); }
  // See Vault::Derive; none while locked.
  std::optional<SecretBytes> DeriveKey(std::string_view purpose) const {
    if (!vault_) return std::nullopt;
    return vault_->Derive(purpose);
  }

  // One transaction, durable when it returns. kLocked where something must be sealed and the vault
  // is not open; entries without an alert are written even then.
  policy::Result<Committed> Commit(const Batch& batch, const policy::Now& now);

  policy::LedgerHead head() const { return head_; }
  policy::Result<policy::LedgerReport> VerifyLedger(std::vector<policy::LedgerHead> known) const;
  // Lines in order, from number `first` on, as JSON Lines wants them (without the line end).
  policy::Result<void> ExportLedger(uint64_t first,
                                    const std::function<bool(std::string_view)>& each) const;

  // Latest state of each alert, newest first; `limit` 0: all. Needs the vault.
  policy::Result<std::vector<policy::Alert>> ListAlerts(size_t limit) const;
  policy::Result<policy::Alert> FindAlert(const std::string& id) const;
  // When the retention schedule wants the alert gone.
  policy::Result<policy::WallTime> AlertDueForDeletion(const std::string& id) const;
  // Destroys everything kept about the alert, its keys first, with an entry that says so. The
  // ledger stays verifiable.
  policy::Result<Committed> EraseAlert(const std::string& id, const std::string& reason,
                                       const policy::Now& now);

  // All mails that still wait, oldest first, with their texts unsealed only by LoadMail.
  policy::Result<std::vector<OutboxMail>> WaitingMails() const;
  // Of those the oldest of each champion.
  policy::Result<std::vector<OutboxMail>> FirstWaitingMails() const;
  policy::Result<std::vector<OutboxMail>> ListMails(
      size_t limit) const;  // newest first, all states
  policy::Result<OutboxMail> LoadMail(const std::string& message_id) const;
  // An attempt begins. Should we die before it is settled, the next one may repeat it on the wire;
  // that is counted when the store is opened again.
  policy::Result<void> BeginAttempt(const std::string& message_id);
  // …and ends. Leaves an entry (mail.accepted, mail.refused) where a recipient is done with.
  policy::Result<Committed> Settle(const Settlement& settlement, const policy::Now& now);
  policy::Result<OutboxSummary> SummariseOutbox() const;
  // Every mail that waits is due.
  policy::Result<void> MakeDue(const policy::Now& now);

  // Small facts that are not personal data, such as the firm's last seen policy digest.
  policy::Result<std::optional<std::string>> Meta(const std::string& name) const;
  policy::Result<void> SetMeta(const std::string& name, const std::string& value);

 private:
  Store(StateFolder folder, Database database);
  policy::Result<void> Load(const policy::Now& now);
  policy::Result<void> Append(policy::LedgerHead& head, const NewEntry& entry, const Batch& batch,
                              const policy::Now& now);
  policy::Result<void> KeepAlert(uint64_t sequence, const policy::Alert& alert,
                                 const Sealed& sealed, const policy::RetentionClass& retention,
                                 const policy::Now& now);
  policy::Result<void> Queue(const MailDraft& draft, const OutboxMail& mail,
                             const policy::LedgerHead& head);
  policy::Result<OutboxMail> Write(const MailDraft& draft, const Batch& batch,
                                   const policy::LedgerHead& head, const policy::Now& now);
  policy::Result<void> NoteDelivery(policy::LedgerHead& head, const OutboxMail& mail,
                                    int64_t accepted, int64_t refused, const policy::Now& now);
  policy::Result<policy::Alert> UnsealAlert(uint64_t sequence, const Sealed& sealed) const;
  policy::Result<std::vector<OutboxMail>> SelectMails(const std::string& tail,
                                                      const std::vector<Value>& arguments) const;

  StateFolder folder_;
  Database database_;
  policy::LedgerHead head_;
  std::optional<Vault> vault_;
};

// "<32 hexadecimal digits@domain of the sender>", random. The one place where they are made.
std::string NewMessageId(const std::string& sender);

}  // namespace chaperone::agent

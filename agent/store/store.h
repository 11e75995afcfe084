// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/owned_fd.h"
#include "agent/store/batch.h"
#include "agent/store/database.h"
#include "agent/store/private_file.h"
#include "agent/store/vault.h"
#include "policy/base/result.h"
#include "policy/ledger/chain.h"
#include "policy/recording/recording.h"
#include "policy/retention/schedule.h"

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

// A recording as it is kept.
struct StoredRecording {
  policy::Recording recording;
  std::optional<policy::WallTime> delete_after;  // none while it is being made
  std::optional<policy::LegalHold> hold;
  bool archived = false;
  bool has_key = false;  // without one its sound cannot be heard, now or ever

  bool operator==(const StoredRecording&) const = default;
};

// Recordings whose state is open, though nobody records them any more.
struct UnfinishedRecordings {
  std::vector<policy::Recording> whole;
  std::vector<std::string> damaged;  // ids: what is sealed about them cannot be read, now or ever
};

// A recording's key for the firm, should this machine be lost.
struct RecoverySeal {
  std::string recovery_key;  // the public key that it is sealed to, 64 hexadecimal digits
  Bytes box;                 // crypto_box_seal
};

// A purpose as it is remembered: for whom, cannot be told.
struct RememberedPurpose {
  std::string purpose;
  policy::WallTime first_used;
  policy::WallTime last_used;
  policy::WallTime delete_after;

  bool operator==(const RememberedPurpose&) const = default;
};

// What was counted on a day, and when it is forgotten.
struct StoredCount {
  policy::AlertCount count;
  policy::WallTime delete_after;

  bool operator==(const StoredCount&) const = default;
};

// What became of the archive's copies of a deleted recording.
enum class ArchiveOutcome : uint8_t {
  kUnknown,
  kNone,  // there never were any
  kDeleted,
  kNotFound,     // the folder is there; copies, or a mark that they were removed, are not
  kUnreachable,  // the folder is not there: somebody must see to it
};
std::string_view ArchiveOutcomeName(ArchiveOutcome outcome);  // "none" … "unreachable"

// The agent's memory on disk: ledger, sealed records, alerts, recordings' keys, outbox. Agent
// thread only. Every call
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

  // Entries of these types, newest first, until `each` returns false. One that cannot be read is
  // left out: VerifyLedger tells of it.
  policy::Result<void> ListEntries(
      const std::vector<std::string>& types,
      const std::function<bool(const policy::LedgerEntry&)>& each) const;

  // Latest state of each alert, newest first; `limit` 0: all. Needs the vault.
  policy::Result<std::vector<policy::Alert>> ListAlerts(size_t limit) const;
  policy::Result<policy::Alert> FindAlert(const std::string& id) const;
  // When the retention schedule wants the alert gone.
  policy::Result<policy::WallTime> AlertDueForDeletion(const std::string& id) const;
  // Destroys everything kept about the alert, its keys first, with an entry that says so. The
  // ledger stays verifiable.
  policy::Result<Committed> EraseAlert(const std::string& id, const std::string& reason,
                                       const policy::Now& now);

  // --- Recordings. A recording's row comes with the first entry that carries it (Commit). ---

  // Latest state of each that is not deleted, newest first. Needs the vault.
  policy::Result<std::vector<StoredRecording>> ListRecordings() const;
  policy::Result<StoredRecording> FindRecording(const std::string& id) const;
  // Those whose state is open, oldest first. Needs the vault.
  policy::Result<UnfinishedRecordings> FindUnfinished() const;
  // Closes, by its row alone, an open recording whose record cannot be read: truncated, to be
  // deleted when its class says, on record as recording.closed. `retention` is the policy's.
  policy::Result<void> CloseDamaged(const std::string& id,
                                    const std::vector<policy::RetentionClass>& retention,
                                    const policy::Now& now);

  // A random key of 32 bytes, durable before it is returned: under the vault key, and sealed to the
  // firm's recovery key (64 hexadecimal digits) where there is one. Once for each recording, and
  // only while its row is there and open: kRefused otherwise.
  policy::Result<SecretBytes> MakeRecordingKey(const std::string& id,
                                               const std::optional<std::string>& recovery_key);
  // kNotFound where it never had one or it was destroyed.
  policy::Result<SecretBytes> RecordingKey(const std::string& id) const;
  // kRefused where the key was not sealed to a recovery key when it was made.
  policy::Result<RecoverySeal> RecoverySealOf(const std::string& id) const;

  // The sealed file STATE/recordings/ID.sealed: made new and empty, for an open recording; or
  // opened to be read.
  policy::Result<OwnedFd> CreateRecordingFile(const std::string& id);
  policy::Result<OwnedFd> OpenRecordingFile(const std::string& id) const;
  // Fine where it is gone already; kRefused while there is a key to hear it with.
  policy::Result<void> RemoveRecordingFile(const std::string& id);

  // From before the first byte is copied, so that a deletion looks for the copies. Refused while
  // the recording is open.
  policy::Result<void> BeginArchive(const std::string& id);
  // The copies are complete: recording.archived.
  policy::Result<void> NoteArchived(const std::string& id, const policy::Now& now);

  // The steps of a deletion, in their order; see DeleteRecording. Each is fine when repeated, so
  // that a crash between any two is completed later. kRefused while it is open or held. `user`: the
  // login name of who wants it, for the record; "" where nobody does but the schedule ("system").
  policy::Result<void> DestroyRecordingKey(const std::string& id, const std::string& reason,
                                           const std::string& user, const policy::Now& now);
  // Erases what is sealed about it and leaves the receipt; returns its number. None, and nothing
  // done, while the archive's copies are not certainly gone: `archive` must be kDeleted where they
  // were complete, kDeleted or kNotFound where they were begun. kRefused while there is a key or a
  // file.
  policy::Result<std::optional<uint64_t>> FinishDeletion(const std::string& id,
                                                         ArchiveOutcome archive,
                                                         const policy::Now& now);
  // Recordings whose key is destroyed and that have no receipt.
  struct Deletions {
    std::vector<std::string> unfinished;      // something is left to do on this machine
    std::vector<std::string> at_the_archive;  // only the archive's copies are left
  };
  policy::Result<Deletions> PendingDeletions() const;

  // Holds win over every deletion. `owner` and `reason` are one word. kRefused where somebody else
  // holds it already; and to lift, where `owner` is not the one who holds it. `user` as above.
  policy::Result<void> SetHold(const std::string& id, const policy::LegalHold& hold,
                               const std::string& user, const policy::Now& now);
  policy::Result<void> LiftHold(const std::string& id, const std::string& owner,
                                const std::string& reason, const std::string& user,
                                const policy::Now& now);

  // Recordings, alerts and mails with their dates; those being made are not among them. Busy are
  // those in `busy`, mails that wait, and alerts about which one does. Needs no vault.
  policy::Result<std::vector<policy::Retained>> ListRetained(
      const std::set<std::string>& busy) const;
  // What is known about the passing of time; none before the first sweep.
  policy::Result<std::optional<policy::ClockEvidence>> LoadClockEvidence() const;
  policy::Result<void> SaveClockEvidence(const policy::ClockEvidence& evidence);

  // --- Purposes that are remembered. A key is an HMAC under a key of the vault: who or what it
  // stands for cannot be told from it. ---

  // From now on these keys stand for this purpose, as long as `retention` keeps it.
  policy::Result<void> Remember(const std::vector<Bytes>& keys, const std::string& purpose,
                                const policy::RetentionClass& retention, const policy::Now& now);
  // The purpose that was remembered last for it; none where none was.
  policy::Result<std::optional<std::string>> Recall(const Bytes& key) const;
  policy::Result<std::vector<RememberedPurpose>> ListRemembered() const;  // last used first
  // All of them, with an entry that says so; how many there were.
  policy::Result<int64_t> ForgetRemembered(const policy::Now& now);
  // Those past their date.
  policy::Result<void> ForgetRememberedBefore(policy::WallTime date);

  // --- Leaks that were only counted. Their counts come with Commit. ---

  // From this day on, the newest day first.
  policy::Result<std::vector<StoredCount>> ListCounts(std::chrono::sys_days since) const;
  // Those past their date.
  policy::Result<void> ForgetCountsBefore(policy::WallTime date);

  // The text of a signed ruling, as it came in. The same one twice is fine; another text under the
  // same id is kRefused.
  policy::Result<void> KeepRuling(const std::string& id, const std::string& file,
                                  const policy::Now& now);
  policy::Result<std::vector<std::string>> ListRulingFiles() const;  // in the order of their coming

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
  // Destroys what is kept of a mail that waits for nobody: text, envelope, answers. Leaves an entry
  // (mail.erased). kRefused while it waits.
  policy::Result<Committed> EraseMail(const std::string& message_id, const std::string& reason,
                                      const policy::Now& now);
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
  policy::Result<void> KeepRecord(uint64_t sequence, const std::string& subject,
                                  const Sealed& sealed);
  policy::Result<void> KeepRecording(uint64_t sequence, const policy::Recording& recording,
                                     const Sealed& sealed, const Batch& batch,
                                     const policy::Now& now);
  // The row of a recording: what needs no vault.
  struct RecordingRow;
  policy::Result<RecordingRow> FindRow(const std::string& id) const;
  policy::Result<StoredRecording> Unseal(const RecordingRow& row) const;
  policy::Result<std::vector<RecordingRow>> SelectRows(const std::string& tail,
                                                       const std::vector<Value>& arguments) const;
  policy::Result<bool> HasRecordingFile(const std::string& id) const;
  // `wall`, or the date that is certain to have come where the clock is behind it: what a period
  // of keeping is counted from.
  policy::WallTime LatestDate(policy::WallTime wall) const;
  // A change and the entry that tells of it, in one transaction; returns the entry's number.
  policy::Result<uint64_t> CommitNote(const NewEntry& entry, const policy::Now& now,
                                      const std::function<policy::Result<void>(uint64_t)>& change);
  policy::Result<void> Shred();
  policy::Result<void> KeepAlert(uint64_t sequence, const policy::Alert& alert,
                                 const Sealed& sealed, const policy::RetentionClass& retention,
                                 const policy::Now& now);
  policy::Result<void> AddCount(const policy::AlertCount& count,
                                const policy::RetentionClass& retention, const policy::Now& now);
  policy::Result<void> Queue(const MailDraft& draft, const OutboxMail& mail,
                             const policy::LedgerHead& head,
                             const policy::RetentionClass& retention);
  policy::Result<OutboxMail> Write(const MailDraft& draft, const Batch& batch,
                                   const policy::LedgerHead& head, const policy::Now& now);
  policy::Result<void> NoteDelivery(policy::LedgerHead& head, const OutboxMail& mail,
                                    int64_t accepted, int64_t refused, const policy::Now& now);
  policy::Result<Bytes> UnsealRecord(uint64_t sequence, const Sealed& sealed) const;
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

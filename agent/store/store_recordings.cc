// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>

#include <algorithm>

#include "agent/store/moment.h"
#include "agent/store/recording_codec.h"
#include "agent/store/recording_row.h"
#include "agent/store/store.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::Now;
using policy::Recording;
using policy::RecordingState;
using policy::Result;
using policy::WallTime;

constexpr size_t kMaxRuling = size_t{16} << 10;

// How far the copies in the archive are.
constexpr int64_t kCopyBegun = 1;
constexpr int64_t kCopied = 2;

std::string KeyContext(const std::string& id) {
  return "recording " + id;
}

Error NoRecording(const std::string& id) {
  return {ErrorCode::kNotFound, false,
          "There is no recording " + (IsRecordingId(id) ? id : std::string("of that name")) +
              ". See `chaperone recordings list`."};
}

Error VaultLocked() {
  return {ErrorCode::kLocked, true,
          "The vault is locked: unlock the desktop's keyring to record or to use recordings."};
}

policy::RetentionClass ClassOf(const std::vector<policy::RetentionClass>& classes,
                               const std::string& name) {
  policy::RetentionClass longest{name};
  for (const policy::RetentionClass& c : classes) {
    if (c.name == name) return c;
    longest.keep = std::max(longest.keep, c.keep);
  }
  return longest;
}

bool AllOf(std::string_view text, std::string_view more) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

}  // namespace

bool IsRecordingId(std::string_view id) {
  return AllOf(id, "-_");
}

bool IsOneWord(std::string_view word) {
  return AllOf(word, "-_.@");
}

Error Refused(std::string detail) {
  return {ErrorCode::kRefused, false, std::move(detail)};
}

Result<void> Store::KeepRecording(uint64_t sequence, const Recording& recording,
                                  const Sealed& sealed, const Batch& batch, const Now& now) {
  if (!IsRecordingId(recording.id))
    return policy::BadInput("a recording's id is not fit to be one");
  const Result<RecordingRow> row = FindRow(recording.id);
  if (!row.ok() && row.error().code != ErrorCode::kNotFound) return row.error();
  // A late word about what was deleted meanwhile: the line stands, what it commits to does not.
  if (row.ok() && row->deletion_reason) return {};
  if (Result<void> kept = KeepRecord(sequence, recording.id, sealed); !kept.ok()) return kept;
  const policy::RetentionClass retention = ClassOf(batch.retention, recording.retention_class);
  Value delete_after = nullptr;
  if (recording.state != RecordingState::kOpen) {
    const WallTime ended = LatestDate(recording.ended_at.value_or(now.wall));
    delete_after = (ended + retention.keep).time_since_epoch().count();
  }
  return database_.Run(
      "INSERT INTO recordings(id, sequence, state, started_ms, retention_class, delete_after_ms) "
      "VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET sequence = excluded.sequence, "
      "state = excluded.state, started_ms = excluded.started_ms, "
      "retention_class = excluded.retention_class, delete_after_ms = excluded.delete_after_ms",
      {recording.id, static_cast<int64_t>(sequence), static_cast<int64_t>(recording.state),
       recording.started_at.time_since_epoch().count(), retention.name, delete_after});
}

Result<std::vector<Store::RecordingRow>> Store::SelectRows(
    const std::string& tail, const std::vector<Value>& arguments) const {
  std::vector<RecordingRow> out;
  Result<void> read = database_.Query(
      "SELECT id, coalesce(sequence, 0), state, delete_after_ms, hold_owner, hold_reason, "
      "hold_review_ms, archived, deletion_reason, receipt, "
      "EXISTS(SELECT 1 FROM recording_keys k WHERE k.recording = recordings.id), retention_class "
      "FROM recordings " +
          tail,
      arguments, [&](const Row& row) {
        RecordingRow& one = out.emplace_back();
        one.id = row.Text(0);
        one.sequence = static_cast<uint64_t>(row.Integer(1));
        const int64_t state = row.Integer(2);
        if (state > 0 && state <= static_cast<int64_t>(RecordingState::kDeleted)) {
          one.state = static_cast<RecordingState>(state);
        }
        if (!row.IsNull(3)) one.delete_after = Moment(row.Integer(3));
        if (!row.IsNull(4)) one.hold = {row.Text(4), row.Text(5), Moment(row.Integer(6))};
        one.may_be_archived = row.Integer(7) >= kCopyBegun;
        one.archived = row.Integer(7) == kCopied;
        if (!row.IsNull(8)) one.deletion_reason = row.Text(8);
        if (!row.IsNull(9)) one.receipt = static_cast<uint64_t>(row.Integer(9));
        one.has_key = row.Integer(10) != 0;
        one.retention_class = row.Text(11);
        return true;
      });
  if (!read.ok()) return read.error();
  return out;
}

Result<Store::RecordingRow> Store::FindRow(const std::string& id) const {
  Result<std::vector<RecordingRow>> rows = SelectRows("WHERE id = ?", {id});
  if (!rows.ok()) return rows.error();
  if (rows->empty()) return NoRecording(id);
  return std::move(rows->front());
}

Result<StoredRecording> Store::Unseal(const RecordingRow& row) const {
  if (row.receipt) {
    return Error{ErrorCode::kNotFound, false,
                 "Recording " + row.id + " is deleted; ledger entry " +
                     std::to_string(*row.receipt) + " is the receipt."};
  }
  Sealed sealed;
  Result<void> read = database_.Query(
      "SELECT k.wrapped, r.box FROM records r JOIN record_keys k USING(sequence) "
      "WHERE r.sequence = ?",
      {static_cast<int64_t>(row.sequence)}, [&](const Row& found) {
        sealed = {found.Blob(0), found.Blob(1)};
        return false;
      });
  if (!read.ok()) return read.error();
  const Result<Bytes> payload = UnsealRecord(row.sequence, sealed);
  if (!payload.ok()) return payload.error();
  Result<Recording> recording = DecodeRecording(*payload);
  if (!recording.ok()) return recording.error();
  return StoredRecording{std::move(*recording), row.delete_after, row.hold, row.archived,
                         row.has_key};
}

Result<std::vector<StoredRecording>> Store::ListRecordings() const {
  const Result<std::vector<RecordingRow>> rows =
      SelectRows("WHERE receipt IS NULL ORDER BY started_ms DESC, id DESC", {});
  if (!rows.ok()) return rows.error();
  std::vector<StoredRecording> out;
  std::optional<Error> failed;
  for (const RecordingRow& row : *rows) {
    Result<StoredRecording> one = Unseal(row);
    // One that is damaged must not hide the others.
    if (one.ok()) {
      out.push_back(std::move(*one));
    } else {
      failed = one.error();
    }
  }
  if (failed && out.empty()) return *failed;
  return out;
}

Result<StoredRecording> Store::FindRecording(const std::string& id) const {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  return Unseal(*row);
}

Result<UnfinishedRecordings> Store::FindUnfinished() const {
  if (!vault_) return VaultLocked();
  const Result<std::vector<RecordingRow>> rows = SelectRows(
      "WHERE state = ? ORDER BY started_ms, id", {static_cast<int64_t>(RecordingState::kOpen)});
  if (!rows.ok()) return rows.error();
  UnfinishedRecordings out;
  for (const RecordingRow& row : *rows) {
    Result<StoredRecording> one = Unseal(row);
    if (one.ok()) {
      out.whole.push_back(std::move(one->recording));
    } else if (!one.error().retryable) {
      out.damaged.push_back(row.id);
    }
  }
  return out;
}

Result<void> Store::CloseDamaged(const std::string& id,
                                 const std::vector<policy::RetentionClass>& retention,
                                 const Now& now) {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  if (row->state != RecordingState::kOpen) return {};
  const WallTime delete_after =
      LatestDate(now.wall) + ClassOf(retention, row->retention_class).keep;
  const NewEntry entry{
      "recording.closed", {{"recording", id}, {"state", "truncated"}, {"reason", "damaged"}}, {}};
  const Result<uint64_t> noted = CommitNote(entry, now, [&](uint64_t) {
    return database_.Run("UPDATE recordings SET state = ?, delete_after_ms = ? WHERE id = ?",
                         {static_cast<int64_t>(RecordingState::kTruncated),
                          delete_after.time_since_epoch().count(), id});
  });
  if (!noted.ok()) return noted.error();
  return {};
}

Result<SecretBytes> Store::MakeRecordingKey(const std::string& id,
                                            const std::optional<std::string>& recovery_key) {
  if (!vault_) return VaultLocked();
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) {
    if (row.error().code != ErrorCode::kNotFound) return row.error();
    return Refused("No recording key is made before the recording is on record.");
  }
  if (row->state != RecordingState::kOpen || row->has_key || row->deletion_reason) {
    return Refused("Recording " + id +
                   " gets no key: it has had one, or it has ended. Start a new recording.");
  }
  SecretBytes key = SecretBytes::Random(kVaultKeySize);
  Value public_key = nullptr;
  Value box = nullptr;
  if (recovery_key) {
    const auto recipient = policy::DigestFromHex(*recovery_key);
    Bytes sealed(key.size() + crypto_box_SEALBYTES);
    static_assert(sizeof(policy::Digest) == crypto_box_PUBLICKEYBYTES);
    if (!recipient ||
        crypto_box_seal(sealed.data(), key.data(), key.size(), recipient->data()) != 0) {
      return policy::BadInput(
          "recording.recovery_key is no usable public key: expected 64 hexadecimal digits (lower "
          "case) of an X25519 key. Correct the managed policy; nothing is recorded until then.");
    }
    public_key = *recovery_key;
    box = std::move(sealed);
  }
  Result<void> kept = database_.Run(
      "INSERT INTO recording_keys(recording, wrapped, recovery_key, recovery_box) "
      "VALUES(?, ?, ?, ?)",
      {id, vault_->Wrap(key, KeyContext(id)), public_key, box});
  if (!kept.ok()) return kept.error();
  return key;
}

Result<SecretBytes> Store::RecordingKey(const std::string& id) const {
  if (!vault_) return VaultLocked();
  Bytes wrapped;
  Result<void> read = database_.Query("SELECT wrapped FROM recording_keys WHERE recording = ?",
                                      {id}, [&](const Row& row) {
                                        wrapped = row.Blob(0);
                                        return false;
                                      });
  if (!read.ok()) return read.error();
  if (wrapped.empty()) {
    return Error{ErrorCode::kNotFound, false,
                 "There is no key to this recording: it was deleted, or its sound was never kept."};
  }
  return vault_->Unwrap(wrapped, KeyContext(id));
}

Result<RecoverySeal> Store::RecoverySealOf(const std::string& id) const {
  RecoverySeal out;
  Result<void> read = database_.Query(
      "SELECT recovery_key, recovery_box FROM recording_keys WHERE recording = ? AND "
      "recovery_key IS NOT NULL",
      {id}, [&](const Row& row) {
        out = {row.Text(0), row.Blob(1)};
        return false;
      });
  if (!read.ok()) return read.error();
  if (out.box.empty()) {
    return Refused("Recording " + id +
                   " was made without the firm's recovery key, so it stays on this machine. Set "
                   "recording.recovery_key in the managed policy for later ones.");
  }
  return out;
}

Result<void> Store::BeginArchive(const std::string& id) {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  if (row->state == RecordingState::kOpen) {
    return Refused("Recording " + id + " is still being made; it is archived when it has ended.");
  }
  if (row->deletion_reason) return Refused("Recording " + id + " is being deleted.");
  return database_.Run("UPDATE recordings SET archived = ?2 WHERE id = ?1 AND archived < ?2",
                       {id, kCopyBegun});
}

Result<void> Store::NoteArchived(const std::string& id, const Now& now) {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  if (row->deletion_reason) return Refused("Recording " + id + " is being deleted.");
  if (row->archived) return {};
  const Result<uint64_t> noted =
      CommitNote({"recording.archived", {{"recording", id}}, {}}, now, [&](uint64_t) {
        return database_.Run("UPDATE recordings SET archived = ? WHERE id = ?", {kCopied, id});
      });
  if (!noted.ok()) return noted.error();
  return {};
}

Result<void> Store::KeepRuling(const std::string& id, const std::string& file, const Now& now) {
  if (!IsRecordingId(id) || file.size() > kMaxRuling) {
    return policy::BadInput("This is not a ruling that can be kept.");
  }
  std::optional<std::string> there;
  Result<void> read =
      database_.Query("SELECT file FROM rulings WHERE id = ?", {id}, [&](const Row& row) {
        there = row.Text(0);
        return false;
      });
  if (!read.ok()) return read;
  if (there) {
    if (*there == file) return {};
    return Refused("Another ruling with the number " + id +
                   " is kept already. Ask the champion to answer again, under a new number.");
  }
  return database_.Run("INSERT INTO rulings(id, file, imported_ms) VALUES(?, ?, ?)",
                       {id, file, now.wall.time_since_epoch().count()});
}

Result<std::vector<std::string>> Store::ListRulingFiles() const {
  std::vector<std::string> out;
  Result<void> read =
      database_.Query("SELECT file FROM rulings ORDER BY rowid", {}, [&](const Row& row) {
        out.push_back(row.Text(0));
        return true;
      });
  if (!read.ok()) return read.error();
  return out;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store.h"

#include <sodium.h>

#include <algorithm>

#include "agent/store/alert_codec.h"
#include "agent/store/recording_codec.h"
#include "agent/store/schema.h"
#include "agent/store/store_version.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::LedgerHead;
using policy::Now;
using policy::Result;

constexpr const char* kKeyIdName = "vault_key_id";
constexpr const char* kKeyCheckName = "vault_check";
constexpr const char* kKeyCheckText = "chaperone";

std::span<const uint8_t> AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string RecordContext(uint64_t sequence) {
  return "record " + std::to_string(sequence);
}

Error Damaged(const std::string& what) {
  return policy::IoError("chaperone.db: " + what +
                             ". It was damaged or changed by hand. Keep it for evidence, and run "
                             "`chaperone ledger verify`.",
                         false);
}

std::string RandomHex(size_t bytes) {
  Bytes random(bytes);
  randombytes_buf(random.data(), random.size());
  return policy::ToHex(random);
}

Result<Bytes> BytesFromHex(const std::string& hex) {
  Bytes out(hex.size() / 2);
  size_t length = 0;
  if (sodium_hex2bin(out.data(), out.size(), hex.data(), hex.size(), nullptr, &length, nullptr) !=
          0 ||
      length * 2 != hex.size()) {
    return Damaged("a key check cannot be read");
  }
  return out;
}

}  // namespace

std::string NewMessageId(const std::string& sender) {
  const size_t at = sender.rfind('@');
  std::string domain = at == std::string::npos ? "" : sender.substr(at + 1);
  const bool plain = !domain.empty() && domain.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789.-") == std::string::npos;
  if (!plain) domain = "chaperone.invalid";
  return "<" + RandomHex(16) + "@" + domain + ">";
}

Store::Store(StateFolder folder, Database database)
    : folder_(std::move(folder)), database_(std::move(database)) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::Open(const std::filesystem::path& folder, const Now& now) {
  if (sodium_init() < 0) return policy::Unavailable("libsodium does not start on this machine.");
  Result<StateFolder> held = StateFolder::Open(folder);
  if (!held.ok()) return held.error();
  const Result<std::filesystem::path> file = held->PrivateFile("chaperone.db");
  if (!file.ok()) return file.error();
  if (Result<void> known = CheckStoredVersion(*file); !known.ok()) return known.error();
  Result<Database> database = Database::Open(*file);
  if (!database.ok()) return database.error();
  std::unique_ptr<Store> store(new Store(std::move(*held), std::move(*database)));
  if (Result<void> loaded = store->Load(now); !loaded.ok()) return loaded.error();
  return store;
}

Result<void> Store::Load(const Now& now) {
  if (Result<void> done = database_.Migrate(kMigrations); !done.ok()) return done;
  std::string last;
  int64_t lines = 0;
  Result<void> read = database_.Query(
      "SELECT line, (SELECT count(*) FROM ledger) FROM ledger ORDER BY sequence DESC LIMIT 1", {},
      [&](const Row& row) {
        last = row.Text(0);
        lines = row.Integer(1);
        return false;
      });
  if (!read.ok()) return read;
  if (lines == 0) {
    Batch birth;
    birth.entries.push_back({"ledger.created", {{"ledger", RandomHex(16)}}, std::nullopt});
    const Result<Committed> born = Commit(birth, now);
    if (!born.ok()) return born.error();
  } else {
    const Result<policy::DecodedEntry> entry = policy::DecodeEntry(last);
    if (!entry.ok() || entry->entry.sequence != static_cast<uint64_t>(lines)) {
      return Damaged("the end of the ledger is not in order");
    }
    head_ = {entry->entry.sequence, entry->digest};
  }
  // Whatever was in flight when we died may have been accepted by the server.
  return database_.Run(
      "UPDATE outbox SET in_flight = 0, possible_repeats = possible_repeats + 1 WHERE in_flight");
}

Result<void> Store::Unlock(VaultKeys& keys) {
  if (vault_) return {};
  const auto key_id = Meta(kKeyIdName);
  const auto check = Meta(kKeyCheckName);
  if (!key_id.ok()) return key_id.error();
  if (!check.ok()) return check.error();
  if (!key_id->has_value()) {
    Result<Vault> made = Vault::Create(keys);
    if (!made.ok()) return made.error();
    const Sealed sealed = made->Seal(AsBytes(kKeyCheckText), kKeyCheckName);
    Result<void> named = database_.Transact([&]() -> Result<void> {
      Result<void> set = SetMeta(kKeyIdName, made->key_id());
      if (!set.ok()) return set;
      return SetMeta(kKeyCheckName,
                     policy::ToHex(sealed.wrapped_key) + ":" + policy::ToHex(sealed.box));
    });
    if (!named.ok()) return named;
    vault_ = std::move(*made);
    return {};
  }
  Result<Vault> opened = Vault::Open(keys, **key_id);
  if (!opened.ok()) return opened.error();
  const std::string text = check->value_or("");
  const size_t colon = std::min(text.find(':'), text.size());
  Result<Bytes> wrapped = BytesFromHex(text.substr(0, colon));
  Result<Bytes> box = BytesFromHex(text.substr(std::min(colon + 1, text.size())));
  if (!wrapped.ok() || !box.ok() ||
      !opened->Unseal({std::move(*wrapped), std::move(*box)}, kKeyCheckName).ok()) {
    return Error{ErrorCode::kLocked, false,
                 "The vault key " + **key_id +
                     " that was found is not the one that the records were sealed with. Restore "
                     "the right key; no new key is made."};
  }
  vault_ = std::move(*opened);
  return {};
}

Result<Committed> Store::Commit(const Batch& batch, const Now& now) {
  const bool seals = !batch.mails.empty() || !batch.earlier_mails.empty() ||
                     std::any_of(batch.entries.begin(), batch.entries.end(),
                                 [](const NewEntry& entry) { return entry.sealed(); });
  if (seals && !vault_) {
    return Error{ErrorCode::kLocked, true,
                 "The vault is locked: what must be sealed is kept in memory until the keyring is "
                 "unlocked, and no recording begins."};
  }
  Committed committed;
  LedgerHead head = head_;
  Result<void> done = database_.Transact([&]() -> Result<void> {
    for (const NewEntry& entry : batch.entries) {
      if (Result<void> added = Append(head, entry, batch, now); !added.ok()) return added;
    }
    for (const policy::AlertCount& count : batch.counts) {
      Result<void> added = AddCount(count, batch.alert_retention, now);
      if (!added.ok()) return added;
    }
    for (const EarlierMail& earlier : batch.earlier_mails) {
      Result<void> added = Queue(earlier.draft, earlier.mail, head, batch.alert_retention);
      if (!added.ok()) return added;
      const auto count = [&](DeliveryState state) {
        return std::count_if(earlier.mail.recipients.begin(), earlier.mail.recipients.end(),
                             [&](const RecipientState& to) { return to.state == state; });
      };
      Result<void> noted = NoteDelivery(head, earlier.mail, count(DeliveryState::kAccepted),
                                        count(DeliveryState::kRefused), now);
      if (!noted.ok()) return noted;
    }
    for (const MailDraft& draft : batch.mails) {
      const Result<OutboxMail> mail = Write(draft, batch, head, now);
      if (!mail.ok()) return mail.error();
      Result<void> added = Queue(draft, *mail, head, batch.alert_retention);
      if (!added.ok()) return added;
      committed.message_ids.push_back(mail->message_id);
    }
    return {};
  });
  if (!done.ok()) return done.error();
  head_ = head;
  committed.head = head;
  return committed;
}

Result<void> Store::Append(LedgerHead& head, const NewEntry& entry, const Batch& batch,
                           const Now& now) {
  policy::LedgerEntry line;
  line.at = now;
  line.late = batch.late;
  line.type = entry.type;
  line.fields = entry.fields;
  if (entry.alert && entry.recording) return policy::BadInput("an entry commits to one thing");
  Bytes salted;
  if (entry.sealed()) {
    const std::string payload =
        entry.alert ? EncodeAlert(*entry.alert) : EncodeRecording(*entry.recording);
    policy::Salt salt{};
    randombytes_buf(salt.data(), salt.size());
    line.commitment = policy::CommitTo(salt, AsBytes(payload));
    salted.assign(salt.begin(), salt.end());
    salted.insert(salted.end(), payload.begin(), payload.end());
  }
  const Result<policy::EncodedEntry> encoded = policy::AppendEntry(head, std::move(line));
  if (!encoded.ok()) return encoded.error();
  Result<void> added = database_.Run("INSERT INTO ledger(sequence, line) VALUES(?, ?)",
                                     {static_cast<int64_t>(head.sequence), encoded->line});
  if (!added.ok() || !entry.sealed()) return added;
  const Sealed sealed = vault_->Seal(salted, RecordContext(head.sequence));
  return entry.alert ? KeepAlert(head.sequence, *entry.alert, sealed, batch.alert_retention, now)
                     : KeepRecording(head.sequence, *entry.recording, sealed, batch, now);
}

Result<void> Store::KeepRecord(uint64_t sequence, const std::string& subject,
                               const Sealed& sealed) {
  const auto number = static_cast<int64_t>(sequence);
  Result<void> added = database_.Run("INSERT INTO records(sequence, subject, box) VALUES(?, ?, ?)",
                                     {number, subject, sealed.box});
  if (!added.ok()) return added;
  return database_.Run("INSERT INTO record_keys(sequence, wrapped) VALUES(?, ?)",
                       {number, sealed.wrapped_key});
}

Result<void> Store::KeepAlert(uint64_t sequence, const policy::Alert& alert, const Sealed& sealed,
                              const policy::RetentionClass& retention, const Now& now) {
  if (Result<void> added = KeepRecord(sequence, alert.id, sealed); !added.ok()) return added;
  const policy::WallTime delete_after = LatestDate(now.wall) + retention.keep;
  return database_.Run(
      "INSERT INTO alerts(id, sequence, opened_ms, retention_class, delete_after_ms) "
      "VALUES(?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET sequence = excluded.sequence, "
      "retention_class = excluded.retention_class, delete_after_ms = excluded.delete_after_ms",
      {alert.id, static_cast<int64_t>(sequence), alert.opened_at.time_since_epoch().count(),
       retention.name, delete_after.time_since_epoch().count()});
}

Result<policy::LedgerReport> Store::VerifyLedger(std::vector<LedgerHead> known) const {
  // The head that this process wrote last is known too: a line that vanished meanwhile is missed.
  known.push_back(head_);
  if (known.back().sequence == 0) known.pop_back();
  policy::LedgerVerifier verifier(std::move(known));
  Result<void> read = ExportLedger(1, [&](std::string_view line) {
    verifier.Add(line);
    return true;
  });
  if (!read.ok()) return read.error();
  return verifier.Finish();
}

Result<void> Store::ExportLedger(uint64_t first,
                                 const std::function<bool(std::string_view)>& each) const {
  return database_.Query("SELECT line FROM ledger WHERE sequence >= ? ORDER BY sequence",
                         {static_cast<int64_t>(first)},
                         [&](const Row& row) { return each(row.Text(0)); });
}

Result<void> Store::ListEntries(const std::vector<std::string>& types,
                                const std::function<bool(const policy::LedgerEntry&)>& each) const {
  std::string where;
  std::vector<Value> arguments;
  for (const std::string& type : types) {
    // One spelling: quotes within a field are escaped, so nothing else can look like this.
    where += std::string(where.empty() ? "" : " OR ") + "instr(line, ?) > 0";
    arguments.emplace_back("\"type\":\"" + type + "\"");
  }
  return database_.Query("SELECT line FROM ledger WHERE " + where + " ORDER BY sequence DESC",
                         arguments, [&](const Row& row) {
                           const auto decoded = policy::DecodeEntry(row.Text(0));
                           return !decoded.ok() || each(decoded->entry);
                         });
}

Result<Bytes> Store::UnsealRecord(uint64_t sequence, const Sealed& sealed) const {
  if (!vault_) {
    return Error{ErrorCode::kLocked, true,
                 "The vault is locked: unlock the desktop's keyring to see what is sealed."};
  }
  Result<Bytes> salted = vault_->Unseal(sealed, RecordContext(sequence));
  if (!salted.ok()) return salted;
  if (salted->size() < sizeof(policy::Salt)) return Damaged("a record is cut short");
  salted->erase(salted->begin(), salted->begin() + sizeof(policy::Salt));
  return salted;
}

Result<policy::Alert> Store::UnsealAlert(uint64_t sequence, const Sealed& sealed) const {
  const Result<Bytes> payload = UnsealRecord(sequence, sealed);
  if (!payload.ok()) return payload.error();
  return DecodeAlert(*payload);
}

Result<std::vector<policy::Alert>> Store::ListAlerts(size_t limit) const {
  std::vector<policy::Alert> out;
  std::optional<Error> failed;
  Result<void> read = database_.Query(
      "SELECT a.sequence, k.wrapped, r.box FROM alerts a JOIN records r USING(sequence) "
      "JOIN record_keys k USING(sequence) ORDER BY a.opened_ms DESC, a.sequence DESC LIMIT ?",
      {limit == 0 ? int64_t{-1} : static_cast<int64_t>(limit)}, [&](const Row& row) {
        Result<policy::Alert> alert =
            UnsealAlert(static_cast<uint64_t>(row.Integer(0)), {row.Blob(1), row.Blob(2)});
        // One that is damaged must not hide the others.
        if (alert.ok()) {
          out.push_back(std::move(*alert));
        } else {
          failed = alert.error();
        }
        return true;
      });
  if (!read.ok()) return read.error();
  if (failed && out.empty()) return *failed;
  return out;
}

Result<policy::Alert> Store::FindAlert(const std::string& id) const {
  Result<policy::Alert> found = Error{ErrorCode::kNotFound, false,
                                      "There is no alert " + id + ". See `chaperone alerts list`."};
  Result<void> read = database_.Query(
      "SELECT a.sequence, k.wrapped, r.box FROM alerts a JOIN records r USING(sequence) "
      "JOIN record_keys k USING(sequence) WHERE a.id = ?",
      {id}, [&](const Row& row) {
        found = UnsealAlert(static_cast<uint64_t>(row.Integer(0)), {row.Blob(1), row.Blob(2)});
        return false;
      });
  if (!read.ok()) return read.error();
  return found;
}

Result<policy::WallTime> Store::AlertDueForDeletion(const std::string& id) const {
  std::optional<int64_t> due;
  Result<void> read =
      database_.Query("SELECT delete_after_ms FROM alerts WHERE id = ?", {id}, [&](const Row& row) {
        due = row.Integer(0);
        return false;
      });
  if (!read.ok()) return read.error();
  if (!due) return Error{ErrorCode::kNotFound, false, "There is no alert " + id + "."};
  return policy::WallTime{std::chrono::milliseconds{*due}};
}

Result<Committed> Store::EraseAlert(const std::string& id, const std::string& reason,
                                    const Now& now) {
  LedgerHead head = head_;
  Result<void> done = database_.Transact([&]() -> Result<void> {
    int64_t kept = 0;
    int64_t waiting = 0;
    Result<void> step = database_.Query(
        "SELECT (SELECT count(*) FROM records r JOIN alerts a ON a.id = r.subject "
        "WHERE a.id = ?1), (SELECT count(*) FROM mail_alerts m JOIN outbox o ON o.id = m.mail "
        "WHERE m.alert = ?1 AND o.state = 0)",
        {id}, [&](const Row& row) {
          kept = row.Integer(0);
          waiting = row.Integer(1);
          return false;
        });
    if (!step.ok()) return step;
    if (kept == 0) return Error{ErrorCode::kNotFound, false, "There is no alert " + id + "."};
    if (waiting > 0) {
      return Error{ErrorCode::kRefused, true,
                   "Mail about alert " + id + " still waits to be sent; it is erased afterwards."};
    }
    for (const char* sql :
         {"DELETE FROM record_keys WHERE sequence IN (SELECT sequence FROM records WHERE "
          "subject = ?)",
          "UPDATE outbox SET wrapped = NULL, box = x'' WHERE id IN "
          "(SELECT mail FROM mail_alerts WHERE alert = ?)",
          "DELETE FROM alerts WHERE id = ?", "DELETE FROM records WHERE subject = ?"}) {
      if (step = database_.Run(sql, {id}); !step.ok()) return step;
    }
    return Append(head,
                  {"alert.erased", {{"alert", id}, {"reason", reason}, {"records", kept}}, {}}, {},
                  now);
  });
  if (!done.ok()) return done.error();
  head_ = head;
  (void)Shred().ok();  // the next deletion does it as well
  return Committed{head, {}};
}

// The old pages still stand in the write-ahead log; folding it in overwrites them.
Result<void> Store::Shred() {
  bool busy = false;
  Result<void> done = database_.Query("PRAGMA wal_checkpoint(TRUNCATE)", {}, [&](const Row& row) {
    busy = row.Integer(0) != 0;
    return true;
  });
  if (done.ok() && busy) {
    return policy::IoError(
        "chaperone.db: another program reads it, so what was deleted cannot be overwritten yet. "
        "Close it; Chaperone tries again.");
  }
  return done;
}

Result<std::optional<std::string>> Store::Meta(const std::string& name) const {
  std::optional<std::string> out;
  Result<void> read =
      database_.Query("SELECT value FROM meta WHERE name = ?", {name}, [&](const Row& row) {
        out = row.Text(0);
        return false;
      });
  if (!read.ok()) return read.error();
  return out;
}

Result<void> Store::SetMeta(const std::string& name, const std::string& value) {
  return database_.Run(
      "INSERT INTO meta(name, value) VALUES(?, ?) "
      "ON CONFLICT(name) DO UPDATE SET value = excluded.value",
      {name, value});
}

}  // namespace chaperone::agent

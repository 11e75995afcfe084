// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "agent/store/moment.h"
#include "agent/store/recording_row.h"
#include "agent/store/store.h"

namespace chaperone::agent {
namespace {

using nlohmann::json;
using policy::ClockEvidence;
using policy::LegalHold;
using policy::Now;
using policy::RecordingState;
using policy::Result;
using policy::WallTime;

constexpr const char* kClockName = "clock_evidence";
constexpr std::array<std::string_view, 5> kOutcomeNames = {"unknown", "none", "deleted",
                                                           "not_found", "unreachable"};

Result<void> NeedWord(const std::string& what, const std::string& word) {
  if (IsOneWord(word)) return {};
  return policy::BadInput("The " + what +
                          " is not one word; expected up to 64 letters, digits, '-', '_', '.' or "
                          "'@', and nobody's name but staff's.");
}

std::string UserOrSystem(const std::string& user) {
  return user.empty() ? "system" : user;
}

}  // namespace

std::string_view ArchiveOutcomeName(ArchiveOutcome outcome) {
  const auto i = static_cast<size_t>(outcome);
  return i < kOutcomeNames.size() ? kOutcomeNames[i] : kOutcomeNames[0];
}

Result<uint64_t> Store::CommitNote(const NewEntry& entry, const Now& now,
                                   const std::function<Result<void>(uint64_t)>& change) {
  policy::LedgerHead head = head_;
  Result<void> done = database_.Transact([&]() -> Result<void> {
    if (Result<void> added = Append(head, entry, {}, now); !added.ok()) return added;
    return change(head.sequence);
  });
  if (!done.ok()) return done.error();
  head_ = head;
  return head.sequence;
}

Result<void> Store::DestroyRecordingKey(const std::string& id, const std::string& reason,
                                        const std::string& user, const Now& now) {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  if (!row->deletion_reason) {
    if (Result<void> fine = NeedWord("reason", reason); !fine.ok()) return fine;
    if (row->state == RecordingState::kOpen) {
      return Refused("Recording " + id + " is still being made. Stop it first.");
    }
    if (row->hold) {
      return Refused(
          "Recording " + id + " is held by " + row->hold->owner + " (" + row->hold->reason +
          ", review by " + policy::FormatUtc(row->hold->review_by) +
          "), so it is not deleted. Its owner can end the hold: `chaperone recordings release " +
          id + " --reason REASON`.");
    }
    const NewEntry entry{"recording.key_destroyed",
                         {{"recording", id},
                          {"reason", reason},
                          {"user", UserOrSystem(user)},
                          {"had_key", row->has_key}},
                         {}};
    const Result<uint64_t> noted = CommitNote(entry, now, [&](uint64_t) -> Result<void> {
      Result<void> gone = database_.Run("DELETE FROM recording_keys WHERE recording = ?", {id});
      if (!gone.ok()) return gone;
      return database_.Run("UPDATE recordings SET deletion_reason = ? WHERE id = ?", {reason, id});
    });
    if (!noted.ok()) return noted.error();
  }
  // Again where it was done before: we may have died between the two.
  return Shred();
}

Result<std::optional<uint64_t>> Store::FinishDeletion(const std::string& id, ArchiveOutcome archive,
                                                      const Now& now) {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  if (row->receipt) {
    if (Result<void> shredded = Shred(); !shredded.ok()) return shredded.error();
    return row->receipt;
  }
  if (!row->deletion_reason || row->has_key) {
    return Refused("Recording " + id + " still has its key; no receipt says that it is deleted.");
  }
  const Result<bool> file = HasRecordingFile(id);
  if (!file.ok()) return file.error();
  if (*file) {
    return Refused("Recording " + id + " still has its file; no receipt says that it is deleted.");
  }
  const bool gone = !row->may_be_archived || archive == ArchiveOutcome::kDeleted ||
                    (archive == ArchiveOutcome::kNotFound && !row->archived);
  if (!gone) return std::optional<uint64_t>();
  int64_t records = 0;
  Result<void> counted = database_.Query("SELECT count(*) FROM records WHERE subject = ?", {id},
                                         [&](const Row& found) {
                                           records = found.Integer(0);
                                           return false;
                                         });
  if (!counted.ok()) return counted.error();
  const NewEntry entry{"recording.deleted",
                       {{"recording", id},
                        {"reason", *row->deletion_reason},
                        {"records", records},
                        {"archive", std::string(ArchiveOutcomeName(archive))}},
                       {}};
  const Result<uint64_t> receipt = CommitNote(entry, now, [&](uint64_t number) -> Result<void> {
    Result<void> step = database_.Run(
        "UPDATE recordings SET sequence = NULL, state = ?, started_ms = 0, delete_after_ms = NULL, "
        "receipt = ? WHERE id = ?",
        {static_cast<int64_t>(RecordingState::kDeleted), static_cast<int64_t>(number), id});
    for (const char* sql :
         {"DELETE FROM record_keys WHERE sequence IN (SELECT sequence FROM records WHERE "
          "subject = ?)",
          "DELETE FROM records WHERE subject = ?"}) {
      if (step.ok()) step = database_.Run(sql, {id});
    }
    return step;
  });
  if (!receipt.ok()) return receipt.error();
  if (Result<void> shredded = Shred(); !shredded.ok()) return shredded.error();
  return std::optional(*receipt);
}

Result<Store::Deletions> Store::PendingDeletions() const {
  const Result<std::vector<RecordingRow>> rows =
      SelectRows("WHERE deletion_reason IS NOT NULL AND receipt IS NULL ORDER BY id", {});
  if (!rows.ok()) return rows.error();
  Deletions out;
  for (const RecordingRow& row : *rows) {
    const Result<bool> file = HasRecordingFile(row.id);
    if (!file.ok()) return file.error();
    (row.may_be_archived && !*file ? out.at_the_archive : out.unfinished).push_back(row.id);
  }
  return out;
}

Result<void> Store::SetHold(const std::string& id, const LegalHold& hold, const std::string& user,
                            const Now& now) {
  if (Result<void> fine = NeedWord("owner", hold.owner); !fine.ok()) return fine;
  if (Result<void> fine = NeedWord("reason", hold.reason); !fine.ok()) return fine;
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  if (row->deletion_reason) {
    return Refused("Recording " + id +
                   " is deleted: its key is destroyed. Nothing is left to hold.");
  }
  if (row->hold && row->hold->owner != hold.owner) {
    return Refused("Recording " + id + " is held by " + row->hold->owner +
                   " already. One hold keeps it; it must be released before another takes its "
                   "place.");
  }
  const NewEntry entry{"recording.held",
                       {{"recording", id},
                        {"owner", hold.owner},
                        {"reason", hold.reason},
                        {"user", UserOrSystem(user)},
                        {"review_by", policy::FormatUtc(hold.review_by)}},
                       {}};
  const Result<uint64_t> noted = CommitNote(entry, now, [&](uint64_t) {
    return database_.Run(
        "UPDATE recordings SET hold_owner = ?, hold_reason = ?, hold_review_ms = ? WHERE id = ?",
        {hold.owner, hold.reason, Milliseconds(hold.review_by), id});
  });
  if (!noted.ok()) return noted.error();
  return {};
}

Result<void> Store::LiftHold(const std::string& id, const std::string& owner,
                             const std::string& reason, const std::string& user, const Now& now) {
  if (Result<void> fine = NeedWord("reason", reason); !fine.ok()) return fine;
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  if (!row->hold) return Refused("Recording " + id + " is not held.");
  if (row->hold->owner != owner) {
    return Refused("Recording " + id + " is held by " + row->hold->owner + " (" +
                   row->hold->reason +
                   "), so it stays held. Only its owner ends the hold; whoever acts for the owner "
                   "says so with --owner " +
                   row->hold->owner + ", and both names go on record.");
  }
  const NewEntry entry{
      "recording.released",
      {{"recording", id}, {"owner", owner}, {"reason", reason}, {"user", UserOrSystem(user)}},
      {}};
  const Result<uint64_t> noted = CommitNote(entry, now, [&](uint64_t) {
    return database_.Run(
        "UPDATE recordings SET hold_owner = NULL, hold_reason = NULL, hold_review_ms = NULL "
        "WHERE id = ?",
        {id});
  });
  if (!noted.ok()) return noted.error();
  return {};
}

Result<std::vector<policy::Retained>> Store::ListRetained(const std::set<std::string>& busy) const {
  std::vector<policy::Retained> out;
  Result<void> read = database_.Query(
      "SELECT id, retention_class, delete_after_ms, hold_owner, hold_reason, hold_review_ms "
      "FROM recordings WHERE delete_after_ms IS NOT NULL AND deletion_reason IS NULL",
      {}, [&](const Row& row) {
        policy::Retained one{row.Text(0),
                             policy::RecordKind::kRecording,
                             row.Text(1),
                             Moment(row.Integer(2)),
                             busy.count(row.Text(0)) > 0,
                             std::nullopt};
        if (!row.IsNull(3)) one.hold = {row.Text(3), row.Text(4), Moment(row.Integer(5))};
        out.push_back(std::move(one));
        return true;
      });
  if (!read.ok()) return read.error();
  read = database_.Query(
      "SELECT id, retention_class, delete_after_ms, EXISTS(SELECT 1 FROM mail_alerts m JOIN outbox "
      "o ON o.id = m.mail WHERE m.alert = alerts.id AND o.state = 0) FROM alerts",
      {}, [&](const Row& row) {
        out.push_back({row.Text(0), policy::RecordKind::kAlert, row.Text(1), Moment(row.Integer(2)),
                       row.Integer(3) != 0 || busy.count(row.Text(0)) > 0, std::nullopt});
        return true;
      });
  if (!read.ok()) return read.error();
  read = database_.Query(
      "SELECT message_id, retention_class, delete_after_ms, state FROM outbox "
      "WHERE delete_after_ms IS NOT NULL",
      {}, [&](const Row& row) {
        out.push_back({row.Text(0), policy::RecordKind::kMail, row.Text(1), Moment(row.Integer(2)),
                       row.Integer(3) == 0, std::nullopt});
        return true;
      });
  if (!read.ok()) return read.error();
  return out;
}

Result<std::optional<ClockEvidence>> Store::LoadClockEvidence() const {
  const Result<std::optional<std::string>> text = Meta(kClockName);
  if (!text.ok()) return text.error();
  if (!text->has_value()) return std::optional<ClockEvidence>();
  try {
    const json in = json::parse(**text);
    const auto moment = [&](const char* name) { return Moment(in.at(name).get<int64_t>()); };
    ClockEvidence out;
    out.trusted = moment("trusted_ms");
    out.seen = {moment("seen_ms"), policy::BootTime{in.at("boot_ms").get<int64_t>()},
                in.at("boot").get<std::string>()};
    if (!in.at("claimed_ms").is_null()) out.claimed = moment("claimed_ms");
    out.claim_stood = std::chrono::milliseconds{in.at("stood_ms").get<int64_t>()};
    return std::optional(out);
  } catch (const std::exception&) {
    return policy::IoError(
        "chaperone.db: what is known about the passing of time cannot be read, so nothing is "
        "deleted. It was damaged or changed by hand: keep it for evidence, and run `chaperone "
        "ledger verify`.",
        false);
  }
}

Result<void> Store::SaveClockEvidence(const ClockEvidence& evidence) {
  const json out = {
      {"trusted_ms", Milliseconds(evidence.trusted)},
      {"seen_ms", Milliseconds(evidence.seen.wall)},
      {"boot_ms", evidence.seen.boot.count()},
      {"boot", evidence.seen.boot_id},
      {"claimed_ms", evidence.claimed ? json(Milliseconds(*evidence.claimed)) : json(nullptr)},
      {"stood_ms", evidence.claim_stood.count()}};
  return SetMeta(kClockName, out.dump(-1, ' ', false, json::error_handler_t::replace));
}

WallTime Store::LatestDate(WallTime wall) const {
  // What cannot be read is no reason to write nothing; the sweep tells of it.
  const Result<std::optional<ClockEvidence>> evidence = LoadClockEvidence();
  return evidence.ok() && evidence->has_value() ? std::max(wall, (*evidence)->trusted) : wall;
}

}  // namespace chaperone::agent

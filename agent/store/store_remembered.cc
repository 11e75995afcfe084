// SPDX-License-Identifier: Apache-2.0
#include "agent/store/moment.h"
#include "agent/store/store.h"

namespace chaperone::agent {
namespace {

using policy::Now;
using policy::Result;
using policy::WallTime;

}  // namespace

Result<void> Store::Remember(const std::vector<Bytes>& keys, const std::string& purpose,
                             const policy::RetentionClass& retention, const Now& now) {
  const WallTime delete_after = LatestDate(now.wall) + retention.keep;
  return database_.Transact([&]() -> Result<void> {
    for (const Bytes& key : keys) {
      Result<void> kept = database_.Run(
          "INSERT INTO remembered_purposes(key, purpose, retention_class, first_ms, last_ms, "
          "delete_after_ms) VALUES(?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT(key) DO UPDATE SET "
          "purpose = excluded.purpose, retention_class = excluded.retention_class, "
          "last_ms = excluded.last_ms, delete_after_ms = excluded.delete_after_ms",
          {key, purpose, retention.name, Milliseconds(now.wall), Milliseconds(delete_after)});
      if (!kept.ok()) return kept;
    }
    return {};
  });
}

Result<std::optional<std::string>> Store::Recall(const Bytes& key) const {
  std::optional<std::string> purpose;
  Result<void> read = database_.Query("SELECT purpose FROM remembered_purposes WHERE key = ?",
                                      {key}, [&](const Row& row) {
                                        purpose = row.Text(0);
                                        return false;
                                      });
  if (!read.ok()) return read.error();
  return purpose;
}

Result<std::vector<RememberedPurpose>> Store::ListRemembered() const {
  std::vector<RememberedPurpose> out;
  Result<void> read = database_.Query(
      "SELECT purpose, first_ms, last_ms, delete_after_ms FROM remembered_purposes "
      "ORDER BY last_ms DESC, key",
      {}, [&](const Row& row) {
        out.push_back(
            {row.Text(0), Moment(row.Integer(1)), Moment(row.Integer(2)), Moment(row.Integer(3))});
        return true;
      });
  if (!read.ok()) return read.error();
  return out;
}

Result<int64_t> Store::ForgetRemembered(const Now& now) {
  const auto all = ListRemembered();
  if (!all.ok()) return all.error();
  const auto count = static_cast<int64_t>(all->size());
  const NewEntry entry{"purposes.forgotten", {{"count", count}}, {}};
  const Result<uint64_t> noted = CommitNote(
      entry, now, [&](uint64_t) { return database_.Run("DELETE FROM remembered_purposes"); });
  if (!noted.ok()) return noted.error();
  (void)Shred().ok();  // the next deletion does it as well
  return count;
}

Result<void> Store::ForgetRememberedBefore(WallTime date) {
  return database_.Run("DELETE FROM remembered_purposes WHERE delete_after_ms <= ?",
                       {Milliseconds(date)});
}

}  // namespace chaperone::agent

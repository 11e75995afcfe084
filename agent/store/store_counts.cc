// SPDX-License-Identifier: Apache-2.0
#include "agent/store/moment.h"
#include "agent/store/store.h"

namespace chaperone::agent {
namespace {

using policy::AlertCount;
using policy::Now;
using policy::Result;
using policy::WallTime;

int64_t DayNumber(std::chrono::sys_days day) {
  return day.time_since_epoch().count();
}

}  // namespace

Result<void> Store::AddCount(const AlertCount& count, const policy::RetentionClass& retention,
                             const Now& now) {
  const WallTime delete_after = LatestDate(now.wall) + retention.keep;
  return database_.Run(
      "INSERT INTO alert_counts(day, counted, kind, audience, subject, number, retention_class, "
      "delete_after_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "number = number + excluded.number, retention_class = excluded.retention_class, "
      "delete_after_ms = excluded.delete_after_ms",
      {DayNumber(count.day), std::string(CountedName(count.counted)),
       std::string(KindName(count.kind)), std::string(AudienceName(count.audience)),
       std::string(SubjectName(count.subject)), int64_t{count.number}, retention.name,
       Milliseconds(delete_after)});
}

Result<std::vector<StoredCount>> Store::ListCounts(std::chrono::sys_days since) const {
  std::vector<StoredCount> out;
  Result<void> read = database_.Query(
      "SELECT day, counted, kind, audience, subject, number, delete_after_ms FROM alert_counts "
      "WHERE day >= ? ORDER BY day DESC, counted, kind, audience, subject",
      {DayNumber(since)}, [&](const Row& row) {
        AlertCount count;
        count.day = std::chrono::sys_days{std::chrono::days{row.Integer(0)}};
        count.counted = policy::CountedFromName(row.Text(1)).value_or(count.counted);
        count.kind = policy::KindFromName(row.Text(2)).value_or(count.kind);
        count.audience = policy::AudienceFromName(row.Text(3)).value_or(count.audience);
        count.subject = policy::SubjectFromName(row.Text(4)).value_or(count.subject);
        count.number = static_cast<uint32_t>(row.Integer(5));
        out.push_back({count, WallTime{std::chrono::milliseconds{row.Integer(6)}}});
        return true;
      });
  if (!read.ok()) return read.error();
  return out;
}

Result<void> Store::ForgetCountsBefore(WallTime date) {
  return database_.Run("DELETE FROM alert_counts WHERE delete_after_ms <= ?", {Milliseconds(date)});
}

}  // namespace chaperone::agent

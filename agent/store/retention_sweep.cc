// SPDX-License-Identifier: Apache-2.0
#include "agent/store/retention_sweep.h"

#include <algorithm>

#include "agent/store/deletion.h"

namespace chaperone::agent {
namespace {

using policy::ClockEvidence;
using policy::Now;
using policy::RecordKind;
using policy::Result;
using policy::Retained;

constexpr const char* kReason = "retention";

std::string WhyKept(const Retained& one, const ClockEvidence& evidence,
                    const std::set<std::string>& busy) {
  if (one.hold) {
    return "held by " + one.hold->owner + " (" + one.hold->reason + "), to be reviewed by " +
           policy::FormatUtc(one.hold->review_by);
  }
  if (one.busy) {
    return busy.count(one.id) > 0 ? "in use at this moment; it goes when that has ended"
           : one.kind == RecordKind::kMail
               ? "it still waits to be sent; it goes afterwards"
               : "mail about it still waits to be sent; it goes afterwards";
  }
  return "only a clock that may run ahead says that it is due (" +
         policy::FormatUtc(one.delete_after) + "); certain is " +
         policy::FormatUtc(evidence.trusted) +
         ". It goes when the clock has stood for a day, or time has passed";
}

Result<void> Delete(Store& store, const Retained& one, const Now& now) {
  if (one.kind == RecordKind::kRecording) {
    const auto done = DeleteRecording(store, one.id, kReason, "", now);
    if (!done.ok()) return done.error();
    return {};
  }
  const Result<Committed> done = one.kind == RecordKind::kMail
                                     ? store.EraseMail(one.id, kReason, now)
                                     : store.EraseAlert(one.id, kReason, now);
  if (!done.ok()) return done.error();
  return {};
}

}  // namespace

Result<SweepReport> Sweep(Store& store, const Now& now, const std::set<std::string>& busy,
                          size_t limit, bool dry_run) {
  const Result<std::optional<ClockEvidence>> known = store.LoadClockEvidence();
  if (!known.ok()) return known.error();
  SweepReport report;
  report.evidence = known->has_value() ? policy::Update(**known, now) : policy::FirstEvidence(now);
  size_t taken = 0;
  const auto note = [&](const std::string& id, const Result<void>& done) {
    if (done.ok()) {
      report.deleted.push_back(id);
    } else {
      report.kept.push_back({id, done.error().detail});
    }
  };
  if (!dry_run) {
    if (Result<void> saved = store.SaveClockEvidence(report.evidence); !saved.ok()) {
      return saved.error();
    }
    // A cue to save typing: it leaves no receipt.
    if (Result<void> gone = store.ForgetRememberedBefore(report.evidence.trusted); !gone.ok()) {
      return gone.error();
    }
    // Numbers alone: nor do they.
    if (Result<void> gone = store.ForgetCountsBefore(report.evidence.trusted); !gone.ok()) {
      return gone.error();
    }
    const auto pending = store.PendingDeletions();
    if (!pending.ok()) return pending.error();
    for (const std::string& id : pending->unfinished) {
      if (taken++ >= limit) break;
      const Retained one{id, RecordKind::kRecording, {}, {}, false, std::nullopt};
      note(id, Delete(store, one, now));
    }
  }
  const Result<std::vector<Retained>> all = store.ListRetained(busy);
  if (!all.ok()) return all.error();
  for (const Retained& one : policy::Due(*all, report.evidence)) {
    report.due.push_back(one.id);
    if (dry_run || taken++ >= limit) continue;
    note(one.id, Delete(store, one, now));
  }
  report.more = taken > limit;
  const auto pending = store.PendingDeletions();
  if (!pending.ok()) return pending.error();
  report.at_the_archive = pending->at_the_archive;
  const policy::WallTime date = std::max(now.wall, report.evidence.trusted);
  for (const Retained& one : *all) {
    const bool due = std::find(report.due.begin(), report.due.end(), one.id) != report.due.end();
    if (!due && one.delete_after <= date) {
      report.kept.push_back({one.id, WhyKept(one, report.evidence, busy)});
    }
  }
  return report;
}

}  // namespace chaperone::agent

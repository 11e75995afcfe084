// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/store/store.h"
#include "policy/retention/schedule.h"

namespace chaperone::agent {

struct SweepReport {
  struct Kept {
    std::string id;
    std::string why;  // for people
    bool operator==(const Kept&) const = default;
  };

  std::vector<std::string> deleted;  // in the order in which it was done
  std::vector<std::string> due;      // what must go
  // Deleted, now or before, but for the archive's copies.
  std::vector<std::string> at_the_archive;
  bool more = false;               // the limit was reached: sweep again
  std::vector<Kept> kept;          // past its date by the wall clock, and still there
  policy::ClockEvidence evidence;  // after this sweep

  bool operator==(const SweepReport&) const = default;
};

// Deletes what is due (policy/retention/schedule.h says what that is, and when a clock is
// believed), and completes deletions that were cut short. One failure keeps back nothing else. With
// `dry_run` nothing is changed, not even what is known about the clock. `busy`: ids of recordings
// that are being exported, archived or heard at this moment. Each item costs some commits, so at
// most `limit` are taken on. Needs no vault. Blocking; agent thread.
policy::Result<SweepReport> Sweep(Store& store, const policy::Now& now,
                                  const std::set<std::string>& busy, size_t limit, bool dry_run);

}  // namespace chaperone::agent

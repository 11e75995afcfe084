// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "agent/store/store.h"

namespace chaperone::agent {

struct Recorded {
  bool on_record = false;            // false: kept in memory, "not yet on record"
  std::optional<policy::Error> why;  // why not
  std::vector<std::string> message_ids;
};

// What happened while the ledger could not be written (full disk, locked vault). Protective effects
// never wait for the ledger: their mails are put into words from memory and can be sent at once.
// Batches are committed in order when the ledger is writable again, their entries marked `late`
// with the time at which they happened. Lives in memory: a crash in that state loses it. Agent
// thread.
class Backlog {
 public:
  static constexpr size_t kDefaultLimit = 4096;  // batches
  explicit Backlog(Store& store, size_t limit = kDefaultLimit) : store_(store), limit_(limit) {}

  // Commits the batch or, failing that, keeps it. While anything is kept, everything is, so that
  // the order on record is the order in which it happened. Over the limit batches without a sealed
  // record, count or mail go first, then the newest; how many is put on record later (ledger.lost).
  Recorded Record(Batch batch, const policy::Now& now);

  // Tries to put on record what is kept; stops at the first failure. Call it every few seconds
  // while `size() > 0`. Returns whether nothing is kept any more.
  bool Retry(const policy::Now& now);

  size_t size() const { return kept_.size(); }
  uint64_t lost() const { return lost_; }
  const std::optional<policy::Error>& why() const { return why_; }

  // Mails that exist in memory only, oldest first. Pointers live until the next Record or Retry.
  std::vector<OutboxMail*> Mails();

 private:
  struct Kept {
    Batch batch;
    policy::Now happened;
  };
  void WriteMails(Batch& batch, const policy::Now& now);
  void MakeRoom();

  Store& store_;
  size_t limit_;
  std::deque<Kept> kept_;
  uint64_t lost_ = 0;
  std::optional<policy::Error> why_;
};

}  // namespace chaperone::agent

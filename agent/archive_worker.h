// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>

#include "agent/channel.h"
#include "agent/owned_fd.h"
#include "agent/store/archive.h"

namespace chaperone::agent {

struct ArchiveResult {
  ArchiveCopy copy;
  std::string trouble;  // "" where the copies are whole
};

// Copies finished recordings into the firm's archive, which may be slow or far away: the thread
// "archive", which ends with this object, after the copy that it is at.
class ArchiveWorker {
 public:
  explicit ArchiveWorker(Channel<ArchiveResult>& results);
  ~ArchiveWorker();
  ArchiveWorker(const ArchiveWorker&) = delete;
  ArchiveWorker& operator=(const ArchiveWorker&) = delete;

  // Any thread. False: too many wait already.
  bool Put(ArchiveCopy copy) { return waiting_.Push(std::move(copy)); }

 private:
  void Run(const std::stop_token& stop);

  Channel<ArchiveCopy> waiting_{64};
  Channel<ArchiveResult>& results_;
  OwnedFd wake_;
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace chaperone::agent

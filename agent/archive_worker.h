// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "agent/channel.h"
#include "agent/owned_fd.h"
#include "agent/store/archive.h"

namespace chaperone::agent {

struct ArchiveResult {
  ArchiveCopy copy;
  std::string trouble;  // "" where the copies are whole
};

// The copies of a deleted recording are to go; or, `mark_only`, the mark that they went.
struct ArchiveRemoval {
  std::string recording;
  std::filesystem::path folder;
  bool mark_only = false;
};
struct RemovalResult {
  ArchiveRemoval removal;
  ArchiveOutcome outcome = ArchiveOutcome::kUnknown;
};

// Look for files in the folder that are not among `seen`.
struct RulingsLook {
  std::filesystem::path folder;
  std::set<std::string> seen;  // stamps
};
struct RulingFile {
  std::string stamp;  // name and time of change
  std::string text;   // at most 16 KiB; whoever dropped it there may have written anything
};
struct RulingFiles {
  std::vector<RulingFile> files;
};

using FolderTask = std::variant<ArchiveCopy, ArchiveRemoval, RulingsLook>;
using FolderReport = std::variant<ArchiveResult, RemovalResult, RulingFiles>;

// The regular files *.json of at most 16 KiB, some at a time. Follows no link and waits for no
// pipe; what cannot be read is not among them. Blocking.
RulingFiles ReadRulings(const RulingsLook& look);

// Works in the firm's folders, which may be slow, far away or stuck: a thread of that name, which
// ends with this object, after the task that it is at. No task waits for another folder's: each
// folder has a worker of its own.
class ArchiveWorker {
 public:
  ArchiveWorker(const char* name, Channel<FolderReport>& reports);
  ~ArchiveWorker();
  ArchiveWorker(const ArchiveWorker&) = delete;
  ArchiveWorker& operator=(const ArchiveWorker&) = delete;

  // Any thread. False: too many wait already.
  bool Put(FolderTask task) { return waiting_.Push(std::move(task)); }

 private:
  void Run(const std::stop_token& stop);
  void Do(ArchiveCopy copy);
  void Do(ArchiveRemoval removal);
  void Do(const RulingsLook& look);

  Channel<FolderTask> waiting_{64};
  Channel<FolderReport>& reports_;
  OwnedFd wake_;
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace chaperone::agent

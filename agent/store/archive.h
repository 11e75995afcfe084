// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "agent/store/store.h"

// The firm's archive: a folder (often on another machine) with a copy of each sealed recording and
// of its key, sealed to the firm's recovery key, for the day on which this machine is lost.
namespace chaperone::agent {

struct ArchiveCopy {
  std::string recording;
  OwnedFd sealed;        // the file to copy
  std::string recovery;  // what goes beside it: RECORDING.recovery.json
  std::filesystem::path folder;
};

// Agent thread; does not touch the folder, which may be far away. kRefused where the recording is
// open or was made without a recovery key.
policy::Result<ArchiveCopy> PrepareArchive(Store& store, const std::string& id,
                                           const std::filesystem::path& folder);
// Copies: whole under the final names, or not there. kUnavailable where the folder is not there (it
// is never made: it may be a mount that is missing). Blocking, any thread. Until it and
// FinishArchive are done, the recording is busy and must not be deleted.
policy::Result<void> WriteArchive(const ArchiveCopy& copy);
// Agent thread: puts it on record (recording.archived). kRefused where the recording is being
// deleted: the copies must be removed again.
policy::Result<void> FinishArchive(Store& store, const ArchiveCopy& copy, const policy::Now& now);

// The three in one; blocking, agent thread. Fine where it is archived already.
policy::Result<void> ArchiveRecording(Store& store, const std::string& id,
                                      const std::filesystem::path& folder, const policy::Now& now);

// Leaves a mark, the empty file RECORDING.deleted, before the first copy goes: where we die before
// the receipt is written, it tells a removal from a folder that never had the copies. Whoever
// removes copies by other means leaves that mark, too. Blocking, any thread.
ArchiveOutcome RemoveFromArchive(const std::filesystem::path& folder, const std::string& id);
// Removes the mark, once the receipt is written. Blocking, any thread.
void RemoveMark(const std::filesystem::path& folder, const std::string& id);

}  // namespace chaperone::agent

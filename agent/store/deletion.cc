// SPDX-License-Identifier: Apache-2.0
#include "agent/store/deletion.h"

#include "agent/store/archive.h"

namespace chaperone::agent {

using policy::Result;

Result<uint64_t> DeleteRecording(Store& store, const std::filesystem::path& archive_folder,
                                 const std::string& id, const std::string& reason,
                                 const std::string& user, const policy::Now& now) {
  if (Result<void> done = store.DestroyRecordingKey(id, reason, user, now); !done.ok()) {
    return done.error();
  }
  if (Result<void> done = store.RemoveRecordingFile(id); !done.ok()) return done.error();
  const Result<bool> archived = store.MayBeArchived(id);
  if (!archived.ok()) return archived.error();
  const ArchiveOutcome outcome =
      *archived ? RemoveFromArchive(archive_folder, id) : ArchiveOutcome::kNone;
  return store.FinishDeletion(id, outcome, now);
}

Result<void> CompleteDeletions(Store& store, const std::filesystem::path& archive_folder,
                               const policy::Now& now) {
  const Result<std::vector<std::string>> pending = store.PendingDeletions();
  if (!pending.ok()) return pending.error();
  Result<void> out;
  for (const std::string& id : *pending) {
    const Result<uint64_t> done = DeleteRecording(store, archive_folder, id, "", "", now);
    if (!done.ok() && out.ok()) out = done.error();
  }
  return out;
}

}  // namespace chaperone::agent

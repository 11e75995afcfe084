// SPDX-License-Identifier: Apache-2.0
#include "agent/store/deletion.h"

namespace chaperone::agent {

using policy::Result;

Result<std::optional<uint64_t>> DeleteRecording(Store& store, const std::string& id,
                                                const std::string& reason, const std::string& user,
                                                const policy::Now& now) {
  if (Result<void> done = store.DestroyRecordingKey(id, reason, user, now); !done.ok()) {
    return done.error();
  }
  if (Result<void> done = store.RemoveRecordingFile(id); !done.ok()) return done.error();
  return store.FinishDeletion(id, ArchiveOutcome::kNone, now);
}

}  // namespace chaperone::agent

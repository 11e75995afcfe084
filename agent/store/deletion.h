// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/store/store.h"

namespace chaperone::agent {

// Deletes a recording for good on this machine: first its key, after which its sound is noise here;
// then the sealed file; then what is sealed about it, leaving a receipt. Returns the receipt's
// number in the ledger; none where the archive may have copies: they must be removed first
// (RemoveFromArchive, Store::FinishDeletion). Each step is fine when repeated: what was cut short
// between any two is completed by calling this again, and the first reason stands. kRefused while
// the recording is open or held. `user` as in Store::DestroyRecordingKey. Agent thread.
policy::Result<std::optional<uint64_t>> DeleteRecording(Store& store, const std::string& id,
                                                        const std::string& reason,
                                                        const std::string& user,
                                                        const policy::Now& now);

}  // namespace chaperone::agent

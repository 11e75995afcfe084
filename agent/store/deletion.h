// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "agent/store/store.h"

namespace chaperone::agent {

// Deletes a recording for good: first its key, after which its sound is noise on this machine; then
// the sealed file and the archive's copies; then what is sealed about it, leaving a receipt.
// Returns the receipt's number in the ledger. Each step is fine when repeated: what was cut short
// between any two is completed by calling this again, and the first reason stands. kRefused while
// the recording is open or held. `archive_folder` is the policy's, or "". Blocking; agent thread.
policy::Result<uint64_t> DeleteRecording(Store& store, const std::filesystem::path& archive_folder,
                                         const std::string& id, const std::string& reason,
                                         const std::string& user, const policy::Now& now);

// Completes every deletion that was cut short, for the start of the agent. The first failure is
// returned; the others are tried all the same.
policy::Result<void> CompleteDeletions(Store& store, const std::filesystem::path& archive_folder,
                                       const policy::Now& now);

}  // namespace chaperone::agent

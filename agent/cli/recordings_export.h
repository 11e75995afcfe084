// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace chaperone::agent {

// Decrypts a recording into a new file of mode 0600, which goes again where that fails or is
// interrupted. Returns the exit code.
int ExportRecordingToFile(const std::string& recording, const std::string& reason,
                          const std::string& file, bool as_json);
// Decrypts into memory and becomes the player. Nothing is written to a disk.
int PlayRecording(const std::string& recording, const std::string& reason);

}  // namespace chaperone::agent

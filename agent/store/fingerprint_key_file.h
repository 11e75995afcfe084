// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "policy/base/result.h"

namespace chaperone::agent {

inline constexpr size_t kFingerprintKeySize = 32;

// The firm's key for fingerprints, from the file that policy names: 64 hexadecimal digits that
// nobody but its owner may read. The message says which chmod helps, or how to make one.
policy::Result<std::vector<uint8_t>> ReadFingerprintKey(const std::filesystem::path& file);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "policy/base/result.h"

namespace chaperone::agent {

// A key file lies where chaperone.db names no key: its records are gone, or belong elsewhere. To
// take that key for new records would hide the loss; a second one would make it final.
policy::Error OrphanKey(const std::filesystem::path& key_file);

// Whether that is so in a state folder, as far as can be seen without changing anything there.
// Blocking; any thread.
bool HasOrphanKey(const std::filesystem::path& state_folder);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "policy/base/time.h"

namespace chaperone::agent {

// When the newest entry of the ledger was written, as the machine then believed. Changes nothing,
// and an agent may have the store open. Nothing where there is no ledger, or it cannot be read.
std::optional<policy::WallTime> LastLedgerTime(const std::filesystem::path& state_folder);

}  // namespace chaperone::agent

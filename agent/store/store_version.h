// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "policy/base/result.h"

namespace chaperone::agent {

// The version of its format that a database names; none where there is no database. Read from the
// file and its write-ahead log as they lie there: SQLite would fold the log in, and a database that
// is another version's is not ours to change. Blocking; any thread.
std::optional<int64_t> StoredVersion(const std::filesystem::path& database);

// kRefused where the database is of a newer version than this program knows; says what to do.
// Changes nothing.
policy::Result<void> CheckStoredVersion(const std::filesystem::path& database);

// What is said of it.
policy::Error NewerStore(const std::filesystem::path& database, int64_t version, size_t known);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <memory>

namespace chaperone::agent {

struct CloseSqlite {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// The store's database for a look from outside, which an agent may have open: nothing is written,
// no file is made beside it. Null where it is not there or cannot be opened.
std::unique_ptr<sqlite3, CloseSqlite> OpenReadOnly(const std::filesystem::path& database);

}  // namespace chaperone::agent

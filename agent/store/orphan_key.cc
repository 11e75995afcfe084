// SPDX-License-Identifier: Apache-2.0
#include "agent/store/orphan_key.h"

#include <sqlite3.h>

#include <memory>

namespace chaperone::agent {
namespace {

struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

bool NamesNoKey(const std::filesystem::path& file) {
  sqlite3* raw = nullptr;
  const int opened =
      sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, Close> handle(raw);
  // What is wrong with a database that cannot be read is for the agent to say.
  if (opened != SQLITE_OK) return false;
  sqlite3_busy_timeout(raw, 2000);
  sqlite3_stmt* asked = nullptr;
  const int prepared = sqlite3_prepare_v2(raw, "SELECT 1 FROM meta WHERE name = 'vault_key_id'", -1,
                                          &asked, nullptr);
  const std::unique_ptr<sqlite3_stmt, Close> statement(asked);
  return prepared == SQLITE_OK && sqlite3_step(asked) == SQLITE_DONE;
}

}  // namespace

policy::Error OrphanKey(const std::filesystem::path& key_file) {
  return {policy::ErrorCode::kLocked, false,
          "The records are gone, or belong elsewhere, but their key is still there (" +
              key_file.string() +
              "): restore the chaperone.db that it belongs to from a backup or, to begin anew "
              "without those records, move " +
              key_file.filename().string() +
              " away. Until then nothing is sealed and no second key is made."};
}

bool HasOrphanKey(const std::filesystem::path& state_folder) {
  std::error_code failed;
  if (!std::filesystem::exists(state_folder / "vault.key", failed)) return false;
  const std::filesystem::path database = state_folder / "chaperone.db";
  const auto size = std::filesystem::file_size(database, failed);
  if (failed) return failed == std::errc::no_such_file_or_directory;
  return size == 0 || NamesNoKey(database);
}

}  // namespace chaperone::agent

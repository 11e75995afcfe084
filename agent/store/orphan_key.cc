// SPDX-License-Identifier: Apache-2.0
#include "agent/store/orphan_key.h"

#include "agent/store/read_only.h"

namespace chaperone::agent {
namespace {

bool NamesNoKey(const std::filesystem::path& file) {
  const auto database = OpenReadOnly(file);
  // What is wrong with a database that cannot be read is for the agent to say.
  if (database == nullptr) return false;
  sqlite3_stmt* asked = nullptr;
  const int prepared = sqlite3_prepare_v2(
      database.get(), "SELECT 1 FROM meta WHERE name = 'vault_key_id'", -1, &asked, nullptr);
  const std::unique_ptr<sqlite3_stmt, CloseSqlite> statement(asked);
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

// SPDX-License-Identifier: Apache-2.0
#include "agent/store/last_entry.h"

#include <nlohmann/json.hpp>

#include "agent/store/read_only.h"

namespace chaperone::agent {

std::optional<policy::WallTime> LastLedgerTime(const std::filesystem::path& state_folder) {
  const auto database = OpenReadOnly(state_folder / "chaperone.db");
  if (database == nullptr) return std::nullopt;
  sqlite3_stmt* asked = nullptr;
  const int prepared =
      sqlite3_prepare_v2(database.get(), "SELECT line FROM ledger ORDER BY sequence DESC LIMIT 1",
                         -1, &asked, nullptr);
  const std::unique_ptr<sqlite3_stmt, CloseSqlite> statement(asked);
  if (prepared != SQLITE_OK || sqlite3_step(asked) != SQLITE_ROW) return std::nullopt;
  const unsigned char* text = sqlite3_column_text(asked, 0);
  if (text == nullptr) return std::nullopt;
  const auto entry = nlohmann::json::parse(text, text + sqlite3_column_bytes(asked, 0), nullptr,
                                           /*allow_exceptions=*/false);
  if (!entry.is_object() || !entry.contains("wall_ms") || !entry["wall_ms"].is_number_integer()) {
    return std::nullopt;
  }
  return policy::WallTime(std::chrono::milliseconds(entry["wall_ms"].get<int64_t>()));
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/store/read_only.h"

#include <string>

namespace chaperone::agent {
namespace {

// As a URI has it: what would end the path is written by its number.
std::string Uri(const std::filesystem::path& file) {
  std::string uri = "file:";
  for (const char c : file.string()) {
    if (c == '%') {
      uri += "%25";
    } else if (c == '?') {
      uri += "%3f";
    } else if (c == '#') {
      uri += "%23";
    } else {
      uri += c;
    }
  }
  return uri;
}

}  // namespace

std::unique_ptr<sqlite3, CloseSqlite> OpenReadOnly(const std::filesystem::path& database) {
  std::string uri = Uri(database);
  // In WAL mode SQLite would leave a log and an index beside a database that nobody has open.
  std::error_code failed;
  if (!std::filesystem::exists(database.string() + "-wal", failed)) uri += "?immutable=1";
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(
      uri.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
  std::unique_ptr<sqlite3, CloseSqlite> handle(raw);
  if (opened != SQLITE_OK) return nullptr;
  sqlite3_busy_timeout(raw, 2000);
  return handle;
}

}  // namespace chaperone::agent

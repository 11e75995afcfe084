// SPDX-License-Identifier: Apache-2.0
#include "agent/store/database.h"

#include <sqlite3.h>

#include <array>

#include "agent/store/store_version.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::Result;

// What a result code of SQLite means for people.
struct Meaning {
  int code;
  bool retryable;
  const char* text;
};
constexpr std::array<Meaning, 8> kMeanings = {{
    {SQLITE_FULL, true, "the disk is full. Free some space; Chaperone tries again"},
    {SQLITE_BUSY, true, "another program holds the database. Close it; Chaperone tries again"},
    {SQLITE_LOCKED, true, "the database is in use. Chaperone tries again"},
    {SQLITE_IOERR, true, "it cannot be read or written. Check the disk; Chaperone tries again"},
    {SQLITE_READONLY, false, "it cannot be written. Make the file and its folder writable for you"},
    {SQLITE_CANTOPEN, false, "it cannot be opened. Make the file and its folder writable for you"},
    {SQLITE_CORRUPT, false,
     "the database is damaged. Keep it for evidence: move it away and restore a backup, or start "
     "with a new one"},
    {SQLITE_NOTADB, false,
     "this is not a database of Chaperone, or it is damaged. Keep it for evidence: move it away "
     "and restore a backup, or start with a new one"},
}};

constexpr std::array<const char*, 11> kSettings = {"PRAGMA journal_mode=WAL",
                                                   "PRAGMA synchronous=FULL",
                                                   "PRAGMA foreign_keys=ON",
                                                   "PRAGMA trusted_schema=OFF",
                                                   "PRAGMA secure_delete=ON",
                                                   "PRAGMA cell_size_check=ON",
                                                   "PRAGMA temp_store=MEMORY",
                                                   "PRAGMA cache_size=-512",
                                                   "PRAGMA mmap_size=0",
                                                   "PRAGMA wal_autocheckpoint=256",
                                                   "PRAGMA journal_size_limit=1048576"};

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

int Bind(sqlite3_stmt* statement, int at, const Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return sqlite3_bind_int64(statement, at, *number);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<std::vector<uint8_t>>(&value)) {
    return sqlite3_bind_blob64(statement, at, blob->data(), blob->size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, at);
}

// Prepares and binds; `code` is SQLITE_OK or why not.
Statement Prepare(sqlite3* handle, std::string_view sql, const std::vector<Value>& arguments,
                  int& code) {
  sqlite3_stmt* raw = nullptr;
  code = sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  Statement statement(raw);
  for (size_t i = 0; i < arguments.size() && code == SQLITE_OK; ++i) {
    code = Bind(raw, static_cast<int>(i) + 1, arguments[i]);
  }
  return statement;
}

}  // namespace

bool Row::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

int64_t Row::Integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Row::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return text == nullptr ? "" : std::string(text, static_cast<size_t>(size));
}

std::vector<uint8_t> Row::Blob(int column) const {
  const auto* bytes = static_cast<const uint8_t*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::vector<uint8_t>() : std::vector<uint8_t>(bytes, bytes + size);
}

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Database::~Database() = default;

Error Database::Failure(int code) const {
  for (const Meaning& meaning : kMeanings) {
    if ((code & 0xFF) == meaning.code) {
      return policy::IoError(file_.string() + ": " + meaning.text + ".", meaning.retryable);
    }
  }
  return policy::IoError(
      file_.string() + ": " + sqlite3_errstr(code) + " (SQLite " + std::to_string(code) + ").",
      false);
}

Result<Database> Database::Open(const std::filesystem::path& file) {
  Database out(file);
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &raw,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  out.handle_.reset(raw);
  if (code != SQLITE_OK) return out.Failure(code);
  sqlite3_busy_timeout(raw, 2000);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (const char* setting : kSettings) {
    if (Result<void> set = out.Query(setting, {}, [](const Row&) { return true; }); !set.ok()) {
      return set.error();
    }
  }
  std::string verdict;
  Result<void> checked = out.Query("PRAGMA quick_check(1)", {}, [&](const Row& row) {
    verdict = row.Text(0);
    return false;
  });
  if (!checked.ok()) return checked.error();
  if (verdict != "ok") return out.Failure(SQLITE_CORRUPT);
  return out;
}

Result<void> Database::Run(std::string_view sql, const std::vector<Value>& arguments) {
  return Query(sql, arguments, [](const Row&) { return true; });
}

Result<void> Database::Query(std::string_view sql, const std::vector<Value>& arguments,
                             const std::function<bool(const Row&)>& each) const {
  int code = SQLITE_OK;
  const Statement statement = Prepare(handle_.get(), sql, arguments, code);
  if (code != SQLITE_OK) return Failure(code);
  while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) {
    if (!each(Row(statement.get()))) return {};
  }
  if (code != SQLITE_DONE) return Failure(code);
  return {};
}

Result<void> Database::RunScript(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Failure(code);
  return {};
}

int64_t Database::last_insert_id() const {
  return sqlite3_last_insert_rowid(handle_.get());
}

Result<void> Database::Transact(const std::function<Result<void>()>& work) {
  Result<void> done = Run("BEGIN IMMEDIATE");
  if (!done.ok()) return done;
  done = work();
  if (done.ok()) done = Run("COMMIT");
  // Some failures roll back by themselves; asking again would be an error of its own.
  if (!done.ok() && sqlite3_get_autocommit(handle_.get()) == 0) {
    (void)Run("ROLLBACK").ok();
  }
  return done;
}

Result<void> Database::Migrate(std::span<const char* const> migrations) {
  int64_t version = 0;
  Result<void> read = Query("PRAGMA user_version", {}, [&](const Row& row) {
    version = row.Integer(0);
    return false;
  });
  if (!read.ok()) return read;
  if (version < 0 || static_cast<size_t>(version) > migrations.size()) {
    return NewerStore(file_, version, migrations.size());
  }
  for (auto next = static_cast<size_t>(version); next < migrations.size(); ++next) {
    Result<void> done = Transact([&]() -> Result<void> {
      if (Result<void> ran = RunScript(migrations[next]); !ran.ok()) return ran;
      return Run("PRAGMA user_version=" + std::to_string(next + 1));
    });
    if (!done.ok()) return done;
  }
  return {};
}

}  // namespace chaperone::agent

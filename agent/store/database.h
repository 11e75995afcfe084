// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chaperone::agent {

using Value = std::variant<std::nullptr_t, int64_t, std::string, std::vector<uint8_t>>;

// One row while a query stands on it.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  bool IsNull(int column) const;
  int64_t Integer(int column) const;
  std::string Text(int column) const;
  std::vector<uint8_t> Blob(int column) const;

 private:
  sqlite3_stmt* statement_;
};

// SQLite, used by one thread. WAL with synchronous=FULL: what a commit acknowledged survives a
// power cut. Errors are kIo: retryable where the disk is full or busy, not where the file is
// damaged or read-only; the message says what to do.
class Database {
 public:
  // `file` must exist (empty is fine) with the mode that it and its side files shall have.
  static policy::Result<Database> Open(const std::filesystem::path& file);
  Database(Database&&) noexcept = default;
  Database& operator=(Database&&) noexcept = default;
  ~Database();

  // Runs one statement without rows.
  policy::Result<void> Run(std::string_view sql, const std::vector<Value>& arguments = {});
  // Calls `each` for every row until it returns false.
  policy::Result<void> Query(std::string_view sql, const std::vector<Value>& arguments,
                             const std::function<bool(const Row&)>& each) const;
  policy::Result<void> RunScript(const char* sql);
  int64_t last_insert_id() const;

  // Runs `work` in one transaction: all of it is kept, or nothing.
  policy::Result<void> Transact(const std::function<policy::Result<void>()>& work);

  // Applies migrations[user_version…] one by one, each in a transaction. A database from a newer
  // version is refused untouched.
  policy::Result<void> Migrate(std::span<const char* const> migrations);

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  explicit Database(std::filesystem::path file) : file_(std::move(file)) {}
  policy::Error Failure(int code) const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
// Stores as earlier versions wrote them, opened by this one; see released/README.md.
#include <signal.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "agent/store/retention_sweep.h"
#include "agent/store/schema.h"
#include "agent/store/store_version.h"
#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

namespace fs = std::filesystem;
using test::At;
using test::OpenStore;
using test::TemporaryFolder;

constexpr int kVersions = static_cast<int>(kMigrations.size());
constexpr int64_t kDay = 24 * 3600;

fs::path Released(int version) {
  return fs::path(RELEASED_STORES) / std::to_string(version);
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A database beside the agent's own way of opening it.
class RawDatabase {
 public:
  explicit RawDatabase(const fs::path& file) {
    REQUIRE(sqlite3_open(file.c_str(), &handle_) == SQLITE_OK);
  }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;
  ~RawDatabase() { sqlite3_close(handle_); }
  void Run(const std::string& sql) {
    char* problem = nullptr;
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &problem);
    INFO((problem == nullptr ? "" : problem));
    REQUIRE(code == SQLITE_OK);
  }

 private:
  sqlite3* handle_ = nullptr;
};

// The state folder that this version left behind.
void Restore(int version, const fs::path& folder) {
  umask(077);
  fs::copy(Released(version), folder, fs::copy_options::recursive);
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    fs::permissions(file, file.is_directory() ? fs::perms::owner_all
                                              : fs::perms::owner_read | fs::perms::owner_write);
  }
  {
    RawDatabase database(folder / "chaperone.db");
    database.Run(ReadFile(folder / "store.sql"));
  }
  fs::remove(folder / "store.sql");
  fs::remove(folder / "script.sha256");
}

std::vector<std::string> LinesOf(const Store& store) {
  std::vector<std::string> lines;
  REQUIRE(store
              .ExportLedger(1,
                            [&](std::string_view line) {
                              lines.emplace_back(line);
                              return true;
                            })
              .ok());
  return lines;
}

// The ledger as the file has it, before anybody opens the store.
std::vector<std::string> LinesIn(int version) {
  std::vector<std::string> lines;
  std::istringstream sql(ReadFile(Released(version) / "store.sql"));
  for (std::string line; std::getline(sql, line);) {
    const size_t begin = line.find('{');
    if (!line.starts_with("INSERT INTO \"ledger\"") || begin == std::string::npos) continue;
    lines.push_back(line.substr(begin, line.rfind('\'') - begin));
  }
  return lines;
}

// All that the store said when it was written, it says now.
void CheckKept(const Store& store, int version) {
  policy::Alert closed = test::MakeAlert("a-1");
  closed.state = policy::AlertState::kClosed;
  closed.answer = policy::Answer::kHidden;
  closed.closed_at = At(5).wall;
  CHECK(*store.FindAlert("a-1") == closed);
  CHECK(*store.FindAlert("a-2") == test::MakeAlert("a-2"));
  CHECK_FALSE(store.FindAlert("a-3").ok());
  CHECK(store.Meta("released")->value_or("") == "an invented store");
  const auto mails = store.ListMails(0);
  REQUIRE(mails.ok());
  REQUIRE(mails->size() == 2);
  CHECK(mails->at(0).state == DeliveryState::kWaiting);
  CHECK(mails->at(1).state == DeliveryState::kAccepted);
  CHECK(mails->at(1).settled_at == At(3).wall);
  CHECK(mails->at(1).recipients.at(1).reply == "250 ok");
  CHECK(store.LoadMail(mails->at(1).message_id)->text.find("\r\n\r\nhello") != std::string::npos);
  if (version >= 2) {
    for (const char* id : {"v-1", "v-2"}) {
      CHECK(store.FindRecording(id)->recording ==
            test::MakeRecording(id, policy::RecordingState::kComplete));
      CHECK(store.RecordingKey(id)->size() == 32);
      CHECK(store.OpenRecordingFile(id).ok());
    }
    CHECK(store.FindRecording("v-2")->hold->owner == "legal");
    CHECK_FALSE(store.FindRecording("v-3").ok());
    CHECK(*store.ListRulingFiles() == std::vector<std::string>{"chaperone-ruling-1\ninvented\n"});
  } else {
    CHECK(store.ListRecordings()->empty());
  }
  CHECK(store.Recall(Bytes(16, 7))->value_or("") == (version >= 4 ? "complaints" : ""));
  const auto counts = store.ListCounts({});
  REQUIRE(counts.ok());
  REQUIRE(counts->size() == (version >= 5 ? 1 : 0));
  if (version >= 5) CHECK(counts->at(0).count.number == 3);
}

void CheckVerifies(const Store& store) {
  const auto report = store.VerifyLedger({});
  REQUIRE(report.ok());
  INFO((report->fault ? report->fault->detail : ""));
  CHECK(report->ok());
}

TEST_CASE("released: each version's store opens, is whole, and goes on") {
  for (int version = 1; version <= kVersions; ++version) {
    CAPTURE(version);
    const TemporaryFolder home;
    const fs::path folder = home.path() / "state";
    Restore(version, folder);
    REQUIRE(StoredVersion(folder / "chaperone.db") == version);
    const std::vector<std::string> lines = LinesIn(version);
    REQUIRE(lines.size() > 5);
    for (int round = 0; round < 2; ++round) {  // migrated, then opened again
      const auto store = OpenStore(folder);
      CHECK(LinesOf(*store) == lines);
      CheckVerifies(*store);
      CheckKept(*store, version);
    }
    CHECK(StoredVersion(folder / "chaperone.db") == kVersions);

    const auto store = OpenStore(folder);
    REQUIRE(store->Commit(test::MakeBatch("a-9", policy::MailReason::kOpened), At(100)).ok());
    REQUIRE(
        store->Remember({Bytes(16, 8)}, "sales", {"alerts", std::chrono::days{1}}, At(100)).ok());
    REQUIRE(Sweep(*store, At(101), {}, 100, false).ok());
    const auto swept = Sweep(*store, At(400 * kDay), {}, 100, false);
    REQUIRE(swept.ok());
    CHECK_FALSE(store->FindAlert("a-1").ok());
    CHECK(store->FindAlert("a-2").ok());  // its mail still waits
    CHECK(store->ListMails(0)->size() == 2);
    if (version >= 2) {
      CHECK_FALSE(store->FindRecording("v-1").ok());
      CHECK_FALSE(fs::exists(folder / "recordings" / "v-1.sealed"));
      CHECK(store->FindRecording("v-2").ok());  // held
    }
    CHECK(store->ListRemembered()->empty());
    CHECK(store->ListCounts({})->empty());
    CheckVerifies(*store);
  }
}

TEST_CASE("released: scripts that users' machines have run are never edited") {
  for (int version = 1; version <= kVersions; ++version) {
    CAPTURE(version);
    const std::string script = kMigrations.at(static_cast<size_t>(version - 1));
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(script.data()),
                       script.size());
    const fs::path kept = Released(version) / "script.sha256";
    INFO("tests/agent/store/released/README.md says how a version is added");
    REQUIRE(fs::exists(Released(version) / "store.sql"));
    CHECK(policy::ToHex(digest) + "\n" == ReadFile(kept));
  }
  CHECK_FALSE(fs::exists(Released(kVersions + 1)));
}

TEST_CASE("released: a script that fails leaves the version before it, whole") {
  const TemporaryFolder home;
  const fs::path folder = home.path() / "state";
  Restore(2, folder);
  {
    auto database = Database::Open(folder / "chaperone.db");
    REQUIRE(database.ok());
    const std::array<const char*, 4> broken = {kMigrations[0], kMigrations[1], kMigrations[2],
                                               "CREATE TABLE half(x); CREATE TABLE half(x);"};
    CHECK_FALSE(database->Migrate(broken).ok());
    CHECK_FALSE(database->Run("SELECT * FROM half").ok());
  }
  CHECK(StoredVersion(folder / "chaperone.db") == 3);
  CheckKept(*OpenStore(folder), 2);
}

// Runs `work` in a child that is killed after so long, unless it ended before.
void KillAfter(std::chrono::microseconds time, const std::function<void()>& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    _exit(0);
  }
  std::this_thread::sleep_for(time);
  kill(child, SIGKILL);
  REQUIRE(waitpid(child, nullptr, 0) == child);
}

TEST_CASE("released: kill -9 inside each script leaves the version before it, whole") {
  // Goes on for longer than anybody waits, in the script's own transaction.
  constexpr const char* kNeverEnds =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;";
  for (int version = 1; version < kVersions; ++version) {
    CAPTURE(version);
    const TemporaryFolder home;
    const fs::path folder = home.path() / "state";
    Restore(version, folder);
    std::vector<const char*> scripts(kMigrations.begin(), kMigrations.begin() + version);
    const std::string stuck =
        kMigrations.at(static_cast<size_t>(version)) + std::string(kNeverEnds);
    scripts.push_back(stuck.c_str());
    KillAfter(std::chrono::milliseconds(300), [&] {
      auto database = Database::Open(folder / "chaperone.db");
      if (database.ok()) (void)database->Migrate(scripts).ok();
    });
    CHECK(StoredVersion(folder / "chaperone.db") == version);
    const auto store = OpenStore(folder);
    CHECK(LinesOf(*store) == LinesIn(version));
    CheckVerifies(*store);
    CheckKept(*store, version);
  }
}

TEST_CASE("released: kill -9 at any moment of a migration, and the store comes back whole") {
  std::mt19937 random(7);
  std::map<int64_t, int> left;  // how often a kill came after how many scripts
  for (int round = 0; round < 24; ++round) {
    const int version = 1 + round % (kVersions - 1);
    CAPTURE(round, version);
    const TemporaryFolder home;
    const fs::path folder = home.path() / "state";
    const auto open = [&] { (void)Store::Open(folder, At(200)).ok(); };
    Restore(version, folder);
    // As long as it takes now, on this machine.
    const auto begin = std::chrono::steady_clock::now();
    if (const pid_t child = fork(); child == 0) {
      open();
      _exit(0);
    } else {
      REQUIRE(waitpid(child, nullptr, 0) == child);
    }
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);
    fs::remove_all(folder);
    Restore(version, folder);
    KillAfter(std::chrono::microseconds(random() % static_cast<uint64_t>(whole.count() + 1)), open);
    const auto found = StoredVersion(folder / "chaperone.db");
    REQUIRE(found.has_value());
    CHECK(*found >= version);
    CHECK(*found <= kVersions);
    ++left[*found - version];
    const auto store = OpenStore(folder);
    CHECK(LinesOf(*store) == LinesIn(version));
    CheckVerifies(*store);
    CheckKept(*store, version);
  }
  for (const auto& [scripts, times] : left) WARN(times << " kills after " << scripts << " scripts");
}

std::map<std::string, std::string> FilesOf(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    // Says which process looked, and nothing else.
    if (!file.is_regular_file() || file.path().filename() == "agent.lock") continue;
    files[fs::relative(file.path(), folder).string()] = ReadFile(file.path());
  }
  return files;
}

void CheckRefusedUntouched(const fs::path& folder, int64_t version) {
  const auto before = FilesOf(folder);
  CHECK(StoredVersion(folder / "chaperone.db") == version);
  const auto opened = Store::Open(folder, At(300));
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == policy::ErrorCode::kRefused);
  CHECK_FALSE(opened.error().retryable);
  CHECK(opened.error().detail.find(
            "was written by a newer Chaperone (version " + std::to_string(version) +
            " of its format; this one knows " + std::to_string(kVersions) +
            "), and is left as it is. Install that version again.") != std::string::npos);
  CHECK(FilesOf(folder) == before);
}

TEST_CASE("released: a newer version's store is refused, and no byte of it is changed") {
  const TemporaryFolder home;
  const fs::path folder = home.path() / "state";
  Restore(kVersions, folder);
  (void)OpenStore(folder);
  const std::string newer = "PRAGMA user_version = " + std::to_string(kVersions + 1);

  SECTION("closed in order") {
    RawDatabase(folder / "chaperone.db").Run(newer);
    CHECK_FALSE(fs::exists(folder / "chaperone.db-wal"));
    CheckRefusedUntouched(folder, kVersions + 1);
  }
  SECTION("after a crash: its version stands in the write-ahead log alone") {
    const TemporaryFolder copy;
    {
      RawDatabase database(folder / "chaperone.db");
      database.Run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;" + newer +
                   "; CREATE TABLE of_the_future(x)");
      fs::copy(folder, copy.path() / "state", fs::copy_options::recursive);
    }
    const fs::path crashed = copy.path() / "state";
    REQUIRE(fs::file_size(crashed / "chaperone.db-wal") > 0);
    CheckRefusedUntouched(crashed, kVersions + 1);
    fs::remove(crashed / "chaperone.db-shm");
    CheckRefusedUntouched(crashed, kVersions + 1);
  }
  SECTION("what a crash cut off the log counts as little as with SQLite") {
    const TemporaryFolder copy;
    {
      RawDatabase database(folder / "chaperone.db");
      database.Run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;" + newer);
      fs::copy(folder, copy.path() / "state", fs::copy_options::recursive);
    }
    const fs::path log = copy.path() / "state" / "chaperone.db-wal";
    fs::resize_file(log, fs::file_size(log) - 1);
    fs::remove(copy.path() / "state" / "chaperone.db-shm");
    CHECK(StoredVersion(copy.path() / "state" / "chaperone.db") == kVersions);
    CHECK(OpenStore(copy.path() / "state")->FindAlert("a-1").ok());
  }
}

TEST_CASE("released: what is no database has no version") {
  const TemporaryFolder folder;
  CHECK_FALSE(StoredVersion(folder.path() / "chaperone.db"));
  std::ofstream(folder.path() / "chaperone.db") << "";
  CHECK_FALSE(StoredVersion(folder.path() / "chaperone.db"));
  std::ofstream(folder.path() / "chaperone.db") << std::string(200, 'x');
  CHECK_FALSE(StoredVersion(folder.path() / "chaperone.db"));
  std::ofstream(folder.path() / "chaperone.db-wal") << std::string(200, 'x');
  CHECK_FALSE(StoredVersion(folder.path() / "chaperone.db"));
}

}  // namespace
}  // namespace chaperone::agent

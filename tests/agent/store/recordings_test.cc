// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "agent/store/backlog.h"
#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::RecordingState;
using test::At;
using test::MakeRecording;
using test::OpenStore;
using test::RecordingBatch;
using test::TemporaryFolder;

// An open recording with its key and file.
void Begin(Store& store, const std::string& id) {
  REQUIRE(store.Commit(RecordingBatch(MakeRecording(id, RecordingState::kOpen)), At(10)).ok());
  REQUIRE(store.MakeRecordingKey(id, std::nullopt).ok());
  REQUIRE(store.CreateRecordingFile(id).ok());
}

// The sealed record of a recording, as a failing disk leaves it.
void Damage(const std::filesystem::path& folder, const std::string& id) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open((folder / "chaperone.db").c_str(), &handle) == SQLITE_OK);
  const std::string sql = "UPDATE records SET box = zeroblob(40) WHERE subject = '" + id + "'";
  CHECK(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

TEST_CASE("recordings: what was committed is there after opening again, dated by its class") {
  const TemporaryFolder folder;
  policy::Recording ended = MakeRecording("v-1", RecordingState::kComplete);
  {
    const auto store = OpenStore(folder.path());
    Begin(*store, "v-1");
    CHECK_FALSE(store->FindRecording("v-1")->delete_after.has_value());
    REQUIRE(store->Commit(RecordingBatch(ended), At(71)).ok());
    ended.retention_class = "disputes";
    REQUIRE(store->Commit(RecordingBatch(ended), At(72)).ok());
  }
  const auto store = OpenStore(folder.path());
  const auto found = store->FindRecording("v-1");
  REQUIRE(found.ok());
  CHECK(found->recording == ended);
  CHECK(found->delete_after == *ended.ended_at + std::chrono::days{1095});
  CHECK(found->has_key);
  CHECK_FALSE(found->archived);
  CHECK_FALSE(found->hold.has_value());
  CHECK(store->VerifyLedger({})->ok());
  CHECK(store->head().sequence == 4);
}

TEST_CASE("recordings: a class that the policy does not know is kept as long as the longest") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  policy::Recording ended = MakeRecording("v-1", RecordingState::kComplete);
  ended.retention_class = "unheard_of";
  REQUIRE(store->Commit(RecordingBatch(ended), At(71)).ok());
  CHECK(store->FindRecording("v-1")->delete_after == *ended.ended_at + std::chrono::days{1095});
}

TEST_CASE("recordings: one that ended while the clock was behind is dated by the certain date") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  policy::ClockEvidence evidence;
  evidence.trusted = At(70).wall + std::chrono::days{400};
  REQUIRE(store->SaveClockEvidence(evidence).ok());
  const policy::Recording ended = MakeRecording("v-1", RecordingState::kTruncated);
  REQUIRE(store->Commit(RecordingBatch(ended), At(71)).ok());
  CHECK(store->FindRecording("v-1")->delete_after == evidence.trusted + std::chrono::days{30});
}

TEST_CASE("recordings: listed newest first; the open ones are unfinished") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  for (int i = 0; i < 3; ++i) {
    policy::Recording recording = MakeRecording(
        "v-" + std::to_string(i), i == 1 ? RecordingState::kOpen : RecordingState::kComplete);
    recording.started_at = At(i).wall;
    REQUIRE(store->Commit(RecordingBatch(recording), At(i)).ok());
  }
  const auto listed = store->ListRecordings();
  REQUIRE(listed->size() == 3);
  CHECK(listed->at(0).recording.id == "v-2");
  CHECK(listed->at(2).recording.id == "v-0");
  const auto open = store->FindUnfinished();
  REQUIRE(open->whole.size() == 1);
  CHECK(open->whole.at(0).id == "v-1");
  CHECK(open->damaged.empty());
  CHECK(store->FindRecording("v-9").error().code == ErrorCode::kNotFound);
}

TEST_CASE("recordings: a damaged one blocks no other, is closed by its row and can be deleted") {
  const TemporaryFolder folder;
  auto store = OpenStore(folder.path());
  for (const char* id : {"v-1", "v-2"}) {
    REQUIRE(store->Commit(RecordingBatch(MakeRecording(id, RecordingState::kOpen)), At(1)).ok());
  }
  store.reset();
  Damage(folder.path(), "v-1");
  store = OpenStore(folder.path());
  const auto open = store->FindUnfinished();
  REQUIRE(open.ok());
  REQUIRE(open->whole.size() == 1);
  CHECK(open->whole.at(0).id == "v-2");
  REQUIRE(open->damaged == std::vector<std::string>{"v-1"});
  CHECK(store->ListRetained({})->empty());
  REQUIRE(store->CloseDamaged("v-1", {{"recordings", std::chrono::days{30}}}, At(2)).ok());
  const policy::LedgerHead head = store->head();
  REQUIRE(store->CloseDamaged("v-1", {}, At(3)).ok());
  CHECK(store->head() == head);
  CHECK(store->FindUnfinished()->damaged.empty());
  REQUIRE(store->ListRetained({})->size() == 1);
  CHECK(store->ListRetained({})->at(0).delete_after == At(2).wall + std::chrono::days{30});
  CHECK(store->DestroyRecordingKey("v-1", "damaged", "mhale", At(4)).ok());
  CHECK(store->VerifyLedger({})->ok());
}

TEST_CASE("recordings: no key and no file before the recording is on record, nor after it ended") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  CHECK(store->MakeRecordingKey("v-1", std::nullopt).error().code == ErrorCode::kRefused);
  CHECK(store->CreateRecordingFile("v-1").error().code == ErrorCode::kRefused);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "recordings"));
  REQUIRE(
      store->Commit(RecordingBatch(MakeRecording("v-1", RecordingState::kComplete)), At(1)).ok());
  CHECK(store->MakeRecordingKey("v-1", std::nullopt).error().code == ErrorCode::kRefused);
  CHECK(store->CreateRecordingFile("v-1").error().code == ErrorCode::kRefused);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "recordings"));
  CHECK(store->RecordingKey("v-1").error().code == ErrorCode::kNotFound);
}

TEST_CASE("recordings: a key is made once and is the same after opening again") {
  const TemporaryFolder folder;
  Bytes key;
  {
    const auto store = OpenStore(folder.path());
    REQUIRE(store->Commit(RecordingBatch(MakeRecording("v-1", RecordingState::kOpen)), At(1)).ok());
    const auto made = store->MakeRecordingKey("v-1", std::nullopt);
    REQUIRE(made.ok());
    key.assign(made->span().begin(), made->span().end());
    CHECK(key.size() == 32);
    CHECK(store->MakeRecordingKey("v-1", std::nullopt).error().code == ErrorCode::kRefused);
    CHECK(store->RecoverySealOf("v-1").error().code == ErrorCode::kRefused);
  }
  const auto store = OpenStore(folder.path());
  const auto again = store->RecordingKey("v-1");
  REQUIRE(again.ok());
  CHECK(std::equal(key.begin(), key.end(), again->span().begin(), again->span().end()));
}

TEST_CASE("recordings: the firm's recovery key opens what was sealed to it") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  std::array<uint8_t, crypto_box_PUBLICKEYBYTES> public_key{};
  std::array<uint8_t, crypto_box_SECRETKEYBYTES> secret_key{};
  crypto_box_keypair(public_key.data(), secret_key.data());
  REQUIRE(store->Commit(RecordingBatch(MakeRecording("v-1", RecordingState::kOpen)), At(1)).ok());
  for (const std::string& wrong :
       {std::string("no key"), std::string(64, '0'), std::string(62, 'a')}) {
    CHECK(store->MakeRecordingKey("v-1", wrong).error().code == ErrorCode::kBadInput);
  }
  const auto key = store->MakeRecordingKey("v-1", policy::ToHex(public_key));
  REQUIRE(key.ok());
  const auto seal = store->RecoverySealOf("v-1");
  REQUIRE(seal.ok());
  CHECK(seal->recovery_key == policy::ToHex(public_key));
  std::array<uint8_t, 32> opened{};
  REQUIRE(crypto_box_seal_open(opened.data(), seal->box.data(), seal->box.size(), public_key.data(),
                               secret_key.data()) == 0);
  CHECK(std::equal(opened.begin(), opened.end(), key->span().begin(), key->span().end()));
}

TEST_CASE("recordings: a locked vault keeps the payload waiting and gives no key") {
  const TemporaryFolder folder;
  auto store = Store::Open(folder.path(), At(0));
  REQUIRE(store.ok());
  Backlog backlog(**store);
  const policy::Recording recording = MakeRecording("v-1", RecordingState::kOpen);
  CHECK_FALSE(backlog.Record(RecordingBatch(recording), At(1)).on_record);
  CHECK((*store)->MakeRecordingKey("v-1", std::nullopt).error().code == ErrorCode::kLocked);
  const auto keys = FileKeys(folder.path() / "vault.key");
  REQUIRE((*store)->Unlock(*keys).ok());
  CHECK(backlog.Retry(At(2)));
  CHECK((*store)->FindRecording("v-1")->recording == recording);
}

TEST_CASE("recordings: the sealed file is private, new, and found again") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Begin(*store, "v-1");
  const auto path = folder.path() / "recordings" / "v-1.sealed";
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0600);
  REQUIRE(stat(path.parent_path().c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0700);
  CHECK(store->CreateRecordingFile("v-1").error().code == ErrorCode::kRefused);
  CHECK(store->OpenRecordingFile("v-1").ok());
  CHECK(store->RemoveRecordingFile("v-1").error().code == ErrorCode::kRefused);
  CHECK(std::filesystem::exists(path));
}

TEST_CASE("recordings: a link in the place of a file or folder is never followed") {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  const auto store = OpenStore(folder.path());
  REQUIRE(store->Commit(RecordingBatch(MakeRecording("v-1", RecordingState::kOpen)), At(1)).ok());
  std::filesystem::create_symlink(elsewhere.path(), folder.path() / "recordings");
  CHECK_FALSE(store->CreateRecordingFile("v-1").ok());
  std::filesystem::remove(folder.path() / "recordings");
  std::filesystem::create_directory(folder.path() / "recordings");
  CHECK(store->CreateRecordingFile("v-1").error().detail.find("chmod 700") != std::string::npos);
  std::filesystem::permissions(folder.path() / "recordings", std::filesystem::perms::owner_all);
  std::filesystem::create_symlink(elsewhere.path() / "x",
                                  folder.path() / "recordings" / "v-1.sealed");
  CHECK_FALSE(store->CreateRecordingFile("v-1").ok());
  CHECK_FALSE(store->OpenRecordingFile("v-1").ok());
  CHECK(std::filesystem::is_empty(elsewhere.path()));
}

TEST_CASE("recordings: an id that is no file name is never one") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  const policy::LedgerHead before = store->head();
  for (const char* id : {"", "../v-1", "v 1", "v/1", "."}) {
    CHECK(store->Commit(RecordingBatch(MakeRecording(id, RecordingState::kOpen)), At(1))
              .error()
              .code == ErrorCode::kBadInput);
    CHECK_FALSE(store->CreateRecordingFile(id).ok());
  }
  CHECK(store->head() == before);
}

TEST_CASE("recordings: an alert's erasure does not touch a recording") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Begin(*store, "v-1");
  CHECK(store->EraseAlert("v-1", "retention", At(2)).error().code == ErrorCode::kNotFound);
  CHECK(store->FindRecording("v-1").ok());
}

TEST_CASE("rulings: kept as they came, once, in their order") {
  const TemporaryFolder folder;
  {
    const auto store = OpenStore(folder.path());
    REQUIRE(store->KeepRuling("r-2", "second", At(1)).ok());
    REQUIRE(store->KeepRuling("r-1", "first", At(2)).ok());
    CHECK(store->KeepRuling("r-1", "first", At(3)).ok());
    CHECK(store->KeepRuling("r-1", "other", At(3)).error().code == ErrorCode::kRefused);
    CHECK(store->KeepRuling("r-3", std::string(20'000, 'x'), At(3)).error().code ==
          ErrorCode::kBadInput);
  }
  CHECK(*OpenStore(folder.path())->ListRulingFiles() ==
        std::vector<std::string>{"second", "first"});
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/store/deletion.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <thread>

#include "agent/store/archive.h"
#include "agent/store/retention_sweep.h"
#include "tests/agent/store/state.h"
#include "tests/fakes/child.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::RecordingState;
using test::At;
using test::MakeRecording;
using test::OpenStore;
using test::RecordingBatch;
using test::TemporaryFolder;

const std::string kRecoveryKey = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
const std::string kSound = "sealed sound";
const policy::LegalHold kHold{"legal", "litigation", At(1'000'000).wall};

std::filesystem::path SealedFile(const TemporaryFolder& folder, const std::string& id) {
  return folder.path() / "recordings" / (id + ".sealed");
}

// A complete recording with its key and file.
void Keep(Store& store, const std::string& id) {
  REQUIRE(store.Commit(RecordingBatch(MakeRecording(id, RecordingState::kOpen)), At(10)).ok());
  REQUIRE(store.MakeRecordingKey(id, kRecoveryKey).ok());
  const auto file = store.CreateRecordingFile(id);
  REQUIRE(file.ok());
  REQUIRE(write(file->get(), kSound.data(), kSound.size()) == static_cast<ssize_t>(kSound.size()));
  REQUIRE(store.Commit(RecordingBatch(MakeRecording(id, RecordingState::kComplete)), At(71)).ok());
}

// Whether the receipt is written, once the archive's copies are looked for in `where`.
bool DeleteArchived(Store& store, const std::string& id, const std::filesystem::path& where) {
  const auto here = DeleteRecording(store, id, "objection", "mhale", At(90));
  REQUIRE(here.ok());
  REQUIRE_FALSE(here->has_value());
  const auto done = store.FinishDeletion(id, RemoveFromArchive(where, id), At(91));
  REQUIRE(done.ok());
  return done->has_value();
}

std::string Contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<policy::LedgerEntry> Entries(const Store& store) {
  std::vector<policy::LedgerEntry> out;
  REQUIRE(store
              .ExportLedger(1,
                            [&](std::string_view line) {
                              out.push_back(policy::DecodeEntry(line)->entry);
                              return true;
                            })
              .ok());
  return out;
}

std::string Field(const policy::LedgerEntry& entry, const std::string& name) {
  return std::get<std::string>(entry.fields.at(name));
}

TEST_CASE("deletion: key, file and records go, the receipt stays and the ledger holds") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Keep(*store, "v-1");
  Keep(*store, "v-2");
  const auto receipt = DeleteRecording(*store, "v-1", "objection", "mhale", At(80));
  REQUIRE(receipt.ok());
  CHECK_FALSE(std::filesystem::exists(SealedFile(folder, "v-1")));
  CHECK(store->RecordingKey("v-1").error().code == ErrorCode::kNotFound);
  const auto gone = store->FindRecording("v-1");
  CHECK(gone.error().code == ErrorCode::kNotFound);
  CHECK(gone.error().detail.find(std::to_string(**receipt)) != std::string::npos);
  const policy::LedgerEntry last = Entries(*store).back();
  CHECK(last.type == "recording.deleted");
  CHECK(last.sequence == **receipt);
  CHECK(Field(last, "reason") == "objection");
  CHECK(Field(last, "archive") == "none");
  CHECK(std::get<int64_t>(last.fields.at("records")) == 2);
  CHECK(store->VerifyLedger({})->ok());
  CHECK(store->ListRecordings()->size() == 1);
  CHECK(store->RecordingKey("v-2").ok());
  CHECK(std::filesystem::exists(SealedFile(folder, "v-2")));
}

TEST_CASE("deletion: twice is once") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Keep(*store, "v-1");
  const auto first = DeleteRecording(*store, "v-1", "objection", "mhale", At(80));
  const policy::LedgerHead head = store->head();
  CHECK(*DeleteRecording(*store, "v-1", "retention", "mhale", At(81)) == *first);
  CHECK(store->head() == head);
}

TEST_CASE("deletion: cut short after any step, the next start completes it with the first reason") {
  for (int steps = 1; steps <= 3; ++steps) {
    const TemporaryFolder folder;
    {
      const auto store = OpenStore(folder.path());
      Keep(*store, "v-1");
      REQUIRE(store->DestroyRecordingKey("v-1", "objection", "mhale", At(80)).ok());
      if (steps > 1) REQUIRE(store->RemoveRecordingFile("v-1").ok());
      if (steps > 2) REQUIRE(store->FinishDeletion("v-1", ArchiveOutcome::kNone, At(81)).ok());
    }
    // The vault may still be locked then.
    const auto store = Store::Open(folder.path(), At(82));
    REQUIRE(store.ok());
    CHECK((*store)->PendingDeletions()->unfinished.size() == (steps < 3 ? 1 : 0));
    REQUIRE(Sweep(**store, At(83), {}, 10, false).ok());
    CHECK((*store)->PendingDeletions()->unfinished.empty());
    CHECK_FALSE(std::filesystem::exists(SealedFile(folder, "v-1")));
    const policy::LedgerEntry last = Entries(**store).back();
    CHECK(last.type == "recording.deleted");
    CHECK(Field(last, "reason") == "objection");
    CHECK((*store)->VerifyLedger({})->ok());
  }
}

TEST_CASE("deletion: there is no receipt while there is a key or a file") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Keep(*store, "v-1");
  CHECK(store->FinishDeletion("v-1", ArchiveOutcome::kNone, At(80)).error().code ==
        ErrorCode::kRefused);
  REQUIRE(store->DestroyRecordingKey("v-1", "objection", "mhale", At(80)).ok());
  CHECK(store->FinishDeletion("v-1", ArchiveOutcome::kNone, At(80)).error().code ==
        ErrorCode::kRefused);
  CHECK_FALSE(store->FindRecording("v-1")->has_key);
}

TEST_CASE("deletion: an open recording, and a reason of many words, are refused") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  REQUIRE(store->Commit(RecordingBatch(MakeRecording("v-1", RecordingState::kOpen)), At(1)).ok());
  CHECK(DeleteRecording(*store, "v-1", "objection", "mhale", At(2)).error().code ==
        ErrorCode::kRefused);
  Keep(*store, "v-2");
  CHECK(DeleteRecording(*store, "v-2", "she asked me to", "mhale", At(2)).error().code ==
        ErrorCode::kBadInput);
  CHECK(DeleteRecording(*store, "v-9", "objection", "mhale", At(2)).error().code ==
        ErrorCode::kNotFound);
  CHECK(store->RecordingKey("v-2").ok());
}

TEST_CASE("deletion: a hold wins, is on record, and is lifted on record") {
  const TemporaryFolder folder;
  {
    const auto store = OpenStore(folder.path());
    Keep(*store, "v-1");
    REQUIRE(store->SetHold("v-1", kHold, "mhale", At(80)).ok());
    CHECK(store->SetHold("v-1", {"another", "audit", {}}, "mhale", At(80)).error().code ==
          ErrorCode::kRefused);
    CHECK(store->SetHold("v-1", {"two words", "audit", {}}, "mhale", At(80)).error().code ==
          ErrorCode::kBadInput);
  }
  const auto store = OpenStore(folder.path());
  CHECK(store->FindRecording("v-1")->hold == kHold);
  const auto refused = DeleteRecording(*store, "v-1", "objection", "mhale", At(81));
  CHECK(refused.error().code == ErrorCode::kRefused);
  CHECK(refused.error().detail.find("legal") != std::string::npos);
  CHECK(refused.error().detail.find("litigation") != std::string::npos);
  CHECK(store->RecordingKey("v-1").ok());
  CHECK(std::filesystem::exists(SealedFile(folder, "v-1")));
  const auto not_theirs = store->LiftHold("v-1", "mhale", "settled", "mhale", At(82));
  CHECK(not_theirs.error().code == ErrorCode::kRefused);
  CHECK(not_theirs.error().detail.find("--owner legal") != std::string::npos);
  CHECK(store->FindRecording("v-1")->hold == kHold);
  REQUIRE(store->LiftHold("v-1", "legal", "settled", "mhale", At(82)).ok());
  CHECK(store->LiftHold("v-1", "legal", "settled", "mhale", At(82)).error().code ==
        ErrorCode::kRefused);
  CHECK(DeleteRecording(*store, "v-1", "objection", "mhale", At(83)).ok());
  CHECK_FALSE(store->SetHold("v-1", kHold, "mhale", At(84)).ok());
  const auto entries = Entries(*store);
  CHECK(entries.at(3).type == "recording.held");
  CHECK(Field(entries.at(3), "review_by") == policy::FormatUtc(kHold.review_by));
  CHECK(Field(entries.at(3), "user") == "mhale");
  CHECK(entries.at(4).type == "recording.released");
  CHECK(Field(entries.at(4), "owner") == "legal");
  CHECK(Field(entries.at(4), "user") == "mhale");
  CHECK(entries.at(5).type == "recording.key_destroyed");
  CHECK(Field(entries.at(5), "user") == "mhale");
}

TEST_CASE("deletion: a late word about what is deleted leaves its line and nothing else") {
  const TemporaryFolder folder;
  const auto store = OpenStore(folder.path());
  Keep(*store, "v-1");
  REQUIRE(DeleteRecording(*store, "v-1", "objection", "mhale", At(80)).ok());
  const policy::Recording recording = MakeRecording("v-1", RecordingState::kOpen);
  REQUIRE(store->Commit(RecordingBatch(recording), At(81)).ok());
  CHECK(Entries(*store).back().commitment.has_value());
  CHECK(store->FindRecording("v-1").error().code == ErrorCode::kNotFound);
  CHECK(store->FindUnfinished()->whole.empty());
  CHECK(store->MakeRecordingKey("v-1", std::nullopt).error().code == ErrorCode::kRefused);
  CHECK(store->CreateRecordingFile("v-1").error().code == ErrorCode::kRefused);
}

TEST_CASE("deletion: nobody's name or key stands in any file, before and after") {
  const TemporaryFolder folder;
  const TemporaryFolder archive;
  const auto store = OpenStore(folder.path());
  Keep(*store, "v-1");
  const auto key = store->RecordingKey("v-1");
  const std::string clear(key->span().begin(), key->span().end());
  const std::string box = [&] {
    const auto seal = store->RecoverySealOf("v-1");
    return std::string(seal->box.begin(), seal->box.end());
  }();
  REQUIRE(ArchiveRecording(*store, "v-1", archive.path(), At(79)).ok());
  const auto look = [&](const std::string& needle) {
    bool found = false;
    for (const auto& root : {folder.path(), archive.path()}) {
      for (const auto& file : std::filesystem::recursive_directory_iterator(root)) {
        if (file.is_regular_file()) {
          found = found || Contents(file.path()).find(needle) != std::string::npos;
        }
      }
    }
    return found;
  };
  const std::vector<std::string> canaries = {"Quagmire", "w.quagmire@customer.example", "7946",
                                             clear};
  for (const std::string& canary : canaries) CHECK_FALSE(look(canary));
  REQUIRE(look(box));  // so the search does find what is there
  REQUIRE(DeleteArchived(*store, "v-1", archive.path()));
  for (const std::string& canary : canaries) CHECK_FALSE(look(canary));
  CHECK_FALSE(look(box));
}

TEST_CASE("archive: a copy and what the firm needs to open it, without a participant's name") {
  const TemporaryFolder folder;
  const TemporaryFolder archive;
  const auto store = OpenStore(folder.path());
  Keep(*store, "v-1");
  REQUIRE(ArchiveRecording(*store, "v-1", archive.path(), At(79)).ok());
  const policy::LedgerHead head = store->head();
  REQUIRE(ArchiveRecording(*store, "v-1", archive.path(), At(79)).ok());
  CHECK(store->head() == head);
  CHECK(Entries(*store).back().type == "recording.archived");
  CHECK(store->FindRecording("v-1")->archived);
  CHECK(Contents(archive.path() / "v-1.sealed") == kSound);
  const auto json = nlohmann::json::parse(Contents(archive.path() / "v-1.recovery.json"));
  CHECK(json.at("format") == "chaperone-recovery-1");
  CHECK(json.at("recording") == "v-1");
  CHECK(json.at("recovery_key") == kRecoveryKey);
  CHECK(json.at("sealed_key") == policy::ToHex(store->RecoverySealOf("v-1")->box));
  CHECK(json.at("purpose") == "complaints");
  CHECK(json.at("started_at") == policy::FormatUtc(At(10).wall));
  CHECK(json.at("gaps").at(0) ==
        nlohmann::json{
            {"reason", "pause_card"}, {"from_ms", 5000}, {"length_ms", 9000}, {"channel", "both"}});
  CHECK(json.size() == 7);
  const auto count = std::distance(std::filesystem::directory_iterator(archive.path()),
                                   std::filesystem::directory_iterator());
  CHECK(count == 2);
}

TEST_CASE("archive: refused while open, without a recovery key, and where there is no folder") {
  const TemporaryFolder folder;
  const TemporaryFolder archive;
  const auto store = OpenStore(folder.path());
  REQUIRE(store->Commit(RecordingBatch(MakeRecording("v-1", RecordingState::kOpen)), At(1)).ok());
  REQUIRE(store->MakeRecordingKey("v-1", std::nullopt).ok());
  REQUIRE(store->CreateRecordingFile("v-1").ok());
  CHECK(ArchiveRecording(*store, "v-1", archive.path(), At(2)).error().code == ErrorCode::kRefused);
  REQUIRE(
      store->Commit(RecordingBatch(MakeRecording("v-1", RecordingState::kComplete)), At(3)).ok());
  CHECK(ArchiveRecording(*store, "v-1", archive.path(), At(4)).error().code == ErrorCode::kRefused);
  Keep(*store, "v-2");
  CHECK(ArchiveRecording(*store, "v-2", archive.path() / "gone", At(4)).error().code ==
        ErrorCode::kUnavailable);
  CHECK(std::filesystem::is_empty(archive.path()));
}

TEST_CASE("archive: there is no receipt until the copies are certainly gone") {
  const TemporaryFolder folder;
  const TemporaryFolder archive;
  const auto store = OpenStore(folder.path());
  const auto waiting = [&] { return store->PendingDeletions()->at_the_archive; };
  for (const char* id : {"v-1", "v-2"}) {
    Keep(*store, id);
    REQUIRE(ArchiveRecording(*store, id, archive.path(), At(79)).ok());
  }
  CHECK_FALSE(DeleteArchived(*store, "v-1", archive.path() / "unmounted"));
  CHECK(waiting() == std::vector<std::string>{"v-1"});
  CHECK(store->RecordingKey("v-1").error().code == ErrorCode::kNotFound);
  CHECK(Entries(*store).back().type == "recording.key_destroyed");
  // The bare mount point: a folder, but not the archive.
  CHECK_FALSE(DeleteArchived(*store, "v-1", folder.path()));
  CHECK(Sweep(*store, At(92), {}, 10, false)->at_the_archive == waiting());
  CHECK(waiting() == std::vector<std::string>{"v-1"});
  CHECK(DeleteArchived(*store, "v-1", archive.path()));
  CHECK(waiting().empty());
  CHECK(Field(Entries(*store).back(), "archive") == "deleted");
  CHECK_FALSE(std::filesystem::exists(archive.path() / "v-1.sealed"));
  CHECK_FALSE(std::filesystem::exists(archive.path() / "v-1.recovery.json"));
  CHECK(std::filesystem::exists(archive.path() / "v-2.sealed"));
}

TEST_CASE("archive: copies that were begun and never noted are looked for, and may be missing") {
  const TemporaryFolder folder;
  const TemporaryFolder archive;
  const auto store = OpenStore(folder.path());
  for (const char* id : {"v-1", "v-2"}) Keep(*store, id);
  REQUIRE(WriteArchive(*PrepareArchive(*store, "v-1", archive.path())).ok());
  CHECK(DeleteArchived(*store, "v-1", archive.path()));
  CHECK(Field(Entries(*store).back(), "archive") == "deleted");
  CHECK_FALSE(std::filesystem::exists(archive.path() / "v-1.sealed"));
  REQUIRE(PrepareArchive(*store, "v-2", archive.path()).ok());
  CHECK(DeleteArchived(*store, "v-2", archive.path()));
  CHECK(Field(Entries(*store).back(), "archive") == "not_found");
}

TEST_CASE("archive: copies that went before we died are known to have gone, by their mark") {
  const TemporaryFolder folder;
  const TemporaryFolder archive;
  const auto store = OpenStore(folder.path());
  Keep(*store, "v-1");
  REQUIRE(ArchiveRecording(*store, "v-1", archive.path(), At(79)).ok());
  CHECK(RemoveFromArchive(archive.path(), "v-1") == ArchiveOutcome::kDeleted);
  CHECK(DeleteArchived(*store, "v-1", archive.path()));
  RemoveMark(archive.path(), "v-1");
  CHECK(std::filesystem::is_empty(archive.path()));
  CHECK(RemoveFromArchive(archive.path(), "v-1") == ArchiveOutcome::kNotFound);
}

TEST_CASE("archive: copies that end after the deletion began are refused, and removed again") {
  const TemporaryFolder folder;
  const TemporaryFolder archive;
  const auto store = OpenStore(folder.path());
  Keep(*store, "v-1");
  const auto copy = PrepareArchive(*store, "v-1", archive.path());
  REQUIRE(copy.ok());
  REQUIRE(DeleteRecording(*store, "v-1", "objection", "mhale", At(80)).ok());
  REQUIRE(WriteArchive(*copy).ok());
  CHECK(FinishArchive(*store, *copy, At(81)).error().code == ErrorCode::kRefused);
  CHECK(DeleteArchived(*store, "v-1", archive.path()));
  RemoveMark(archive.path(), "v-1");
  CHECK(std::filesystem::is_empty(archive.path()));
}

// Kills the deleting child `kills` times at moments that random chooses, on one state folder.
void KillSeries(int kills, uint32_t seed) {
  const TemporaryFolder folder;
  std::mt19937 random(seed);
  std::map<std::string, std::string> said;  // by recording: the last that was acknowledged
  const auto hear = [&](const std::string& line) {
    std::istringstream in(line);
    std::string id;
    std::string what;
    in >> id >> what;
    said[id] = what;
  };
  for (int round = 0; round < kills; ++round) {
    test::Child child({DELETE_LOOP, folder.path().string(), "v-" + std::to_string(round)});
    hear(child.ReadLine());
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
    REQUIRE(WIFSIGNALED(child.Stop(SIGKILL)));
    for (std::string line = child.ReadLine(); !line.empty(); line = child.ReadLine()) hear(line);
    const auto store = OpenStore(folder.path());
    REQUIRE(Sweep(*store, At(100), {}, 10, false).ok());
    REQUIRE(store->VerifyLedger({})->ok());
    size_t kept = 0;
    for (const auto& [id, what] : said) {
      INFO(id << " " << what);
      const auto found = store->FindRecording(id);
      const bool file = std::filesystem::exists(SealedFile(folder, id));
      REQUIRE(file == found.ok());  // both or neither: never a file without its key
      REQUIRE(file == store->RecordingKey(id).ok());
      if (what == "deleted") REQUIRE_FALSE(file);
      if (file) ++kept;
    }
    // At most the one at which each child died is left.
    REQUIRE(kept <= static_cast<size_t>(round) + 1);
  }
  WARN(kills << " kills, " << said.size() << " recordings");
}

TEST_CASE("deletion: kill -9 in mid-deletion leaves nothing half deleted") {
  KillSeries(6, 1);
}

TEST_CASE("deletion: kill -9 in mid-deletion leaves nothing half deleted, a long series",
          "[.][soak]") {
  KillSeries(100, 2);
}

}  // namespace
}  // namespace chaperone::agent

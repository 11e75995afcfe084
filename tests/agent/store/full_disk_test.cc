// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>

#include "agent/store/backlog.h"
#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::MailReason;
using test::At;
using test::MakeBatch;
using test::TemporaryFolder;

// A disk that can be filled. Root gets a file system of a few hundred kilobytes, seen by this
// process alone and gone with it. An ordinary user cannot mount one everywhere: there no file of
// this process may be written to any more, which fails in the same places.
class SmallDisk {
 public:
  SmallDisk() : mounted_(geteuid() == 0) {
    if (mounted_) {
      // Without a private tree the mount would show in the whole system.
      if (unshare(CLONE_NEWNS) != 0 ||
          mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
          mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=640k,mode=0700") != 0) {
        FAIL("no small disk can be mounted: " << strerror(errno));
      }
    } else if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || getrlimit(RLIMIT_FSIZE, &limit_) != 0) {
      FAIL("file sizes cannot be limited: " << strerror(errno));
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    Free();
    if (mounted_) umount2(folder_.path().c_str(), MNT_DETACH);
  }

  std::filesystem::path state() const { return folder_.path() / "state"; }

  // Leaves no byte free.
  void Fill() {
    if (!mounted_) {
      const rlimit none{0, limit_.rlim_max};
      REQUIRE(setrlimit(RLIMIT_FSIZE, &none) == 0);
      return;
    }
    const int fd = open(Ballast().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    REQUIRE(fd >= 0);
    const std::array<char, 4096> block{};
    while (write(fd, block.data(), block.size()) > 0) {
    }
    close(fd);
  }
  void Free() {
    std::error_code ignored;
    if (mounted_) {
      std::filesystem::remove(Ballast(), ignored);
    } else {
      setrlimit(RLIMIT_FSIZE, &limit_);
    }
  }

 private:
  std::filesystem::path Ballast() const { return folder_.path() / "ballast"; }
  bool mounted_;
  rlimit limit_{};
  TemporaryFolder folder_;
};

TEST_CASE("full disk: a commit fails clearly, keeps the state, and works when there is room") {
  SmallDisk disk;
  const auto store = test::OpenStore(disk.state());
  REQUIRE(store->Commit(MakeBatch("a-1", MailReason::kOpened), At(1)).ok());
  disk.Fill();
  policy::LedgerHead before = store->head();
  policy::Result<Committed> refused = store->Commit(MakeBatch("a-2", MailReason::kOpened), At(2));
  // The write-ahead log may still hold a few pages that were paid for.
  for (int i = 3; refused.ok() && i < 500; ++i) {
    before = store->head();
    refused = store->Commit(MakeBatch("a-" + std::to_string(i), MailReason::kOpened), At(i));
  }
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kIo);
  CHECK(refused.error().retryable);
  CHECK(store->head() == before);
  CHECK(store->VerifyLedger({})->ok());
  CHECK(store->FindAlert("a-1").ok());
  disk.Free();
  REQUIRE(store->Commit(MakeBatch("a-last", MailReason::kOpened), At(900)).ok());
  CHECK(store->head().sequence == before.sequence + 1);
  CHECK(store->VerifyLedger({before})->ok());
}

TEST_CASE("full disk: what happened meanwhile is sent from memory and recorded late, in order") {
  SmallDisk disk;
  const auto store = test::OpenStore(disk.state());
  Backlog backlog(*store);
  disk.Fill();
  std::vector<std::string> on_record;
  std::vector<std::string> in_memory;
  for (int i = 0; in_memory.size() < 3 && i < 500; ++i) {
    const std::string id = "a-" + std::to_string(i);
    const Recorded recorded = backlog.Record(MakeBatch(id, MailReason::kOpened), At(i));
    REQUIRE(recorded.message_ids.size() == 1);
    (recorded.on_record ? on_record : in_memory).push_back(id);
  }
  REQUIRE(in_memory.size() == 3);
  CHECK(backlog.why()->code == ErrorCode::kIo);
  const std::vector<OutboxMail*> mails = backlog.Mails();
  REQUIRE(mails.size() == 3);
  CHECK(mails[0]->text.find("X-On-Record: no") != std::string::npos);
  const std::string first_id = mails[0]->message_id;
  const int64_t happened =
      At(static_cast<int64_t>(on_record.size())).wall.time_since_epoch().count();

  CHECK_FALSE(backlog.Retry(At(600)));
  disk.Free();
  CHECK(backlog.Retry(At(700)));
  CHECK(backlog.size() == 0);
  std::vector<policy::LedgerEntry> late;
  REQUIRE(store
              ->ExportLedger(1,
                             [&](std::string_view line) {
                               const policy::LedgerEntry entry = policy::DecodeEntry(line)->entry;
                               if (entry.late) late.push_back(entry);
                               return true;
                             })
              .ok());
  REQUIRE(late.size() == 3);
  CHECK(late[0].at.wall == At(700).wall);
  CHECK(late[0].late->wall.time_since_epoch().count() == happened);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(std::get<std::string>(late[i].fields.at("alert")) == in_memory[i]);
  }
  CHECK(store->LoadMail(first_id)->message_id == first_id);
  CHECK(store->VerifyLedger({})->ok());
}

TEST_CASE("full disk: opening a new store there is a clear error") {
  SmallDisk disk;
  std::filesystem::create_directory(disk.state());
  std::filesystem::permissions(disk.state(), std::filesystem::perms::owner_all);
  disk.Fill();
  const auto store = Store::Open(disk.state(), At(1));
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().code == ErrorCode::kIo);
  CHECK(store.error().retryable);
  disk.Free();
  CHECK(Store::Open(disk.state(), At(2)).ok());
}

}  // namespace
}  // namespace chaperone::agent

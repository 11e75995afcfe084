// SPDX-License-Identifier: Apache-2.0
#include "agent/archive_worker.h"

#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/agent/store/state.h"

namespace chaperone::agent {
namespace {

using test::TemporaryFolder;

void Drop(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

FolderReport Next(Channel<FolderReport>& reports) {
  pollfd p{reports.fd(), POLLIN, 0};
  REQUIRE(poll(&p, 1, 30'000) == 1);
  auto all = reports.TakeAll();
  REQUIRE(all.size() == 1);
  return std::move(all.front());
}

TEST_CASE("archive worker: rulings are read once each, and again when they have changed") {
  const TemporaryFolder folder;
  Drop(folder.path() / "r-1.json", "one");
  Drop(folder.path() / "note.txt", "no ruling");
  RulingsLook look{folder.path(), {}};
  const RulingFiles first = ReadRulings(look);
  REQUIRE(first.files.size() == 1);
  CHECK(first.files[0].text == "one");
  look.seen.insert(first.files[0].stamp);
  CHECK(ReadRulings(look).files.empty());
  Drop(folder.path() / "r-1.json", "two");
  std::filesystem::last_write_time(
      folder.path() / "r-1.json",
      std::filesystem::file_time_type::clock::now() + std::chrono::seconds{5});
  REQUIRE(ReadRulings(look).files.size() == 1);
  CHECK(ReadRulings(look).files[0].text == "two");
}

TEST_CASE("archive worker: no pipe, link, folder or large file in the place of a ruling is read") {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  REQUIRE(mkfifo((folder.path() / "pipe.json").c_str(), 0600) == 0);
  Drop(elsewhere.path() / "secret", "of somebody else");
  std::filesystem::create_symlink(elsewhere.path() / "secret", folder.path() / "link.json");
  std::filesystem::create_directory(folder.path() / "folder.json");
  Drop(folder.path() / "large.json", std::string((size_t{16} << 10) + 1, 'a'));
  Drop(folder.path() / "whole.json", std::string(size_t{16} << 10, 'a'));
  const RulingFiles found = ReadRulings({folder.path(), {}});
  REQUIRE(found.files.size() == 1);
  CHECK(found.files[0].text.size() == size_t{16} << 10);
  CHECK(ReadRulings({folder.path() / "gone", {}}).files.empty());
}

TEST_CASE("archive worker: a folder full of rulings is read in parts") {
  const TemporaryFolder folder;
  for (int i = 0; i < 50; ++i) Drop(folder.path() / (std::to_string(i) + ".json"), "r");
  RulingsLook look{folder.path(), {}};
  size_t read = 0;
  for (int pass = 0; pass < 3; ++pass) {
    const RulingFiles found = ReadRulings(look);
    CHECK(found.files.size() <= 32);
    read += found.files.size();
    for (const RulingFile& file : found.files) look.seen.insert(file.stamp);
  }
  CHECK(read == 50);
}

TEST_CASE("archive worker: looks for rulings and removes copies on its own thread") {
  const TemporaryFolder folder;
  Drop(folder.path() / "r-1.json", "one");
  Drop(folder.path() / "v-1.sealed", "sound");
  Channel<FolderReport> reports(8);
  ArchiveWorker worker("archive", reports);
  REQUIRE(worker.Put(RulingsLook{folder.path(), {}}));
  const FolderReport rulings = Next(reports);
  REQUIRE(std::holds_alternative<RulingFiles>(rulings));
  CHECK(std::get<RulingFiles>(rulings).files.size() == 1);
  REQUIRE(worker.Put(ArchiveRemoval{"v-1", folder.path()}));
  const FolderReport removed = Next(reports);
  REQUIRE(std::holds_alternative<RemovalResult>(removed));
  CHECK(std::get<RemovalResult>(removed).outcome == ArchiveOutcome::kDeleted);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "v-1.sealed"));
  REQUIRE(worker.Put(ArchiveRemoval{"v-1", folder.path() / "gone"}));
  CHECK(std::get<RemovalResult>(Next(reports)).outcome == ArchiveOutcome::kUnreachable);
}

}  // namespace
}  // namespace chaperone::agent

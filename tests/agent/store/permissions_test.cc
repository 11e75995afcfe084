// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "agent/store/private_file.h"
#include "tests/agent/store/state.h"

// Root may do anything, so these run as an unprivileged user in a child process.
namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using test::At;
using test::GiveToUnprivileged;
using test::RunUnprivileged;
using test::TemporaryFolder;

mode_t ModeOf(const std::filesystem::path& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777;
}

// What opening a store there comes to, as an unprivileged user: 0 fine, 100 an error without
// advice, else the error's code + 1.
int OpenUnprivileged(const std::filesystem::path& folder, const std::string& advice = "") {
  return RunUnprivileged([&] {
    const auto store = Store::Open(folder, At(0));
    if (store.ok()) return 0;
    if (store.error().detail.find(advice) == std::string::npos) return 100;
    return static_cast<int>(store.error().code) + 1;
  });
}

constexpr int Code(ErrorCode code) {
  return static_cast<int>(code) + 1;
}

TEST_CASE("state folder: it is made for its owner only, whatever the umask") {
  const TemporaryFolder parent;
  GiveToUnprivileged(parent.path());
  const auto folder = parent.path() / "chaperone";
  const int opened = RunUnprivileged([&] {
    umask(0);
    const auto store = Store::Open(folder, At(0));
    if (!store.ok()) return 1;
    const auto keys = FileKeys(folder / "vault.key");
    return (*store)->Unlock(*keys).ok() ? 0 : 2;
  });
  REQUIRE(opened == 0);
  CHECK(ModeOf(folder) == 0700);
  size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    INFO(file.path());
    CHECK(ModeOf(file.path()) == 0600);
    ++files;
  }
  CHECK(files >= 3);  // database, lock, key
}

TEST_CASE("state folder: one that others may read is refused, with the chmod that helps") {
  const TemporaryFolder folder;
  GiveToUnprivileged(folder.path());
  for (const mode_t mode : {mode_t{0755}, mode_t{0750}, mode_t{0701}}) {
    REQUIRE(chmod(folder.path().c_str(), mode) == 0);
    CHECK(OpenUnprivileged(folder.path(), "chmod 700") == Code(ErrorCode::kRefused));
  }
  REQUIRE(chmod(folder.path().c_str(), 0700) == 0);
  CHECK(OpenUnprivileged(folder.path()) == 0);
}

TEST_CASE("state folder: one of another user is refused") {
  const std::filesystem::path foreign = geteuid() == 0 ? "/tmp" : "/";
  CHECK(OpenUnprivileged(foreign, "not a folder of this user") == Code(ErrorCode::kRefused));
}

TEST_CASE("state folder: a database that others may read is refused") {
  const TemporaryFolder folder;
  GiveToUnprivileged(folder.path());
  REQUIRE(OpenUnprivileged(folder.path()) == 0);
  REQUIRE(chmod((folder.path() / "chaperone.db").c_str(), 0644) == 0);
  CHECK(OpenUnprivileged(folder.path(), "chmod 600") == Code(ErrorCode::kRefused));
}

TEST_CASE("state folder: a database that is a link elsewhere is not followed") {
  const TemporaryFolder folder;
  GiveToUnprivileged(folder.path());
  std::filesystem::create_symlink("/etc/hostname", folder.path() / "chaperone.db");
  CHECK(OpenUnprivileged(folder.path()) == Code(ErrorCode::kIo));
}

TEST_CASE("state folder: a read-only one is a clear error and stays as it was") {
  const TemporaryFolder folder;
  GiveToUnprivileged(folder.path());
  REQUIRE(chmod(folder.path().c_str(), 0500) == 0);
  CHECK(OpenUnprivileged(folder.path(), "cannot be written") == Code(ErrorCode::kIo));
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(OpenUnprivileged(folder.path() / "deeper") == Code(ErrorCode::kIo));
}

TEST_CASE("state folder: a file where the folder should be is refused") {
  const TemporaryFolder parent;
  GiveToUnprivileged(parent.path());
  const auto file = parent.path() / "state";
  std::ofstream(file) << "x";
  GiveToUnprivileged(file);
  CHECK(OpenUnprivileged(file) == Code(ErrorCode::kRefused));
}

TEST_CASE("state folder: a second agent is refused while the first one lives") {
  const TemporaryFolder folder;
  auto first = test::OpenStore(folder.path());
  const auto second = Store::Open(folder.path(), At(1));
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == ErrorCode::kRefused);
  CHECK(second.error().detail.find("process " + std::to_string(getpid())) != std::string::npos);
  first.reset();
  CHECK(Store::Open(folder.path(), At(1)).ok());
}

TEST_CASE("private file: a secret that others may read is not used") {
  const TemporaryFolder folder;
  GiveToUnprivileged(folder.path());
  const auto file = folder.path() / "password";
  std::ofstream(file) << "secret\n";
  GiveToUnprivileged(file);
  const auto read = [&] {
    return RunUnprivileged([&] {
      const auto secret = ReadPrivateFile(file, 100);
      return secret.ok() ? 0 : static_cast<int>(secret.error().code) + 1;
    });
  };
  for (const mode_t mode : {mode_t{0644}, mode_t{0640}, mode_t{0604}}) {
    REQUIRE(chmod(file.c_str(), mode) == 0);
    CHECK(read() == Code(ErrorCode::kRefused));
  }
  REQUIRE(chmod(file.c_str(), 0600) == 0);
  CHECK(read() == 0);
  REQUIRE(chmod(file.c_str(), 0400) == 0);
  CHECK(read() == 0);
  std::filesystem::remove(file);
  CHECK(read() == Code(ErrorCode::kNotFound));
}

TEST_CASE("private file: a bare name is one in the folder that we are in") {
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const std::array<uint8_t, 3> bytes = {'o', 'n', 'e'};
  const auto written = WriteNewPrivateFile("ruling.json", bytes);
  std::filesystem::current_path(before);
  REQUIRE(written.ok());
  CHECK(ReadPrivateFile(folder.path() / "ruling.json", 10)->span()[0] == 'o');
}

TEST_CASE("private file: an existing one is never replaced") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "key";
  const std::array<uint8_t, 3> first = {'o', 'n', 'e'};
  const std::array<uint8_t, 3> second = {'t', 'w', 'o'};
  REQUIRE(WriteNewPrivateFile(file, first).ok());
  CHECK_FALSE(WriteNewPrivateFile(file, second).ok());
  CHECK(ReadPrivateFile(file, 10)->span()[0] == 'o');
  CHECK(ReadPrivateFile(file, 2).error().code == ErrorCode::kBadInput);
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/recovery.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "agent/owned_fd.h"
#include "capture/audio/encoder.h"
#include "tests/real/sound_server.h"

namespace chaperone::agent {
namespace {

using test::TestFolder;

std::string Hex(std::span<const uint8_t> bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();
  return out;
}

// Three seconds of silence, archived as the agent archives it.
void Archive(const TestFolder& folder, const std::string& public_hex) {
  const capture::SealedKey key{7, 7, 7};
  const OwnedFd fd(open((folder / "v-1.sealed").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  auto writer = capture::SealedFileWriter::Begin(fd.get(), "v-1", key);
  REQUIRE(writer.ok());
  auto encoder = capture::Encoder::Create(
      [&](std::span<const uint8_t> bytes) { return writer->Append(bytes); });
  REQUIRE(encoder.ok());
  const std::array<float, 2 * capture::kFrame> frame{};
  for (int i = 0; i < 150; ++i) REQUIRE((*encoder)->Encode(frame).ok());
  REQUIRE((*encoder)->Finish().ok());
  REQUIRE(writer->Finish().ok());
  std::array<uint8_t, crypto_box_PUBLICKEYBYTES> recipient{};
  sodium_hex2bin(recipient.data(), recipient.size(), public_hex.data(), public_hex.size(), nullptr,
                 nullptr, nullptr);
  std::array<uint8_t, sizeof key + crypto_box_SEALBYTES> sealed{};
  crypto_box_seal(sealed.data(), key.data(), key.size(), recipient.data());
  std::ofstream(folder / "v-1.recovery.json")
      << R"({"format":"chaperone-recovery-1","recording":"v-1","recovery_key":")" << public_hex
      << R"(","sealed_key":")" << Hex(sealed) << R"(","gaps":[]})";
}

std::string Why(const policy::Result<capture::Remuxed>& result) {
  return result.ok() ? "" : result.error().detail;
}

TEST_CASE("recovery: the firm's key opens what a lost laptop archived") {
  const TestFolder folder;
  const auto made = MakeRecoveryKey(folder / "firm.key");
  REQUIRE(made.ok());
  CHECK(made->size() == 64);
  struct stat what {};
  REQUIRE(stat((folder / "firm.key").c_str(), &what) == 0);
  CHECK((what.st_mode & 0777) == 0600);
  Archive(folder, *made);
  const auto done = RecoverRecording(folder / "v-1.sealed", folder / "firm.key", folder / "o.mka");
  CAPTURE(Why(done));
  REQUIRE(done.ok());
  CHECK_FALSE(done->truncated);
  CHECK(done->problem.empty());
  CHECK(done->length > std::chrono::milliseconds{2900});
  CHECK(done->length < std::chrono::milliseconds{3100});
}

TEST_CASE("recovery: each refusal says what is wrong") {
  const TestFolder folder;
  const auto made = MakeRecoveryKey(folder / "firm.key");
  REQUIRE(made.ok());
  Archive(folder, *made);
  const auto recover = [&](const std::string& key) {
    return Why(RecoverRecording(folder / "v-1.sealed", folder / key, folder / "o.mka"));
  };
  SECTION("a key is never overwritten") {
    CHECK_FALSE(MakeRecoveryKey(folder / "firm.key").ok());
  }
  SECTION("another firm's key") {
    REQUIRE(MakeRecoveryKey(folder / "other.key").ok());
    CHECK(recover("other.key").find("another recovery key") != std::string::npos);
  }
  SECTION("a key that others can read") {
    chmod((folder / "firm.key").c_str(), 0644);
    CHECK(recover("firm.key").find("chmod 600") != std::string::npos);
  }
  SECTION("something that is no key") {
    std::ofstream(folder / "firm.key") << "zz";
    CHECK(recover("firm.key").find("64 hexadecimal digits") != std::string::npos);
  }
  SECTION("a target that is there already") {
    std::ofstream(folder / "o.mka") << "x";
    CHECK(recover("firm.key").find("exists already") != std::string::npos);
  }
  SECTION("a note that was changed") {
    std::ofstream(folder / "v-1.recovery.json") << R"({"format":"chaperone-recovery-1"})";
    CHECK(recover("firm.key").find("was changed") != std::string::npos);
  }
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store_version.h"

#include <array>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "agent/store/schema.h"

// https://www.sqlite.org/fileformat2.html: "The Database Header", "The Write-Ahead Log".
namespace chaperone::agent {
namespace {

using ByteView = std::span<const uint8_t>;

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kHeaderSize = 100;
constexpr size_t kUserVersionAt = 60;
constexpr size_t kLogHeaderSize = 32;
constexpr size_t kFrameHeaderSize = 24;
constexpr uint32_t kLogMagic = 0x377f0682;  // its last bit: whether checksums are big-endian
constexpr uint32_t kMostPageSize = 65536;

uint32_t BigEndian(ByteView bytes, size_t at) {
  return static_cast<uint32_t>(bytes[at]) << 24U | static_cast<uint32_t>(bytes[at + 1]) << 16U |
         static_cast<uint32_t>(bytes[at + 2]) << 8U | static_cast<uint32_t>(bytes[at + 3]);
}

bool Read(std::ifstream& file, std::span<uint8_t> into) {
  file.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
  return file.gcount() == static_cast<std::streamsize>(into.size());
}

// The log's running checksum: what a crash cut short does not fit it.
struct Checksum {
  bool big_endian = false;
  uint32_t first = 0;
  uint32_t second = 0;

  uint32_t Word(ByteView bytes, size_t at) const {
    const uint32_t word = BigEndian(bytes, at);
    return big_endian ? word : __builtin_bswap32(word);
  }
  void Add(ByteView bytes) {
    for (size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += Word(bytes, at) + second;
      second += Word(bytes, at + 4) + first;
    }
  }
  bool Fits(ByteView bytes, size_t at) const {
    return BigEndian(bytes, at) == first && BigEndian(bytes, at + 4) == second;
  }
};

int64_t UserVersion(ByteView page) {
  return static_cast<int32_t>(BigEndian(page, kUserVersionAt));
}

// The version that the last transaction in the log left; none where it changed none.
std::optional<int64_t> VersionInLog(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary);
  std::array<uint8_t, kLogHeaderSize> header{};
  if (!Read(file, header)) return std::nullopt;
  const uint32_t magic = BigEndian(header, 0);
  const uint32_t page_size = BigEndian(header, 8);
  if ((magic & ~1U) != kLogMagic || page_size < 512 || page_size > kMostPageSize) {
    return std::nullopt;
  }
  Checksum sum;
  sum.big_endian = (magic & 1U) != 0;
  sum.Add(ByteView(header).first(24));
  if (!sum.Fits(header, 24)) return std::nullopt;

  std::optional<int64_t> version;
  std::optional<int64_t> uncommitted;
  std::vector<uint8_t> frame(kFrameHeaderSize + page_size);
  while (Read(file, frame)) {
    const ByteView bytes(frame);
    // Salts: a frame of an earlier round of the log is none of this one.
    if (BigEndian(bytes, 8) != BigEndian(header, 16) ||
        BigEndian(bytes, 12) != BigEndian(header, 20)) {
      break;
    }
    const ByteView page = bytes.subspan(kFrameHeaderSize);
    sum.Add(bytes.first(8));
    sum.Add(page);
    if (!sum.Fits(bytes, 16)) break;
    if (BigEndian(bytes, 0) == 1) uncommitted = UserVersion(page);
    if (BigEndian(bytes, 4) != 0 && uncommitted) version = uncommitted;
  }
  return version;
}

}  // namespace

std::optional<int64_t> StoredVersion(const std::filesystem::path& database) {
  if (const auto logged = VersionInLog(database.string() + "-wal")) return logged;
  std::ifstream file(database, std::ios::binary);
  std::array<uint8_t, kHeaderSize> header{};
  if (!Read(file, header)) return std::nullopt;
  if (std::string_view(reinterpret_cast<const char*>(header.data()), kMagic.size()) != kMagic) {
    return std::nullopt;
  }
  return UserVersion(header);
}

policy::Result<void> CheckStoredVersion(const std::filesystem::path& database) {
  const auto version = StoredVersion(database);
  if (!version || *version <= static_cast<int64_t>(kMigrations.size())) return {};
  return NewerStore(database, *version, kMigrations.size());
}

policy::Error NewerStore(const std::filesystem::path& database, int64_t version, size_t known) {
  return {policy::ErrorCode::kRefused, false,
          database.string() + " was written by a newer Chaperone (version " +
              std::to_string(version) + " of its format; this one knows " + std::to_string(known) +
              "), and is left as it is. Install that version again."};
}

}  // namespace chaperone::agent

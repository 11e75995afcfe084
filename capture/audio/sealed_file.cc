// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/sealed_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "capture/base/whole_io.h"

namespace chaperone::capture {
namespace {

using policy::IoError;
using policy::Result;
using State = crypto_secretstream_xchacha20poly1305_state;

constexpr std::array<uint8_t, 8> kMagic{'C', 'H', 'P', 'S', 'O', 'U', 'N', 'D'};
constexpr uint8_t kVersion = 1;
constexpr size_t kMaxId = 64;
constexpr size_t kCheck = 16;
constexpr size_t kStreamHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr size_t kOverhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr size_t kPrefix = 8;    // number and length
constexpr uint8_t kMessage = 0;  // crypto_secretstream's tags, whose macros are casts of C
constexpr uint8_t kFinal = 3;

void PutU32(std::vector<uint8_t>& out, uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<uint8_t>(value >> shift));
}
uint32_t GetU32(std::span<const uint8_t> in) {
  return static_cast<uint32_t>(in[0]) | static_cast<uint32_t>(in[1]) << 8 |
         static_cast<uint32_t>(in[2]) << 16 | static_cast<uint32_t>(in[3]) << 24;
}

// Tells a wrong key from a changed record; says nothing about the key to whoever lacks it.
std::array<uint8_t, kCheck> KeyCheck(const std::string& recording, const SealedKey& key) {
  const std::string text = "chaperone.sealed.key\n" + recording;
  std::array<uint8_t, kCheck> out{};
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const uint8_t*>(text.data()),
                     text.size(), key.data(), key.size());
  return out;
}

// What each record is bound to: the whole head and its own number and length.
std::vector<uint8_t> Bound(const std::vector<uint8_t>& head, std::span<const uint8_t> prefix) {
  std::vector<uint8_t> out(head);
  out.insert(out.end(), prefix.begin(), prefix.end());
  return out;
}

State* StateIn(const LockedMemory& memory) {
  return reinterpret_cast<State*>(memory.data());
}

}  // namespace

Result<SealedFileWriter> SealedFileWriter::Begin(int fd, const std::string& recording,
                                                 const SealedKey& key) {
  if (recording.empty() || recording.size() > kMaxId) {
    return policy::BadInput("a recording's id has 1 to 64 bytes");
  }
  auto memory = LockedMemory::Create(sizeof(State));
  if (!memory) return memory.error();
  std::array<uint8_t, kStreamHeader> stream{};
  crypto_secretstream_xchacha20poly1305_init_push(StateIn(*memory), stream.data(), key.data());
  SealedFileWriter out(fd, std::move(*memory));
  out.head_.assign(kMagic.begin(), kMagic.end());
  out.head_.push_back(kVersion);
  out.head_.push_back(static_cast<uint8_t>(recording.size()));
  out.head_.insert(out.head_.end(), recording.begin(), recording.end());
  const auto check = KeyCheck(recording, key);
  out.head_.insert(out.head_.end(), check.begin(), check.end());
  out.head_.insert(out.head_.end(), stream.begin(), stream.end());
  if (auto written = out.WriteAll(out.head_); !written) return written.error();
  return out;
}

Result<void> SealedFileWriter::WriteAll(std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int why = errno;
      return IoError(std::string("the recording cannot be written: ") + std::strerror(why) +
                     "; what was kept until now is there" +
                     (why == ENOSPC ? "; make room on the disk, then record again" : ""));
    }
    bytes_ += static_cast<uint64_t>(n);
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return {};
}

Result<void> SealedFileWriter::Write(std::span<const uint8_t> content, uint8_t tag) {
  out_.clear();
  PutU32(out_, next_);
  PutU32(out_, static_cast<uint32_t>(content.size() + kOverhead));
  const std::vector<uint8_t> bound = Bound(head_, out_);
  out_.resize(kPrefix + content.size() + kOverhead);
  crypto_secretstream_xchacha20poly1305_push(StateIn(state_), out_.data() + kPrefix, nullptr,
                                             content.data(), content.size(), bound.data(),
                                             bound.size(), tag);
  ++next_;
  return WriteAll(out_);
}

Result<void> SealedFileWriter::Append(std::span<const uint8_t> content) {
  while (!content.empty()) {
    const size_t part = std::min(content.size(), kMaxSealedRecord);
    if (auto written = Write(content.first(part), kMessage); !written) return written;
    content = content.subspan(part);
  }
  return {};
}

Result<void> SealedFileWriter::Finish() {
  if (auto written = Write({}, kFinal); !written) return written;
  return Sync();
}

Result<void> SealedFileWriter::Sync() {
  if (fdatasync(fd_) == 0 || errno == EINVAL || errno == EROFS) return {};  // a pipe has no disk
  return IoError(std::string("the recording cannot be put on the disk: ") + std::strerror(errno));
}

SealedFileReader::SealedFileReader(int fd, LockedMemory memory)
    : fd_(fd), memory_(std::move(memory)) {}

Result<std::unique_ptr<SealedFileReader>> SealedFileReader::Open(int fd,
                                                                 const std::string& recording,
                                                                 const SealedKey& key) {
  auto memory = LockedMemory::Create(sizeof(State) + kMaxSealedRecord);
  if (!memory) return memory.error();
  std::unique_ptr<SealedFileReader> reader(new SealedFileReader(fd, std::move(*memory)));
  reader->problem_ = reader->ReadHead(recording, key);
  reader->ended_ = reader->problem_ != SealedProblem::kNone;
  return reader;
}

std::optional<size_t> SealedFileReader::Read(std::span<uint8_t> into) {
  return ReadUpTo(fd_, into);
}

SealedProblem SealedFileReader::ReadHead(const std::string& recording, const SealedKey& key) {
  const auto more = [this](size_t count) {
    const size_t before = head_.size();
    head_.resize(before + count);
    const auto got = Read(std::span(head_).subspan(before));
    return got.has_value() && *got == count;
  };
  if (!more(kMagic.size() + 2)) return SealedProblem::kNotSealed;
  if (!std::equal(kMagic.begin(), kMagic.end(), head_.begin())) return SealedProblem::kNotSealed;
  if (head_[kMagic.size()] != kVersion) return SealedProblem::kVersion;
  const size_t id_size = head_[kMagic.size() + 1];
  if (id_size == 0 || id_size > kMaxId) return SealedProblem::kNotSealed;
  const size_t id_at = head_.size();
  if (!more(id_size + kCheck + kStreamHeader)) return SealedProblem::kNotSealed;
  const auto at = [this](size_t offset) {
    return head_.begin() + static_cast<std::ptrdiff_t>(offset);
  };
  recording_.assign(at(id_at), at(id_at + id_size));
  if (!recording.empty() && recording != recording_) return SealedProblem::kWrongFile;
  const auto check = KeyCheck(recording_, key);
  if (sodium_memcmp(check.data(), head_.data() + id_at + id_size, kCheck) != 0) {
    return SealedProblem::kWrongKey;
  }
  crypto_secretstream_xchacha20poly1305_init_pull(
      StateIn(memory_), head_.data() + head_.size() - kStreamHeader, key.data());
  return SealedProblem::kNone;
}

std::optional<std::span<const uint8_t>> SealedFileReader::End(SealedProblem problem) {
  ended_ = true;
  problem_ = problem;
  return std::nullopt;
}

std::optional<std::span<const uint8_t>> SealedFileReader::Next() {
  if (ended_) return std::nullopt;
  std::array<uint8_t, kPrefix> prefix{};
  const auto got = Read(prefix);
  if (!got) return End(SealedProblem::kUnreadable);
  if (*got == 0) return End(SealedProblem::kNone);
  if (*got < kPrefix) return End(SealedProblem::kCutRecord);
  const size_t length = GetU32(std::span(prefix).subspan(4));
  if (length < kOverhead || length > kMaxSealedRecord + kOverhead) {
    return End(SealedProblem::kChanged);
  }
  if (GetU32(prefix) != next_) return End(SealedProblem::kMisplaced);
  in_.resize(length);
  const auto body = Read(in_);
  if (!body) return End(SealedProblem::kUnreadable);
  if (*body < length) return End(SealedProblem::kCutRecord);
  const std::vector<uint8_t> bound = Bound(head_, prefix);
  uint8_t* const content = memory_.data() + sizeof(State);
  unsigned long long size = 0;
  uint8_t tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(StateIn(memory_), content, &size, &tag, in_.data(),
                                                 in_.size(), bound.data(), bound.size()) != 0) {
    return End(SealedProblem::kChanged);
  }
  ++next_;
  if (tag == kFinal) {
    complete_ = true;
    const auto after = Read(std::span(prefix).first(1));
    return End(after && *after == 0 ? SealedProblem::kNone : SealedProblem::kAfterEnd);
  }
  return std::span<const uint8_t>(content, size);
}

std::string SealedFileReader::ProblemForPeople() const {
  const std::string at = "record " + std::to_string(next_);
  const std::string kept = "; everything before it is whole";
  switch (problem_) {
    case SealedProblem::kNone:
      return "";
    case SealedProblem::kNotSealed:
      return "this is not a sealed recording, or its first bytes were changed";
    case SealedProblem::kVersion:
      return "this recording was sealed by a later version of Chaperone; use that version";
    case SealedProblem::kWrongFile:
      return "this file holds another recording: it was swapped or renamed";
    case SealedProblem::kWrongKey:
      return "the key does not open this recording, or the file's head was changed";
    case SealedProblem::kCutRecord:
      return "the file was cut within " + at + kept;
    case SealedProblem::kChanged:
      return "the bytes of " + at + " were changed" + kept;
    case SealedProblem::kMisplaced:
      return "another record stands where " + at + " belongs: cut out, doubled or reordered" + kept;
    case SealedProblem::kAfterEnd:
      return "something was added after the end; the recording itself is whole";
    case SealedProblem::kUnreadable:
      return "the file cannot be read from " + at + " on: is the disk sound?" + kept;
  }
  return "";
}

}  // namespace chaperone::capture

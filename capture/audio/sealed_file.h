// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sodium.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "capture/audio/locked_memory.h"
#include "policy/base/result.h"

// The file that a recording is kept in: SEALED_FORMAT.md.
namespace chaperone::capture {

using SealedKey = std::array<uint8_t, crypto_secretstream_xchacha20poly1305_KEYBYTES>;
inline constexpr size_t kMaxSealedRecord = size_t{256} * 1024;  // bytes of one record's content

// Owns nothing: the descriptor stays the caller's. A failure (kIo) leaves a file that ends early.
class SealedFileWriter {
 public:
  // Writes the head. `recording` is 1-64 bytes. The key may be wiped afterwards.
  static policy::Result<SealedFileWriter> Begin(int fd, const std::string& recording,
                                                const SealedKey& key);
  SealedFileWriter(SealedFileWriter&&) = default;
  SealedFileWriter& operator=(SealedFileWriter&&) = default;

  policy::Result<void> Append(std::span<const uint8_t> content);
  // The record that says: complete.
  policy::Result<void> Finish();
  policy::Result<void> Sync();  // to the disk
  uint64_t bytes() const { return bytes_; }
  uint32_t records() const { return next_; }

 private:
  SealedFileWriter(int fd, LockedMemory state) : fd_(fd), state_(std::move(state)) {}
  policy::Result<void> Write(std::span<const uint8_t> content, uint8_t tag);
  policy::Result<void> WriteAll(std::span<const uint8_t> bytes);

  int fd_;
  LockedMemory state_;  // crypto_secretstream's
  std::vector<uint8_t> head_;
  std::vector<uint8_t> out_;  // sealed already
  uint32_t next_ = 0;
  uint64_t bytes_ = 0;
};

enum class SealedProblem : uint8_t {
  kNone,
  kNotSealed,   // not such a file, or its first bytes were changed
  kVersion,     // of a later program
  kWrongFile,   // of another recording
  kWrongKey,    // or the head was changed
  kCutRecord,   // ends within a record
  kChanged,     // a record's bytes are not those that were written
  kMisplaced,   // records are missing, doubled or in another order
  kAfterEnd,    // something follows the end
  kUnreadable,  // the disk says no
};

// Reads what a writer wrote, and never more than that: every byte that is handed out was
// authenticated in its place. Total: any file gives an end.
class SealedFileReader {
 public:
  // From the descriptor's present position. `recording`: the one expected; "": any.
  static policy::Result<std::unique_ptr<SealedFileReader>> Open(int fd,
                                                                const std::string& recording,
                                                                const SealedKey& key);
  // The next record's content, good until the next call; nothing at the end.
  std::optional<std::span<const uint8_t>> Next();

  // After the end. Complete: ended by its writer. Neither complete nor a problem: the writer died.
  bool complete() const { return complete_; }
  SealedProblem problem() const { return problem_; }
  uint32_t record() const { return next_; }  // at which it ended, from 0
  std::string ProblemForPeople() const;      // "" where there is none
  const std::string& recording() const { return recording_; }

 private:
  SealedFileReader(int fd, LockedMemory memory);
  std::optional<std::span<const uint8_t>> End(SealedProblem problem);
  SealedProblem ReadHead(const std::string& recording, const SealedKey& key);
  // How many bytes were read; fewer than asked for at the end; nothing where the disk says no.
  std::optional<size_t> Read(std::span<uint8_t> into);

  int fd_;
  LockedMemory memory_;  // the state, then the content
  std::vector<uint8_t> head_;
  std::vector<uint8_t> in_;
  std::string recording_;
  uint32_t next_ = 0;
  bool ended_ = false;
  bool complete_ = false;
  SealedProblem problem_ = SealedProblem::kNone;
};

}  // namespace chaperone::capture

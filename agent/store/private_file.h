// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "agent/owned_fd.h"
#include "agent/store/secret_bytes.h"
#include "policy/base/result.h"

namespace chaperone::agent {

// Reads a file that holds a secret. kNotFound when it is not there; kRefused when it is not a
// regular file of ours (or root's) that nobody else may read; the message says which chmod helps.
policy::Result<SecretBytes> ReadPrivateFile(const std::filesystem::path& file, size_t max_size);

// Makes a file of mode 0600, durable before it returns. Never replaces one.
policy::Result<void> WriteNewPrivateFile(const std::filesystem::path& file,
                                         std::span<const uint8_t> bytes);

// The same of a file that everybody may read (0644).
policy::Result<void> WriteNewPublicFile(const std::filesystem::path& file,
                                        std::span<const uint8_t> bytes);

// What went wrong with a file, for people; `number` is an errno. A full disk is retryable.
policy::Error FileError(const std::filesystem::path& path, const std::string& what, int number);

// kRefused where an open file is not a regular one of ours that nobody else may read.
policy::Result<void> CheckPrivateFile(int file, const std::filesystem::path& path);

// The agent's state folder, held for as long as this lives.
class StateFolder {
 public:
  // Makes the folder (0700) when it is missing. kRefused when it, or a file in it, belongs to
  // somebody else or may be read by others, or when another agent holds it.
  static policy::Result<StateFolder> Open(const std::filesystem::path& folder);
  StateFolder(StateFolder&& other) noexcept;
  StateFolder& operator=(StateFolder&&) = delete;
  ~StateFolder();

  const std::filesystem::path& path() const { return path_; }
  // Makes sure that `name` is a private file of ours, creating it empty, before a library that is
  // careless about modes opens it.
  policy::Result<std::filesystem::path> PrivateFile(const std::string& name) const;
  // A folder in it (0700), made when it is missing, opened for work with openat().
  policy::Result<OwnedFd> PrivateFolder(const std::string& name) const;

 private:
  StateFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace chaperone::agent

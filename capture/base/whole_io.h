// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// read(2) and write(2), again and again until all is done. Where that did not work, errno says why.
namespace chaperone::capture {

inline bool WriteAll(int file, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(put));
  }
  return true;
}

inline bool WriteAll(int file, std::string_view text) {
  return WriteAll(file, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

// Reads until `into` is full, or to the file's end. How much that was; none: it did not work.
inline std::optional<size_t> ReadUpTo(int file, std::span<uint8_t> into) {
  size_t have = 0;
  while (have < into.size()) {
    const ssize_t got = read(file, into.data() + have, into.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    have += static_cast<size_t>(got);
  }
  return have;
}

inline std::optional<size_t> ReadUpTo(int file, std::span<char> into) {
  return ReadUpTo(file, std::span(reinterpret_cast<uint8_t*>(into.data()), into.size()));
}

}  // namespace chaperone::capture

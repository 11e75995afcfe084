// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "policy/base/result.h"
#include "policy/base/time.h"

// One line of the ledger. The format, with its reasons and test vectors, is LEDGER_FORMAT.md.
namespace chaperone::policy {

using Digest = std::array<uint8_t, 32>;  // SHA-256
using Salt = std::array<uint8_t, 32>;

inline constexpr size_t kMaxEncodedEntry = size_t{64} * 1024;  // bytes, without the line end
inline constexpr size_t kMaxLedgerFields = 64;
inline constexpr size_t kMaxLedgerString = 1024;  // bytes

// Integers stay within ±(2^53 - 1), so that every JSON reader sees the same number.
using FieldValue = std::variant<std::string, int64_t, bool>;

struct LedgerEntry {
  uint64_t sequence = 0;    // 1 is the first
  Now at;                   // when the line was written
  std::optional<Now> late;  // when it happened, where the ledger could not be written then
  std::string type;         // [a-z0-9_.]{1,64}: "alert.opened"
  std::map<std::string, FieldValue> fields;  // names as `type`; never personal data
  std::optional<Digest> commitment;          // to the payload that is kept apart
  Digest previous{};                         // all zero in the first line

  bool operator==(const LedgerEntry&) const = default;
};

struct EncodedEntry {
  std::string line;  // without a line end
  Digest digest{};
};

struct DecodedEntry {
  LedgerEntry entry;
  Digest digest{};  // as the line claims and as it was computed: a difference is an error

  bool operator==(const DecodedEntry&) const = default;
};

// The one encoding of an entry. kBadInput where a limit or a character set is broken.
Result<EncodedEntry> EncodeEntry(const LedgerEntry& entry);

// Accepts exactly what EncodeEntry writes: EncodeEntry(DecodeEntry(x)) == x. Any other bytes, of
// any length, give kBadInput (not an entry) or kProtocol (an entry whose digest does not fit).
Result<DecodedEntry> DecodeEntry(std::string_view line);

// What stands in the line for a payload that is stored elsewhere. With the salt destroyed it says
// nothing, not even about a guessed payload.
Digest CommitTo(const Salt& salt, std::span<const uint8_t> payload);

std::string ToHex(std::span<const uint8_t> bytes);          // lower case
std::optional<Digest> DigestFromHex(std::string_view hex);  // lower case, 64 digits
bool IsUtf8(std::string_view text);                         // no surrogates, no overlong forms

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/ledger/entry.h"

namespace chaperone::policy {

// Where a ledger stands: the last line's number and digest. Zero: an empty ledger.
struct LedgerHead {
  uint64_t sequence = 0;
  Digest digest{};

  bool operator==(const LedgerHead&) const = default;
};

// The next line after `head`; `entry.sequence` and `entry.previous` are filled in. Moves `head` on.
Result<EncodedEntry> AppendEntry(LedgerHead& head, LedgerEntry entry);

enum class LedgerFaultKind : uint8_t {
  kUnknown,
  kUnreadable,  // a line is not an entry
  kChanged,     // a line's digest does not fit its contents
  kMissing,     // lines are left out
  kReordered,   // lines stand in another order
  kRepeated,    // a line's number came before
  kBrokenLink,  // the line does not name the one before it
  kTruncated,   // a head is known that lies beyond the last line
  kRewritten,   // a head is known that differs from the line of its number
};
std::string_view LedgerFaultName(LedgerFaultKind kind);  // "unreadable" …

struct LedgerFault {
  LedgerFaultKind kind = LedgerFaultKind::kUnknown;
  uint64_t line = 0;      // counted from 1 in what was read; one past the end for kTruncated
  uint64_t sequence = 0;  // the number that should stand there
  std::string detail;     // for people

  bool operator==(const LedgerFault&) const = default;
};

struct LedgerReport {
  uint64_t lines = 0;                // read
  LedgerHead head;                   // of the good part before the first fault
  std::optional<LedgerFault> fault;  // the first
  bool ok() const { return !fault.has_value(); }
};

// Checks lines one at a time, so that a ledger of any length fits. Feed them in the order in which
// they are kept.
class LedgerVerifier {
 public:
  // `known`: heads that left the machine earlier (alert mails carry them), in any order.
  // `start`: where the first line must continue; an exported part begins later than line 1.
  explicit LedgerVerifier(std::vector<LedgerHead> known = {}, LedgerHead start = {});
  void Add(std::string_view line);
  LedgerReport Finish();

 private:
  void Fail(LedgerFaultKind kind, std::string detail);

  std::vector<LedgerHead> known_;  // by sequence
  size_t next_known_ = 0;
  LedgerReport report_;
  uint64_t missing_until_ = 0;  // after kMissing: the number that stood where another was expected
};

LedgerReport VerifyLedger(std::span<const std::string> lines, std::vector<LedgerHead> known = {});

}  // namespace chaperone::policy

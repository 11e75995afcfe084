// SPDX-License-Identifier: Apache-2.0
#include "policy/ledger/chain.h"

#include <algorithm>
#include <array>

namespace chaperone::policy {
namespace {

constexpr std::array<std::string_view, 9> kFaultNames = {"unknown",     "unreadable", "changed",
                                                         "missing",     "reordered",  "repeated",
                                                         "broken_link", "truncated",  "rewritten"};

}  // namespace

std::string_view LedgerFaultName(LedgerFaultKind kind) {
  const auto i = static_cast<size_t>(kind);
  return i < kFaultNames.size() ? kFaultNames[i] : kFaultNames[0];
}

Result<EncodedEntry> AppendEntry(LedgerHead& head, LedgerEntry entry) {
  entry.sequence = head.sequence + 1;
  entry.previous = head.digest;
  Result<EncodedEntry> encoded = EncodeEntry(entry);
  if (encoded.ok()) head = {entry.sequence, encoded->digest};
  return encoded;
}

LedgerVerifier::LedgerVerifier(std::vector<LedgerHead> known, LedgerHead start)
    : known_(std::move(known)) {
  std::sort(known_.begin(), known_.end(),
            [](const LedgerHead& a, const LedgerHead& b) { return a.sequence < b.sequence; });
  // What lies before the part that is read can't be checked here, but its own start can.
  while (next_known_ < known_.size() && known_[next_known_].sequence < start.sequence) {
    ++next_known_;
  }
  report_.head = start;
  for (; next_known_ < known_.size() && known_[next_known_].sequence == start.sequence;
       ++next_known_) {
    if (known_[next_known_] != start && report_.ok()) {
      Fail(LedgerFaultKind::kRewritten, "the known head differs from where this part begins");
    }
  }
}

void LedgerVerifier::Fail(LedgerFaultKind kind, std::string detail) {
  report_.fault = LedgerFault{kind, report_.lines, report_.head.sequence + 1, std::move(detail)};
}

void LedgerVerifier::Add(std::string_view line) {
  ++report_.lines;
  const Result<DecodedEntry> decoded = DecodeEntry(line);
  if (report_.fault) {
    // A line that was missed and turns up later was moved, not removed.
    if (report_.fault->kind == LedgerFaultKind::kMissing && decoded.ok() &&
        decoded->entry.sequence > report_.head.sequence &&
        decoded->entry.sequence < missing_until_) {
      report_.fault->kind = LedgerFaultKind::kReordered;
      report_.fault->detail = "entry " + std::to_string(decoded->entry.sequence) +
                              " stands later, in line " + std::to_string(report_.lines);
    }
    return;
  }
  if (!decoded.ok()) {
    const bool changed = decoded.error().code == ErrorCode::kProtocol;
    return Fail(changed ? LedgerFaultKind::kChanged : LedgerFaultKind::kUnreadable,
                decoded.error().detail);
  }
  const LedgerEntry& entry = decoded->entry;
  const uint64_t expected = report_.head.sequence + 1;
  if (entry.sequence > expected) {
    missing_until_ = entry.sequence;
    return Fail(LedgerFaultKind::kMissing, "entries " + std::to_string(expected) + " to " +
                                               std::to_string(entry.sequence - 1) + " are missing");
  }
  if (entry.sequence < expected) {
    return Fail(LedgerFaultKind::kRepeated, "entry " + std::to_string(entry.sequence) +
                                                " stands where " + std::to_string(expected) +
                                                " belongs");
  }
  if (entry.previous != report_.head.digest) {
    return Fail(LedgerFaultKind::kBrokenLink, "it does not name the digest of the entry before it");
  }
  for (; next_known_ < known_.size() && known_[next_known_].sequence == entry.sequence;
       ++next_known_) {
    if (known_[next_known_].digest != decoded->digest) {
      return Fail(LedgerFaultKind::kRewritten,
                  "a head that left the machine earlier has another digest for this entry");
    }
  }
  report_.head = {entry.sequence, decoded->digest};
}

LedgerReport LedgerVerifier::Finish() {
  if (report_.ok() && next_known_ < known_.size()) {
    LedgerReport out = report_;
    out.fault =
        LedgerFault{LedgerFaultKind::kTruncated, report_.lines + 1, report_.head.sequence + 1,
                    "a head is known for entry " + std::to_string(known_.back().sequence) +
                        ", but the ledger ends at " + std::to_string(report_.head.sequence)};
    return out;
  }
  return report_;
}

LedgerReport VerifyLedger(std::span<const std::string> lines, std::vector<LedgerHead> known) {
  LedgerVerifier verifier(std::move(known));
  for (const std::string& line : lines) verifier.Add(line);
  return verifier.Finish();
}

}  // namespace chaperone::policy

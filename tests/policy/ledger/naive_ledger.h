// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/ledger/entry.h"

// The format document written down a second time, plainly and slowly, with its own SHA-256: what
// the fast one is compared with.
namespace chaperone::test {

std::string NaiveSha256(const std::string& bytes);  // hex
std::string NaiveLine(uint64_t sequence, const policy::LedgerEntry& entry,
                      const std::string& previous_hex);
// The digest at the end of a line, as text.
std::string NaiveDigest(const std::string& line);
// Whether the lines form an unbroken chain from number 1, looking at text alone.
bool NaiveVerify(const std::vector<std::string>& lines);

}  // namespace chaperone::test

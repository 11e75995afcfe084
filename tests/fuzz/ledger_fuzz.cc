// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/ledger/chain.h"

// Whatever the bytes: no crash, and what is accepted has this one encoding.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace chaperone::policy;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  LedgerVerifier verifier;
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    const Result<DecodedEntry> decoded = DecodeEntry(line);
    if (decoded.ok()) {
      const Result<EncodedEntry> again = EncodeEntry(decoded->entry);
      if (!again.ok() || again->line != line) std::abort();
    }
    verifier.Add(line);
    start = end + 1;
  }
  const LedgerReport report = verifier.Finish();
  if (report.ok() && report.head.sequence != report.lines) std::abort();
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "agent/reader_protocol.h"

// Whatever a reader that was taken over may say. What is understood must be sayable again, alike.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace chaperone::agent;
  if (const auto message = DecodeFromReader({data, size})) {
    const auto again = DecodeFromReader(Encode(*message));
    if (!again.ok() || *again != *message) std::abort();
  }
  if (const auto message = DecodeToReader({data, size})) {
    const auto again = DecodeToReader(Encode(*message));
    if (!again.ok() || *again != *message) std::abort();
  }
  return 0;
}

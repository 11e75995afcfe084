// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "agent/recorder_protocol.h"

// Whatever a recorder that was taken over may say. What is understood must be sayable again, alike.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace chaperone::agent;
  if (const auto message = DecodeFromRecorder({data, size})) {
    const auto again = DecodeFromRecorder(Encode(*message));
    if (!again.ok() || *again != *message) std::abort();
  }
  if (const auto message = DecodeToRecorder({data, size})) {
    const auto again = DecodeToRecorder(Encode(*message));
    if (!again.ok() || *again != *message) std::abort();
  }
  return 0;
}

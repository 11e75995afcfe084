// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace chaperone::agent {

// Whether the payload is CBOR, and no deeper and no larger than anything that our processes say to
// each other: the library's parser calls itself for each level, and a hostile helper could send
// millions.
bool IsBoundedCbor(std::span<const uint8_t> payload);

}  // namespace chaperone::agent

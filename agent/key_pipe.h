// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "agent/owned_fd.h"
#include "policy/base/result.h"

// A key's way to a helper process: through a pipe of the kernel's that is read once, so that no
// message, no buffer of a parser's and no memory that may be swapped ever holds it.
namespace chaperone::agent {

// The reading end of a pipe that holds this key and nothing else, closed for writing.
policy::Result<OwnedFd> PipeWithKey(std::span<const uint8_t> key);

// Reads exactly so many bytes from such a pipe; never waits. Anything but that is refused, and
// `key` is zeros.
policy::Result<void> ReadKey(int pipe, std::span<uint8_t> key);

}  // namespace chaperone::agent

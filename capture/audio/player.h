// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/base/result.h"

namespace chaperone::capture {

// Plays a Matroska file with one Opus stream to the default output, to its end. Blocks.
policy::Result<void> PlayFile(int fd);

}  // namespace chaperone::capture

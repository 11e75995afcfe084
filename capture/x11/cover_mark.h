// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chaperone::capture {

// The property (a CARDINAL) by which a cover of ours is told from what it covers, also that of
// another share or agent.
inline constexpr const char* kCoverMark = "_CHAPERONE_COVER";

}  // namespace chaperone::capture

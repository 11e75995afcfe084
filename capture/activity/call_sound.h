// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace chaperone::capture {

// Where a call's sound is, by the sound server's names.
struct CallSound {
  uint32_t stream = ~0U;   // the softphone's recording stream (PulseAudio: source output)
  std::string microphone;  // the source that it records when nothing of ours is in between
  std::string far_end;     // the monitor source of the sink that it plays to

  bool operator==(const CallSound&) const = default;
};

}  // namespace chaperone::capture

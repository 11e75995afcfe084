// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "capture/audio/timeline.h"
#include "policy/base/result.h"

namespace chaperone::capture {

// Sound into a live Matroska file: Opus at 48 kb/s, two discrete channels (a stereo pair would leak
// one person's voice into the other's), clusters of half a second, never a seek back.
class Encoder {
 public:
  // Takes whole clusters, in order; a failure stops the encoder for good.
  using Sink = std::function<policy::Result<void>(std::span<const uint8_t> bytes)>;

  static policy::Result<std::unique_ptr<Encoder>> Create(Sink sink);
  virtual ~Encoder() = default;

  virtual policy::Result<void> Encode(std::span<const float, kBothChannels> frame) = 0;
  // Hands over what was encoded until now.
  virtual policy::Result<void> Flush() = 0;
  virtual policy::Result<void> Finish() = 0;
};

}  // namespace chaperone::capture

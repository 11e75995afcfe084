// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "capture/audio/sample_ring.h"
#include "policy/base/result.h"

namespace chaperone::capture {

// One stream from a source of the sound server, running from its making to its end.
class AudioSource {
 public:
  virtual ~AudioSource() = default;
  virtual SampleRing& ring() = 0;  // whose consumer the owner is
  virtual bool alive() const = 0;
};
// Opens the source of that name.
using OpenAudioSource =
    std::function<policy::Result<std::unique_ptr<AudioSource>>(const std::string& source)>;

}  // namespace chaperone::capture

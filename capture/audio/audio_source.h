// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "capture/audio/audio_block.h"
#include "capture/audio/sample_ring.h"
#include "policy/base/result.h"

namespace chaperone::capture {

// One stream from a source of the sound server, running from its making to its end. One thread:
// what Look() puts into the ring stays there until it is placed.
class AudioSource {
 public:
  virtual ~AudioSource() = default;
  // Moves what has arrived into the ring. To be called at next_look(), or whenever: before it,
  // nothing happens. What lies between the two is the error of the arrival time.
  virtual void Look(SoundTime now) = 0;
  virtual SoundTime next_look() const = 0;
  virtual SampleRing& ring() = 0;  // whose consumer the owner is
  virtual bool alive() const = 0;
};
// Opens the source of that name.
using OpenAudioSource =
    std::function<policy::Result<std::unique_ptr<AudioSource>>(const std::string& source)>;

}  // namespace chaperone::capture

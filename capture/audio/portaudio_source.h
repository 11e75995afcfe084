// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include "capture/audio/audio_source.h"
#include "policy/base/result.h"

namespace chaperone::capture {

// PortAudio, started: it knows PulseAudio and nothing else of this machine. No sound card is
// opened, and no setting of the user's decides what "pulse" means. One at a time. Its streams end
// before it does.
class PortAudio {
 public:
  // kUnavailable says which package is missing.
  static policy::Result<std::unique_ptr<PortAudio>> Start();
  ~PortAudio();
  PortAudio(const PortAudio&) = delete;
  PortAudio& operator=(const PortAudio&) = delete;

  // Mono, float, 48 kHz, in blocks of 100 ms. kUnavailable (retryable) where it cannot be had.
  // Without PortAudio's callback, whose thread polls ALSA's PulseAudio plugin without a rest until
  // the first sound comes (the plugin's pipe stays readable from the stream that PortAudio makes
  // and ends while it opens): up to two seconds of a core for each stream, at each start. The
  // plugin has a thread of its own that takes the sound in; so 4 s wait for a slow reader.
  policy::Result<std::unique_ptr<AudioSource>> Open(const std::string& source);
  // Plays to the default output until `fill` gives less than it was asked for. Blocks.
  policy::Result<void> Play(int channels, const std::function<size_t(std::span<float>)>& fill);

 private:
  explicit PortAudio(int configuration) : configuration_(configuration) {}
  int configuration_;
};

}  // namespace chaperone::capture

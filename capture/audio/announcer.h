// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "capture/activity/call_sound.h"
#include "policy/base/result.h"
#include "policy/recording/announcement.h"

namespace chaperone::capture {

// Speaks into a call: a virtual microphone (a mix of the real one and what we play) is put between
// microphone and softphone, the softphone's stream is moved onto it, the voice file is played, what
// was injected is measured on the virtual microphone, and the stream is moved back. Measuring keeps
// scores, never samples beyond the run. One thread; nothing blocks longer than 2 s.
class Announcer {
 public:
  enum class State { kIdle, kRunning, kDone, kFailed };

  // "" : $PULSE_SERVER or the user's own.
  static policy::Result<std::unique_ptr<Announcer>> Create(const std::string& server);
  virtual ~Announcer() = default;  // moves the stream back and removes the virtual microphone

  // `voice_file`: a WAV (PCM, 8-96 kHz, mono or stereo, 0.3 s to 2 min). kBadInput says what is
  // wrong with it. `stay`: leave the stream on the virtual microphone when done, until PutBack().
  virtual policy::Result<void> Begin(const CallSound& sound, const std::string& voice_file,
                                     const std::string& voice_sha256, bool stay) = 0;
  // To be called every 20 ms or so while running.
  virtual State Step() = 0;
  virtual std::chrono::milliseconds injected() const = 0;
  virtual std::chrono::milliseconds length() const = 0;
  virtual const policy::AnnouncementMeasure& measure() const = 0;  // once done
  virtual const policy::Error& failure() const = 0;                // once failed
  virtual policy::Result<void> PutBack() = 0;
};

}  // namespace chaperone::capture

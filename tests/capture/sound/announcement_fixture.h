// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "capture/activity/sound_watch.h"
#include "capture/audio/announcer.h"
#include "tests/real/sound_server.h"

namespace chaperone::test {

inline constexpr const char* kAnnouncementText =
    "Hello. This call is recorded by Example Limited, so that we can handle your complaint fairly. "
    "You may object at any time, just say so.";
inline constexpr const char* kEmployeeText =
    "Good morning, thank you for holding the line. Let me just find your letter. It was about the "
    "washing machine, was it not? I am sorry that it took so long to get back to you about it.";

// A WAV that speaks the text; `effects` of sox may follow.
void Speak(const std::string& text, const std::string& file,
           const std::vector<std::string>& effects = {}, const std::string& voice = "en-gb");

// A softphone, as far as the sound server can tell: something that records the microphone.
class Softphone {
 public:
  explicit Softphone(const SoundServer& server);
  capture::CallSound sound() const { return {index_, "mic", "headset.monitor"}; }
  uint32_t index() const { return index_; }
  // The source that it records now; "" when it is gone.
  std::string source() const;

 private:
  const SoundServer& server_;
  std::unique_ptr<Child> recorder_;
  uint32_t index_ = ~0U;
};

// Steps until it is neither idle nor running, or `until` says stop.
capture::Announcer::State RunToEnd(capture::Announcer& announcer,
                                   const std::function<bool()>& until = nullptr);

// Nothing of ours is on the server, and the defaults are the user's.
bool IsClean(const SoundServer& server);

}  // namespace chaperone::test

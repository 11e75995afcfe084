// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "capture/activity/call_sound.h"
#include "policy/base/result.h"

// Who records and who plays on this machine, as the sound server (PulseAudio or pipewire-pulse) and
// /proc tell it. Programs that use ALSA directly, and recorders outside this machine, stay
// invisible.
namespace chaperone::capture {

// A stream from a source to a program.
struct RecordingStream {
  uint32_t index = 0;
  pid_t pid = 0;            // as the client claims it
  std::string executable;   // name of the file that /proc/PID/exe is; "": the claim is unproven
  std::string application;  // the client's own name for itself
  std::string source;       // "" while it is not known yet
  bool monitor = false;     // the source is what a sink plays
  bool corked = false;
  bool muted = false;
  bool meter = false;  // at most 100 values a second: holds no speech

  bool operator==(const RecordingStream&) const = default;
};
struct PlaybackStream {
  uint32_t index = 0;
  pid_t pid = 0;
  std::string executable;
  std::string sink;
  std::string monitor;  // the monitor source of that sink

  bool operator==(const PlaybackStream&) const = default;
};
// What stands behind kVirtualMicrophone, while it is there.
struct Announcing {
  std::string microphone;  // "": nothing of ours is on the server
  uint32_t stream = ~0U;   // the call's recording stream, which we moved

  bool operator==(const Announcing&) const = default;
};
// In order of index and of name. Streams of the server's own modules are left out: what they pass
// on is seen where a program takes it.
struct SoundPicture {
  std::vector<RecordingStream> recording;
  std::vector<PlaybackStream> playing;
  std::vector<std::string> sources;
  std::string default_source;
  std::string default_monitor;  // of the default sink
  Announcing announcing;

  bool operator==(const SoundPicture&) const = default;
};

// Follows the sound server. One thread, but Wake().
class SoundWatch {
 public:
  // "" : $PULSE_SERVER or the user's own. kUnavailable (retryable) where there is none; never
  // starts one.
  static policy::Result<std::unique_ptr<SoundWatch>> Create(const std::string& server);
  virtual ~SoundWatch() = default;
  // Waits for news, at most so long (0: not at all; negative: for ever), and says whether the
  // picture changed. kUnavailable (retryable): the server is gone, make a new watch.
  virtual policy::Result<bool> Wait(std::chrono::milliseconds patience) = 0;
  virtual const SoundPicture& picture() const = 0;
  // Ends a Wait() early. Any thread.
  virtual void Wake() = 0;
};

// A program that has the microphone.
struct ObservedCall {
  std::string application;  // for people: "Chromium", "baresip"
  std::string executable;
  CallSound sound;

  bool operator==(const ObservedCall&) const = default;
};
// Streams of `softphones` (names of executables, in any case; where /proc does not tell, the
// claimed name) that record something else than a monitor and are neither corked nor meters. A
// stream on our virtual microphone counts with the microphone behind it. The far end is where the
// same process plays, else the same executable, else the default sink. Streams of `own` processes
// never count. Pure.
std::vector<ObservedCall> CallsIn(const SoundPicture& picture,
                                  std::span<const std::string> softphones,
                                  std::span<const pid_t> own);

// Executables (as /proc names them; else the claimed name with " (claimed)") that record a monitor
// or our virtual microphone, but `allowed` names, meters, `own` processes and a call's own stream.
// Pure.
std::vector<std::string> ForeignRecordersIn(const SoundPicture& picture,
                                            std::span<const std::string> allowed,
                                            std::span<const pid_t> own);

// The names of what we add to the sound server while announcing.
inline constexpr const char* kVirtualMicrophone = "chaperone_microphone";
inline constexpr const char* kAnnouncementSink = "chaperone_mix";

// Puts streams that stand on our virtual microphone back to the microphone behind it and removes
// what an earlier run left. The number of things put right; 0 where all was well. Blocks up to 2 s.
policy::Result<int> CleanUpSound(const std::string& server);

}  // namespace chaperone::capture

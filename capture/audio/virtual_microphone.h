// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "capture/activity/call_sound.h"
#include "capture/activity/pulse_server.h"
#include "policy/base/result.h"

namespace chaperone::capture {

// kVirtualMicrophone: a mix of the call's microphone and of what is played into kAnnouncementSink.
// The call's stream stands on it while this lives. Each call takes some milliseconds, at most 2 s.
class VirtualMicrophone {
 public:
  // Clears away what an earlier run left, sets up, and moves the stream. kNotFound when the call is
  // over or its microphone is gone, kRefused when the stream cannot be moved; all is put back then.
  static policy::Result<std::unique_ptr<VirtualMicrophone>> Create(PulseServer& server,
                                                                   const CallSound& sound);
  ~VirtualMicrophone();  // puts back
  VirtualMicrophone(const VirtualMicrophone&) = delete;
  VirtualMicrophone& operator=(const VirtualMicrophone&) = delete;

  // Moves every stream that stands on it to the microphone and takes everything away. Once done it
  // does nothing.
  policy::Result<void> PutBack();

 private:
  explicit VirtualMicrophone(PulseServer& server) : server_(server) {}
  policy::Result<void> SetUp(const CallSound& sound);
  policy::Result<void> Load(const char* module, const std::string& arguments);
  policy::Result<void> KeepDefaults();

  PulseServer& server_;
  std::string default_source_;  // the user's, as it was
  std::string default_sink_;
  bool there_ = false;
};

}  // namespace chaperone::capture

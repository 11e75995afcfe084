// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pulse/pulseaudio.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "policy/base/result.h"

namespace chaperone::capture {

// A connection to the sound server (PulseAudio or pipewire-pulse) and the loop that it lives in.
// Has no thread: callbacks run inside Turn() and Await(). One thread, but Wake().
class PulseServer {
 public:
  // "" : $PULSE_SERVER or the user's own. kUnavailable (retryable) where none answers within 2 s;
  // never starts one. `name`: what the server's tools show.
  static policy::Result<std::unique_ptr<PulseServer>> Connect(const std::string& server,
                                                              const char* name);
  ~PulseServer();
  PulseServer(const PulseServer&) = delete;
  PulseServer& operator=(const PulseServer&) = delete;

  pa_context* context() const { return context_.get(); }
  bool lost() const;
  // Waits at most so long (0: not at all; negative: for ever) for something to happen and handles
  // it. False: the server is gone.
  bool Turn(std::chrono::milliseconds patience);
  // Handles what is there, without waiting. False: the server is gone.
  bool Drain();
  // Takes the operation and turns until it is done. kIo when the server refuses it, kUnavailable
  // when it is gone or needs longer than 2 s.
  policy::Result<void> Await(pa_operation* operation);
  // Ends a Turn() early. Any thread.
  void Wake();

 private:
  struct Free {
    void operator()(pa_mainloop* loop) const { pa_mainloop_free(loop); }
    void operator()(pa_context* context) const;
  };
  PulseServer() = default;

  std::unique_ptr<pa_mainloop, Free> loop_;
  std::unique_ptr<pa_context, Free> context_;
  std::atomic<bool> woken_ = false;
};

// The server went away.
policy::Error SoundServerGone();
// The property of that name, or "".
std::string PropertyOf(const pa_proplist* properties, const char* key);

}  // namespace chaperone::capture

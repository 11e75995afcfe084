// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/pulse_server.h"

#include <algorithm>
#include <utility>

namespace chaperone::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPatience{2000};

milliseconds Until(steady_clock::time_point end) {
  const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
  return std::max(left, milliseconds{0});
}

}  // namespace

policy::Error SoundServerGone() {
  return policy::Unavailable(
      "the sound server has gone away: calls are not seen and nothing is recorded until it is back",
      /*retryable=*/true);
}

std::string PropertyOf(const pa_proplist* properties, const char* key) {
  const char* value = pa_proplist_gets(properties, key);
  return value == nullptr ? "" : value;
}

void PulseServer::Free::operator()(pa_context* context) const {
  pa_context_disconnect(context);
  pa_context_unref(context);
}

policy::Result<std::unique_ptr<PulseServer>> PulseServer::Connect(const std::string& server,
                                                                  const char* name) {
  const policy::Error none = policy::Unavailable(
      "no sound server answers: calls can neither be seen nor recorded. Start PulseAudio or "
      "pipewire-pulse, inside the desktop session",
      /*retryable=*/true);
  std::unique_ptr<PulseServer> made(new PulseServer);
  made->loop_.reset(pa_mainloop_new());
  if (!made->loop_) return none;
  made->context_.reset(pa_context_new(pa_mainloop_get_api(made->loop_.get()), name));
  if (!made->context_) return none;
  if (pa_context_connect(made->context(), server.empty() ? nullptr : server.c_str(),
                         PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0) {
    return none;
  }
  // Without a callback nothing would end a poll when the state changes.
  const auto end = steady_clock::now() + kPatience;
  while (pa_context_get_state(made->context()) != PA_CONTEXT_READY) {
    if (made->lost() || steady_clock::now() >= end || !made->Turn(Until(end))) return none;
  }
  return made;
}

PulseServer::~PulseServer() = default;

bool PulseServer::lost() const {
  return !PA_CONTEXT_IS_GOOD(pa_context_get_state(context_.get()));
}

bool PulseServer::Turn(milliseconds patience) {
  if (lost()) return false;
  const int microseconds =
      patience < milliseconds{0}
          ? -1
          : static_cast<int>(std::min(patience, milliseconds{60'000}).count()) * 1000;
  if (pa_mainloop_prepare(loop_.get(), microseconds) < 0) return false;
  // Preparing forgets what woke it before: a Wake() between two turns must not be missed.
  if (woken_.exchange(false)) pa_mainloop_wakeup(loop_.get());
  if (pa_mainloop_poll(loop_.get()) < 0) return false;
  if (pa_mainloop_dispatch(loop_.get()) < 0) return false;
  return !lost();
}

bool PulseServer::Drain() {
  if (lost()) return false;
  int handled = 0;
  while ((handled = pa_mainloop_iterate(loop_.get(), 0, nullptr)) > 0) {
    if (lost()) return false;
  }
  return handled >= 0 && !lost();
}

policy::Result<void> PulseServer::Await(pa_operation* operation) {
  struct Unref {
    void operator()(pa_operation* o) const { pa_operation_unref(o); }
  };
  const std::unique_ptr<pa_operation, Unref> owned(operation);
  if (!owned) {
    if (lost()) return SoundServerGone();
    return policy::IoError(std::string("the sound server refuses: ") +
                           pa_strerror(pa_context_errno(context())));
  }
  const auto end = steady_clock::now() + kPatience;
  while (pa_operation_get_state(operation) == PA_OPERATION_RUNNING) {
    if (!Turn(Until(end))) return SoundServerGone();
    if (steady_clock::now() >= end) {
      pa_operation_cancel(operation);
      return policy::Unavailable("the sound server does not answer", /*retryable=*/true);
    }
  }
  if (pa_operation_get_state(operation) != PA_OPERATION_DONE) return SoundServerGone();
  return {};
}

void PulseServer::Wake() {
  woken_ = true;
  pa_mainloop_wakeup(loop_.get());
}

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/agent_wait.h"

#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

namespace chaperone::agent {
namespace {

constexpr std::chrono::milliseconds kBetween{200};

// One line that is written over; nothing where no terminal shows it.
class ProgressLine {
 public:
  ~ProgressLine() { Say(""); }
  ProgressLine() = default;
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Say(const std::string& text) {
    if (!terminal_ || text == shown_) return;
    std::cerr << "\r\x1b[K" << text << std::flush;
    shown_ = text;
  }

 private:
  const bool terminal_ = isatty(STDERR_FILENO) != 0;
  std::string shown_;
};

}  // namespace

policy::Result<nlohmann::json> WaitFor(AgentClient& client, const Waiting& waiting) {
  ProgressLine line;
  while (!waiting.given_up || !waiting.given_up()) {
    auto reply = client.Call(waiting.question);
    if (!reply.ok() || !waiting.goes_on(*reply)) return reply;
    line.Say(waiting.progress(*reply));
    std::this_thread::sleep_for(kBetween);
  }
  return policy::Unavailable("interrupted", true);
}

}  // namespace chaperone::agent

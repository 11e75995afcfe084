// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "agent/message_pipe.h"
#include "policy/base/result.h"

namespace chaperone::agent {

// Where the helper programs lie: beside the agent's own binary (a build folder), or in
// ../libexec/chaperone or
// ../lib/chaperone of it (an installation).
policy::Result<std::string> FindHelper(const std::string& name);

// What one helper needs beyond that.
struct HelperNeeds {
  std::vector<std::string> variables;  // names of environment variables that are passed on
  // The agent's death kills it at once. Without this it learns of it by the end of its pipe, and
  // puts what it holds in order first.
  bool dies_with_agent = true;
};

// A helper program that the agent started: it ends with this object, and with the agent
// (PDEATHSIG). It gets a bare environment with OMP_THREAD_LIMIT=1 (Tesseract's threads cost many
// times what they bring), and the socket of a MessagePipe as descriptor 3, and no other descriptor
// of ours. Sending to one that does not listen fails after five seconds. One thread.
class Helper {
 public:
  static policy::Result<Helper> Start(const std::string& program,
                                      const std::vector<std::string>& arguments,
                                      const HelperNeeds& needs = {});
  Helper(Helper&& other) noexcept;
  Helper& operator=(Helper&& other) noexcept;
  ~Helper();

  MessagePipe& pipe() { return pipe_; }
  const MessagePipe& pipe() const { return pipe_; }
  pid_t pid() const { return pid_; }

 private:
  Helper(pid_t pid, MessagePipe pipe) : pid_(pid), pipe_(std::move(pipe)) {}
  void End();

  pid_t pid_ = -1;
  MessagePipe pipe_;
};

// The descriptor on which a helper program finds its end of the pipe.
inline constexpr int kHelperSocket = 3;

// How long to wait before the n-th restart in a row (n from 1): 0.2 s doubling to 10 s.
std::chrono::milliseconds RestartDelay(int failures_in_a_row);

}  // namespace chaperone::agent

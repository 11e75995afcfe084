// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace chaperone::test {

Child::Child(const std::vector<std::string>& command,
             const std::map<std::string, std::string>& environment, const std::string& input,
             bool keep_input) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) std::abort();
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) std::abort();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  input_ = in[1];
  output_ = out[0];
  size_t done = 0;
  while (done < input.size()) {
    const ssize_t put = write(input_, input.data() + done, input.size() - done);
    if (put <= 0) break;
    done += static_cast<size_t>(put);
  }
  if (!keep_input) {
    close(input_);
    input_ = -1;
  }
}

Child::~Child() {
  if (pid_ > 0) Stop(SIGKILL);
  if (input_ >= 0) close(input_);
  close(output_);
}

std::string Child::ReadLine() {
  for (;;) {
    const size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    std::array<char, 4096> chunk{};
    const ssize_t got = read(output_, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return "";
    buffer_.append(chunk.data(), static_cast<size_t>(got));
  }
}

int Child::Stop(int signal_number) {
  int status = 0;
  if (pid_ <= 0) return status;
  kill(pid_, signal_number);
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return status;
}

}  // namespace chaperone::test

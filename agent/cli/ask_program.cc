// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/ask_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

extern char** environ;

namespace chaperone::agent {

ProgramAnswer AskProgram(const std::string& program, const char* argument,
                         std::chrono::seconds patience) {
  ProgramAnswer answer;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return answer;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::string name = program;
  std::string word = argument;
  const std::array<char*, 3> argv = {name.data(), word.data(), nullptr};
  pid_t pid = -1;
  answer.started = posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  const auto end = std::chrono::steady_clock::now() + patience;
  while (answer.started) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd ready{ends[0], POLLIN, 0};
    if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) <= 0) break;
    std::array<char, 512> block{};
    const ssize_t got = read(ends[0], block.data(), block.size());
    if (got <= 0) {
      answer.in_time = true;
      break;
    }
    if (answer.words.size() < 2000) answer.words.append(block.data(), static_cast<size_t>(got));
  }
  close(ends[0]);
  if (!answer.started) return answer;
  if (!answer.in_time) kill(pid, SIGKILL);
  int status = 0;
  if (waitpid(pid, &status, 0) == pid && WIFEXITED(status)) answer.exit_code = WEXITSTATUS(status);
  while (!answer.words.empty() && answer.words.back() == '\n') answer.words.pop_back();
  return answer;
}

std::string WhyNotFine(const ProgramAnswer& answer, const std::string& name) {
  if (!answer.started) return name + " could not be started";
  if (!answer.in_time) return name + " did not answer in time";
  if (!answer.words.empty()) return answer.words;
  return name + " ended with " + std::to_string(answer.exit_code);
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/speech.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "capture/base/whole_io.h"

namespace chaperone::capture {
namespace {

constexpr int kPatienceMs = 30'000;
constexpr int kNotFound = 127;  // of posix_spawnp, where the program is not there

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

policy::Error CannotWrite(const std::string& file) {
  return policy::IoError(file +
                         ": the announcement's voice cannot be written: " + std::strerror(errno));
}

// The text as a file without a name: no pipe that could fill up or break.
bool Fill(int fd, const std::string& text) {
  return WriteAll(fd, text) && lseek(fd, 0, SEEK_SET) == 0;
}

// The exit code; -1 when it was killed or took too long.
int Run(const std::string& voice, const std::string& file, int input) {
  std::array<std::string, 6> words{"espeak-ng", "-v", voice, "-w", file, "--stdin"};
  std::array<char*, 7> arguments{};
  std::transform(words.begin(), words.end(), arguments.begin(), [](auto& w) { return w.data(); });
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t pid = -1;
  const int failed = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return kNotFound;
  const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  pollfd ended{process.get(), POLLIN, 0};
  int ready = 0;
  do {
    ready = poll(&ended, 1, kPatienceMs);
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool IsVoiceName(const std::string& name) {
  return !name.empty() && name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '+' || c == '_';
  });
}

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

policy::Result<void> SpeakToFile(const std::string& text, const std::string& language,
                                 const std::string& voice, const std::string& file) {
  const std::string wanted = voice.empty() ? Lower(language) : voice;
  const policy::Error unknown =
      policy::Unavailable("espeak-ng has no voice \"" + wanted +
                          "\": the announcement cannot be spoken. Name one that \"espeak-ng "
                          "--voices\" lists, or give a "
                          "recording of the announcement as voice_file");
  if (!IsVoiceName(wanted)) return unknown;
  if (text.empty()) return policy::BadInput("the announcement has no text to speak");

  const Descriptor input(memfd_create("announcement", MFD_CLOEXEC));
  if (input.get() < 0 || !Fill(input.get(), text)) return CannotWrite(file);
  std::string part = file + ".XXXXXX";
  const Descriptor output(mkostemp(part.data(), O_CLOEXEC));
  if (output.get() < 0) return CannotWrite(file);

  const int code = Run(wanted, part, input.get());
  struct stat made {};
  // A header alone is 44 bytes.
  const bool spoken = code == 0 && stat(part.c_str(), &made) == 0 && made.st_size > 44;
  if (spoken && fsync(output.get()) == 0 && std::rename(part.c_str(), file.c_str()) == 0) return {};
  const policy::Error problem = spoken ? CannotWrite(file) : unknown;
  unlink(part.c_str());
  if (code == kNotFound) {
    return policy::Unavailable(
        "espeak-ng is not installed: the announcement cannot be spoken. Install the package "
        "espeak-ng, or give a recording of the announcement as voice_file");
  }
  if (code == -1) {
    return policy::Unavailable(
        "espeak-ng broke off: the announcement cannot be spoken. Try again, "
        "or give a recording of the announcement as voice_file");
  }
  return problem;
}

}  // namespace chaperone::capture

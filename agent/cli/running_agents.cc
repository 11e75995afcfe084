// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/running_agents.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "agent/owned_fd.h"

namespace chaperone::agent {
namespace {

bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// "chaperone agent": the other commands are nobody's business.
bool IsAgent(const std::filesystem::path& process) {
  std::ifstream file(process / "cmdline", std::ios::binary);
  const std::string line{std::istreambuf_iterator<char>(file), {}};
  const size_t end = line.find('\0');
  return end != std::string::npos && line.compare(end + 1, 6, "agent\0", 6) == 0;
}

}  // namespace

int SignalRunningAgents(int signal) {
  struct stat own {};
  if (stat("/proc/self/exe", &own) != 0) return 0;
  int told = 0;
  std::error_code failed;
  for (std::filesystem::directory_iterator each("/proc", failed), end; !failed && each != end;
       each.increment(failed)) {
    const std::string name = each->path().filename().string();
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      continue;
    }
    // Held, so that what is looked at and what is told are one process.
    const OwnedFd process(
        static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(std::stol(name)), 0)));
    struct stat program {};
    if (!process.valid() || stat((each->path() / "exe").c_str(), &program) != 0 ||
        !IsSameFile(own, program) || !IsAgent(each->path())) {
      continue;
    }
    if (syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0) ++told;
  }
  return told;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/helper.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace chaperone::agent {
namespace {

using policy::Result;

// What a helper needs of our environment, no more: secrets in variables stay here.
constexpr std::array kPassedOn = {"PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "TMPDIR"};

std::vector<std::string> BareEnvironment(const std::vector<std::string>& more) {
  std::vector<std::string> out{"OMP_THREAD_LIMIT=1"};
  const auto pass = [&](const char* name) {
    if (const char* value = std::getenv(name)) out.push_back(std::string(name) + "=" + value);
  };
  for (const char* name : kPassedOn) pass(name);
  for (const std::string& name : more) pass(name.c_str());
  return out;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  out.reserve(strings.size() + 1);
  for (std::string& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Result<std::string> FindHelper(const std::string& name) {
  std::array<char, PATH_MAX> self{};
  const ssize_t n = readlink("/proc/self/exe", self.data(), self.size() - 1);
  if (n <= 0) return policy::Unavailable("cannot tell where this program lies: /proc is not there");
  const std::string own(self.data(), static_cast<size_t>(n));
  const std::string folder = own.substr(0, own.rfind('/'));
  for (const char* beside : {"/", "/../libexec/chaperone/", "/../lib/chaperone/"}) {
    std::string path = folder;
    path.append(beside).append(name);
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return policy::Unavailable(name + " is not installed beside " + own +
                             "; install the package again");
}

Result<Helper> Helper::Start(const std::string& program, const std::vector<std::string>& arguments,
                             const HelperNeeds& needs) {
  auto ends = MessagePipe::SocketPair();
  if (!ends) return ends.error();
  // A helper that does not listen must not hold up the agent: sending to it fails instead.
  const timeval patience{5, 0};
  setsockopt(ends->first.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  // Everything that allocates happens before fork(): the agent has threads.
  std::vector<std::string> environment = BareEnvironment(needs.variables);
  std::vector<std::string> command{program};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const std::vector<char*> argv = Pointers(command);
  const std::vector<char*> envp = Pointers(environment);
  const int theirs = ends->second.get();
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) {
    return policy::Error{policy::ErrorCode::kUnavailable, true,
                         program + " could not be started: " + std::strerror(errno)};
  }
  if (pid == 0) {
    // The parent's death ends the helper; the check closes the race with a death before prctl.
    if (needs.dies_with_agent) prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    if (theirs == kHelperSocket) {
      fcntl(theirs, F_SETFD, 0);
    } else {
      dup2(theirs, kHelperSocket);
    }
    // Libraries open descriptors that survive exec (libcurl its connection to the mail server):
    // none of them is the helper's.
    close_range(kHelperSocket + 1, ~0U, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(program.c_str(), argv.data(), envp.data());
    _exit(127);
  }
  return Helper(pid, MessagePipe(std::move(ends->first)));
}

Helper::Helper(Helper&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pipe_(std::move(other.pipe_)) {}

Helper& Helper::operator=(Helper&& other) noexcept {
  if (this != &other) {
    End();
    pid_ = std::exchange(other.pid_, -1);
    pipe_ = std::move(other.pipe_);
  }
  return *this;
}

Helper::~Helper() {
  End();
}

// A helper keeps nothing: it may be killed at any moment.
void Helper::End() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

std::chrono::milliseconds RestartDelay(int failures_in_a_row) {
  const int doublings = std::clamp(failures_in_a_row - 1, 0, 6);
  return std::min(std::chrono::milliseconds{200} * (1 << doublings),
                  std::chrono::milliseconds{10'000});
}

}  // namespace chaperone::agent

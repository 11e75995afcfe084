// SPDX-License-Identifier: Apache-2.0
#include "agent/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>

namespace chaperone::agent {
namespace {

// Runs `attempt` in a sandboxed child; its wait status.
int InSandbox(int (*attempt)()) {
  const pid_t pid = fork();
  if (pid == 0) {
    if (!KeepMemoryPrivate() || !EnterSandbox()) _exit(99);
    // Not by _exit(): a sanitizer's own version of it wants calls that are not to be had any more.
    syscall(SYS_exit_group, attempt());
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

TEST_CASE("sandbox: reading, writing and memory go on") {
  const int status = InSandbox([] {
    void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return 1;
    return write(STDERR_FILENO, "", 0) == 0 ? 0 : 2;
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("sandbox: no file is opened any more, to read or to write") {
  const int status = InSandbox([] {
    if (open("/etc/passwd", O_RDONLY) >= 0 || errno != EPERM) return 1;
    if (open("/tmp/chaperone-sandbox-test", O_WRONLY | O_CREAT, 0600) >= 0 || errno != EPERM)
      return 2;
    return unlink("/tmp/chaperone-sandbox-test") != 0 && errno == EPERM ? 0 : 3;
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("sandbox: memory that can be run is not to be had") {
  const int status = InSandbox([] {
    return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                       MAP_FAILED &&
                   errno == EPERM
               ? 0
               : 1;
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("sandbox: asking for a socket or a program ends the process") {
  for (int (*attempt)() : {+[] { return socket(AF_INET, SOCK_STREAM, 0); },
                           +[] { return execl("/bin/true", "true", nullptr); }}) {
    const int status = InSandbox(attempt);
    CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS));
  }
}

TEST_CASE("sandbox: private memory means no core dump and no stranger looking in") {
  const pid_t pid = fork();
  if (pid == 0) {
    if (!KeepMemoryPrivate()) _exit(99);
    rlimit cores{1, 1};
    getrlimit(RLIMIT_CORE, &cores);
    _exit(prctl(PR_GET_DUMPABLE) == 0 && cores.rlim_max == 0 ? 0 : 1);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

}  // namespace
}  // namespace chaperone::agent

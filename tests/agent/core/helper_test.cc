// SPDX-License-Identifier: Apache-2.0
#include "agent/helper.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace chaperone::agent {
namespace {

using namespace std::chrono_literals;

TEST_CASE("helper: gets descriptor 3, a bare environment and one thread for OpenMP") {
  setenv("A_SECRET_OF_OURS", "x", 1);
  auto helper = Helper::Start("/bin/sh", {"-c", R"(printf '\003\000\000\000' >&3
    printf '%s' "$OMP_THREAD_LIMIT" >&3; [ -z "$A_SECRET_OF_OURS" ] && printf ok >&3 || printf no >&3; read x)"});
  REQUIRE(helper.ok());
  for (;;) {
    auto message = helper->pipe().Receive();
    REQUIRE(message.ok());
    if (*message) {
      CHECK(std::string((*message)->begin(), (*message)->end()) == "1ok");
      break;
    }
    pollfd p{helper->pipe().fd(), POLLIN, 0};
    REQUIRE(poll(&p, 1, 10'000) == 1);
  }
}

TEST_CASE("helper: inherits no descriptor but its socket, whatever our libraries leave open") {
  const int leaky = fcntl(STDERR_FILENO, F_DUPFD, 10);  // not close-on-exec
  REQUIRE(leaky > kHelperSocket);
  auto helper = Helper::Start("/bin/sh", {"-c", R"(n=0; for f in /proc/self/fd/*; do
    case $f in */[0-3]) ;; *) [ -e "$f" ] && n=$((n + 1)) ;; esac; done
    printf '\001\000\000\000%s' "$n" >&3; read x)"});
  REQUIRE(helper.ok());
  for (;;) {
    auto message = helper->pipe().Receive();
    REQUIRE(message.ok());
    if (*message) {
      CHECK(std::string((*message)->begin(), (*message)->end()) == "0");
      break;
    }
    pollfd p{helper->pipe().fd(), POLLIN, 0};
    REQUIRE(poll(&p, 1, 10'000) == 1);
  }
  close(leaky);
}

TEST_CASE("helper: one that does not listen does not hold up whoever speaks to it") {
  auto helper = Helper::Start("/bin/sleep", {"1000"});
  REQUIRE(helper.ok());
  const std::vector<uint8_t> large(4'000'000);
  CHECK_FALSE(helper->pipe().Send(large).ok());
}

TEST_CASE("helper: ends with the object that started it") {
  pid_t pid = 0;
  {
    auto helper = Helper::Start("/bin/sleep", {"1000"});
    REQUIRE(helper.ok());
    pid = helper->pid();
    CHECK(kill(pid, 0) == 0);
  }
  CHECK(kill(pid, 0) != 0);
}

TEST_CASE("helper: ends when the program that started it is killed") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t parent = fork();
  if (parent == 0) {
    auto helper = Helper::Start("/bin/sleep", {"1000"});
    const pid_t pid = helper.ok() ? helper->pid() : -1;
    [[maybe_unused]] const ssize_t n = write(ends[1], &pid, sizeof pid);
    for (;;) pause();
  }
  pid_t helper = -1;
  REQUIRE(read(ends[0], &helper, sizeof helper) == sizeof helper);
  REQUIRE(helper > 0);
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  // It is no child of ours: wait for it to be gone (or to be nobody's zombie).
  bool gone = false;
  for (int i = 0; i < 500 && !gone; ++i) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/exe", helper);
    char target[8];
    gone = readlink(path, target, sizeof target) < 0;
    if (!gone) usleep(10'000);
  }
  CHECK(gone);
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("helper: restarts come slower and slower, ten seconds apart at most") {
  CHECK(RestartDelay(1) == 200ms);
  CHECK(RestartDelay(2) == 400ms);
  CHECK(RestartDelay(5) == 3200ms);
  CHECK(RestartDelay(7) == 10s);
  CHECK(RestartDelay(1000) == 10s);
}

TEST_CASE("helper: one that is not installed is said so by name") {
  const auto found = FindHelper("chaperone-nobody");
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().detail.find("chaperone-nobody") != std::string::npos);
}

}  // namespace
}  // namespace chaperone::agent

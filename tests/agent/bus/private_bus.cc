// SPDX-License-Identifier: Apache-2.0
#include "tests/agent/bus/private_bus.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace chaperone::testing {
namespace {

// In the child, between fork and exec.
[[noreturn]] void Become(const std::vector<std::string>& argv,
                         const std::map<std::string, std::string>& environment) {
  for (const auto& [name, value] : environment) {
    if (value.empty())
      unsetenv(name.c_str());
    else
      setenv(name.c_str(), value.c_str(), 1);
  }
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

// The socket's file is there before the daemon listens.
bool Listens(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool listens =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return listens;
}

void WriteConfig(const std::filesystem::path& folder) {
  std::ofstream(folder / "bus.conf")
      << "<busconfig><type>session</type><listen>unix:path=" << (folder / "bus").string()
      << "</listen><auth>EXTERNAL</auth><policy context=\"default\">"
         "<allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>"
         "<allow own=\"*\"/></policy></busconfig>";
}

}  // namespace

Process::Process(const std::vector<std::string>& argv,
                 const std::map<std::string, std::string>& environment,
                 const std::filesystem::path& output) {
  pid_ = fork();
  REQUIRE(pid_ >= 0);
  if (pid_ != 0) return;
  const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  Become(argv, environment);
}

Process::~Process() {
  Stop();
}

void Process::Stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

bool Process::running() {
  if (pid_ <= 0) return false;
  if (waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "chaperone-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

PrivateBus::PrivateBus()
    : address_("unix:path=" + (folder_.path() / "bus").string()),
      daemon_((WriteConfig(folder_.path()),
               std::vector<std::string>{"dbus-daemon", "--nofork", "--nopidfile",
                                        "--config-file=" + (folder_.path() / "bus.conf").string()}),
              {}, folder_.path() / "log") {
  RunUntil([] {}, [&] { return Listens(folder_.path() / "bus"); });
  setenv("DBUS_SESSION_BUS_ADDRESS", address_.c_str(), 1);
}

PrivateBus::~PrivateBus() {
  unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

void RunUntil(const std::function<void()>& step, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!done()) {
    REQUIRE(std::chrono::steady_clock::now() < end);
    step();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Finished Run(const std::vector<std::string>& argv,
             const std::map<std::string, std::string>& environment, const std::string& input) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "in") << input;
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    dup2(open((folder.path() / "in").c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    dup2(open((folder.path() / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600),
         STDOUT_FILENO);
    dup2(open((folder.path() / "err").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600),
         STDERR_FILENO);
    Become(argv, environment);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          ReadFile(folder.path() / "out"), ReadFile(folder.path() / "err")};
}

}  // namespace chaperone::testing

// SPDX-License-Identifier: Apache-2.0
#include "tests/real/x_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xcb/xcb.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace chaperone::test {
namespace {

pid_t Start(const std::vector<std::string>& command, const std::string& display, int keep_open) {
  std::vector<char*> arguments;
  for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid > 0) return pid;
  const int null = open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) dup2(null, fd);
  if (keep_open >= 0) fcntl(keep_open, F_SETFD, 0);
  if (!display.empty()) setenv("DISPLAY", display.c_str(), 1);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

void Stop(pid_t& pid, int signal) {
  if (pid <= 0) return;
  kill(pid, signal);
  waitpid(pid, nullptr, 0);
  pid = -1;
}

bool IsManaged(const std::string& display) {
  const std::unique_ptr<xcb_connection_t, decltype(&xcb_disconnect)> c(
      xcb_connect(display.c_str(), nullptr), &xcb_disconnect);
  if (xcb_connection_has_error(c.get()) != 0) return false;
  constexpr char kName[] = "WINDOW_MANAGER_READY";
  const std::unique_ptr<xcb_intern_atom_reply_t, decltype(&std::free)> atom(
      xcb_intern_atom_reply(c.get(), xcb_intern_atom(c.get(), 0, sizeof kName - 1, kName), nullptr),
      &std::free);
  if (!atom) return false;
  const xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(c.get())).data->root;
  const std::unique_ptr<xcb_get_property_reply_t, decltype(&std::free)> reply(
      xcb_get_property_reply(
          c.get(), xcb_get_property(c.get(), 0, root, atom->atom, XCB_ATOM_STRING, 0, 1), nullptr),
      &std::free);
  return reply && xcb_get_property_value_length(reply.get()) > 0;
}

}  // namespace

XServer::XServer(const Options& options) {
  int ready[2];
  if (pipe2(ready, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  std::vector<std::string> command{
      "Xvfb",
      "-displayfd",
      std::to_string(ready[1]),
      "-screen",
      "0",
      std::to_string(options.width) + "x" + std::to_string(options.height) + "x24",
      "-nolisten",
      "tcp",
      "-noreset",
      "-ac"};
  command.insert(command.end(), options.extra.begin(), options.extra.end());
  server_ = Start(command, "", ready[1]);
  close(ready[1]);
  std::string number;
  char letter = 0;
  while (read(ready[0], &letter, 1) == 1 && letter != '\n') number += letter;
  close(ready[0]);
  if (number.empty()) {
    Stop(server_, SIGKILL);
    throw std::runtime_error("Xvfb did not start: is it installed? Run installer/setup-dev");
  }
  display_ = ":" + number;
  if (options.window_manager) StartWindowManager();
}

XServer::~XServer() {
  Stop(window_manager_, SIGTERM);
  Stop(server_, SIGTERM);
}

bool XServer::Run(const std::vector<std::string>& command) const {
  int status = 0;
  const pid_t pid = Start(command, display_, -1);
  return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void XServer::Kill() {
  Stop(server_, SIGKILL);
}

double XServer::CpuMilliseconds() const {
  std::ifstream file("/proc/" + std::to_string(server_) + "/schedstat");
  double nanoseconds = 0;
  file >> nanoseconds;
  return nanoseconds / 1e6;
}

void XServer::StartWindowManager() {
  // Its start-up command runs once it manages windows; one that is opened earlier may be missed.
  window_manager_ = Start({"openbox", "--sm-disable", "--startup",
                           "xprop -root -f WINDOW_MANAGER_READY 8s -set WINDOW_MANAGER_READY yes"},
                          display_, -1);
  for (int tries = 0; tries < 500; ++tries) {
    if (IsManaged(display_)) return;
    int status = 0;
    if (waitpid(window_manager_, &status, WNOHANG) == window_manager_) {
      window_manager_ = -1;
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  Stop(window_manager_, SIGKILL);
  Stop(server_, SIGKILL);
  throw std::runtime_error("openbox did not start: is it installed? Run installer/setup-dev");
}

}  // namespace chaperone::test

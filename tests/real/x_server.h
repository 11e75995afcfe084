// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace chaperone::test {

// An Xvfb of a test's own, on a display number that it chooses itself. Stopped by its pid when this
// goes. A server or window manager that does not start ends the test with the reason (exception).
class XServer {
 public:
  struct Options {
    int width = 800;
    int height = 600;
    bool window_manager = false;     // openbox
    std::vector<std::string> extra;  // further arguments of Xvfb, e.g. {"-extension", "MIT-SHM"}
  };

  XServer() : XServer(Options{}) {}
  explicit XServer(const Options& options);
  ~XServer();
  XServer(const XServer&) = delete;
  XServer& operator=(const XServer&) = delete;

  const std::string& display() const { return display_; }  // ":7"
  // Runs a program on the display and waits for it; true when it ended with 0.
  bool Run(const std::vector<std::string>& command) const;
  // Kills the server at once, as a crash would.
  void Kill();
  pid_t pid() const { return server_; }
  // CPU time that the server has used so far, in milliseconds.
  double CpuMilliseconds() const;

 private:
  void StartWindowManager();

  pid_t server_ = -1;
  pid_t window_manager_ = -1;
  std::string display_;
};

}  // namespace chaperone::test

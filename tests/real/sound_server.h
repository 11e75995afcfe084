// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/fakes/child.h"

namespace chaperone::test {

// A PulseAudio of a test's own, without any hardware: sinks "headset" (default) and "employee",
// into which a test plays what the employee says, and the source "mic" that gives it (default).
// $PULSE_SERVER points to it while it lives, so one at a time. What does not start ends the test
// with the reason (exception).
class SoundServer {
 public:
  SoundServer();
  ~SoundServer();
  SoundServer(const SoundServer&) = delete;
  SoundServer& operator=(const SoundServer&) = delete;

  const std::string& address() const { return address_; }
  pid_t pid() const { return daemon_->pid(); }
  // Kills the server at once, as a crash would.
  void Kill();
  // What `pactl ARGUMENTS` prints.
  std::string Pactl(const std::string& arguments) const;

 private:
  std::string folder_;
  std::string address_;
  std::unique_ptr<Child> daemon_;
};

// A folder of a test's own that goes with it.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// True when it came true within the patience.
bool Eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds patience = std::chrono::milliseconds{5000});

// Runs a program to its end; its standard output. Anything but exit code 0 is an exception.
std::string Output(const std::vector<std::string>& command);

}  // namespace chaperone::test

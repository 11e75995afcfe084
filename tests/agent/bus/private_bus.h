// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace chaperone::testing {

// A program that a test runs: started with more environment, ended by its pid when this goes.
class Process {
 public:
  Process(const std::vector<std::string>& argv,
          const std::map<std::string, std::string>& environment,
          const std::filesystem::path& output);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  void Stop();
  bool running();

 private:
  pid_t pid_ = -1;
};

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A real session bus of this test alone: no service is started by it. While it lives,
// DBUS_SESSION_BUS_ADDRESS of this process names it.
class PrivateBus {
 public:
  PrivateBus();
  ~PrivateBus();
  PrivateBus(const PrivateBus&) = delete;
  PrivateBus& operator=(const PrivateBus&) = delete;
  const std::string& address() const { return address_; }
  void Stop() { daemon_.Stop(); }

 private:
  TemporaryFolder folder_;
  std::string address_;
  Process daemon_;
};

// Runs `step` until `done`, or fails the test after ten seconds.
void RunUntil(const std::function<void()>& step, const std::function<bool()>& done);

std::string ReadFile(const std::filesystem::path& path);

struct Finished {
  int exit_code = -1;
  std::string out;
  std::string err;
};
// Runs a program to its end.
Finished Run(const std::vector<std::string>& argv,
             const std::map<std::string, std::string>& environment = {},
             const std::string& input = "");

}  // namespace chaperone::testing

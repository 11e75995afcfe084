// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace chaperone::test {

// A real program that a test runs. Killed when this goes, and by the kernel should the test die.
class Child {
 public:
  // `input` is written to its standard input, which is then closed unless `keep_input`.
  explicit Child(const std::vector<std::string>& command,
                 const std::map<std::string, std::string>& environment = {},
                 const std::string& input = "", bool keep_input = false);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  pid_t pid() const { return pid_; }
  // The next line of its standard output without the line end; "" when it ended.
  std::string ReadLine();
  // Sends the signal and waits for the end; returns the wait status.
  int Stop(int signal_number);

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string buffer_;
};

}  // namespace chaperone::test

// SPDX-License-Identifier: Apache-2.0
#include "agent/clock.h"

#include <ctime>
#include <fstream>
#include <string>

namespace chaperone::agent {
namespace {

std::string ReadBootId() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  file >> id;
  return id;
}

}  // namespace

policy::Now ReadClock() {
  using namespace std::chrono;
  static const std::string boot_id = ReadBootId();
  timespec boot{};
  clock_gettime(CLOCK_BOOTTIME, &boot);
  return {floor<milliseconds>(system_clock::now()),
          floor<milliseconds>(seconds{boot.tv_sec} + nanoseconds{boot.tv_nsec}), boot_id};
}

}  // namespace chaperone::agent

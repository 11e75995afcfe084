// SPDX-License-Identifier: Apache-2.0
#include "capture/activity/executable.h"

#include <limits.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace chaperone::capture {

std::string ExecutablePathOf(pid_t pid) {
  if (pid <= 0) return "";
  const std::string link = "/proc/" + std::to_string(pid) + "/exe";
  std::array<char, PATH_MAX> target{};
  const ssize_t length = readlink(link.c_str(), target.data(), target.size());
  if (length <= 0) return "";
  std::string_view path(target.data(), static_cast<size_t>(length));
  constexpr std::string_view kReplaced = " (deleted)";
  if (path.ends_with(kReplaced)) path.remove_suffix(kReplaced.size());
  return std::string(path);
}

std::string ExecutableOf(pid_t pid) {
  const std::string path = ExecutablePathOf(pid);
  return path.substr(path.rfind('/') + 1);
}

}  // namespace chaperone::capture

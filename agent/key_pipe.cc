// SPDX-License-Identifier: Apache-2.0
#include "agent/key_pipe.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace chaperone::agent {

policy::Result<OwnedFd> PipeWithKey(std::span<const uint8_t> key) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return policy::IoError(std::string("no pipe for a key: ") + std::strerror(errno));
  }
  OwnedFd out(ends[0]);
  const OwnedFd in(ends[1]);
  if (write(in.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size())) {
    return policy::IoError("the pipe does not take a key");
  }
  return out;
}

policy::Result<void> ReadKey(int pipe, std::span<uint8_t> key) {
  struct stat what {};
  const bool is_pipe = fstat(pipe, &what) == 0 && S_ISFIFO(what.st_mode);
  uint8_t more = 0;
  const bool whole = is_pipe &&
                     read(pipe, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                     read(pipe, &more, 1) == 0;  // the end, not "nothing yet"
  if (whole) return {};
  sodium_memzero(key.data(), key.size());
  sodium_memzero(&more, 1);
  return policy::Error{policy::ErrorCode::kProtocol, false, "what came is no key"};
}

}  // namespace chaperone::agent

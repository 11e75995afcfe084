// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/export_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>

#include "agent/bus/agent_client.h"
#include "agent/cli/command.h"
#include "agent/cli/print.h"
#include "agent/owned_fd.h"

namespace chaperone::agent {
namespace {

// Standard output may be a pipe, which the agent must not wait for: it all goes through memory.
int CopyOut(int file) {
  if (lseek(file, 0, SEEK_SET) != 0) return Fail(policy::IoError("the export cannot be read back"));
  std::array<char, 65536> block{};
  for (ssize_t got = 0; (got = read(file, block.data(), block.size())) > 0;) {
    std::cout.write(block.data(), got);
  }
  std::cout.flush();
  if (!std::cout) return Fail(policy::IoError("standard output could not be written"));
  return kExitFine;
}

}  // namespace

int ExportInto(const std::string& path, bool as_json, const char* what,
               const std::function<Request(int file)>& request) {
  const bool to_output = path.empty();
  const OwnedFd file(to_output ? memfd_create(what, MFD_CLOEXEC)
                               : open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) {
    return Fail(policy::BadInput(path + ": cannot be made (" + std::strerror(errno) +
                                 "); expected the name of a file that is not there yet"));
  }
  int exit_code = kExitLacking;
  auto client = AgentClient::Connect();
  if (client.ok()) {
    const auto reply = (*client)->Call(request(file.get()));
    if (!reply.ok()) {
      exit_code = Fail(reply.error());
    } else if (to_output) {
      exit_code = CopyOut(file.get());
    } else {
      Print(std::cout, *reply, as_json);
      exit_code = kExitFine;
    }
  } else {
    exit_code = Fail(client.error());
  }
  if (exit_code != kExitFine && !to_output) unlink(path.c_str());
  return exit_code;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/bus/exported_object.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace chaperone::agent {

void Throw(const policy::Error& error) {
  throw sdbus::Error(BusErrorName(error.code), error.detail);
}

void CheckOrThrow(const policy::Result<void>& result) {
  if (!result.ok()) Throw(result.error());
}

int RegularFileOrThrow(const sdbus::UnixFd& file) {
  struct stat about {};
  if (fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
    Throw(policy::BadInput("file: is not a regular file; expected a file or a memory file"));
  }
  return file.get();
}

std::string ExportedObject::Answer(const Request& request) {
  const nlohmann::json reply = ValueOrThrow(face_.Handle(request));
  return reply.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

int EmptyFileOrThrow(const sdbus::UnixFd& file) {
  const int descriptor = RegularFileOrThrow(file);
  struct stat about {};
  const int mode = fcntl(descriptor, F_GETFL);
  if (mode < 0 || (mode & O_ACCMODE) == O_RDONLY || fstat(descriptor, &about) != 0 ||
      about.st_size != 0) {
    Throw(policy::BadInput("file: is not an empty file that is open for writing; expected one"));
  }
  return descriptor;
}

}  // namespace chaperone::agent

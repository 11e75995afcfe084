// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/trusted_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "agent/owned_fd.h"
#include "agent/store/private_file.h"
#include "capture/base/whole_io.h"

namespace chaperone::agent {
namespace {

using policy::Result;

// Root's group is root's alone; any other may have people in it.
Result<void> CheckOwner(const struct stat& about, const std::filesystem::path& path, uid_t owner) {
  const std::string because = ", who could change what the firm decides; ";
  if (about.st_uid != owner && about.st_uid != 0) {
    return policy::BadInput(path.string() + ": belongs to user " + std::to_string(about.st_uid) +
                            because + "expected root: chown root:root '" + path.string() + "'");
  }
  const bool group = (about.st_mode & S_IWGRP) != 0 && about.st_gid != 0;
  if (group || (about.st_mode & S_IWOTH) != 0) {
    return policy::BadInput(path.string() + ": can be written by " +
                            (group ? "a group of users" : "everybody") + because +
                            "expected root alone: chmod go-w '" + path.string() + "'");
  }
  return {};
}

}  // namespace

Result<std::string> ReadTrustedFile(const std::filesystem::path& file, uid_t owner, size_t most) {
  // Not blocking: a pipe in a file's place must not hold us.
  const OwnedFd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) {
    if (errno == ENOENT) {
      return policy::Error{policy::ErrorCode::kNotFound, false, file.string() + " is not there."};
    }
    return FileError(file, "cannot be read", errno);
  }
  struct stat about {};
  if (fstat(fd.get(), &about) != 0) return FileError(file, "cannot be examined", errno);
  if (!S_ISREG(about.st_mode)) {
    return policy::BadInput(file.string() + ": cannot be read: it is no file; expected one");
  }
  if (auto fine = CheckOwner(about, file, owner); !fine.ok()) return fine.error();
  std::string text(most + 1, '\0');
  const auto size = capture::ReadUpTo(fd.get(), text);
  if (!size) return FileError(file, "cannot be read", errno);
  if (*size > most) {
    return policy::BadInput(file.string() + ": is longer than " + std::to_string(most) +
                            " bytes; expected less");
  }
  text.resize(*size);
  return text;
}

Result<void> CheckTrustedFolder(const std::filesystem::path& folder, uid_t owner) {
  for (const std::filesystem::path& each : {folder.parent_path(), folder}) {
    struct stat about {};
    if (stat(each.c_str(), &about) != 0) {
      if (errno == ENOENT) continue;
      return FileError(each, "cannot be examined", errno);
    }
    if (auto fine = CheckOwner(about, each, owner); !fine.ok()) return fine;
  }
  return {};
}

Result<void> ReplaceTrustedFile(const std::filesystem::path& file, std::string_view text) {
  const std::filesystem::path part = file.string() + ".part";
  const auto fail = [&](const char* what) {
    const int number = errno;
    unlink(part.c_str());
    return FileError(file, what, number);
  };
  unlink(part.c_str());
  {
    const OwnedFd fd(
        open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!fd.valid()) return fail("cannot be made");
    // Whatever the umask is.
    if (!capture::WriteAll(fd.get(), text) || fchmod(fd.get(), 0644) != 0 || fsync(fd.get()) != 0) {
      return fail("cannot be written");
    }
  }
  if (std::rename(part.c_str(), file.c_str()) != 0) return fail("cannot be replaced");
  const OwnedFd folder(open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || fsync(folder.get()) != 0) {
    return FileError(file, "cannot be made durable", errno);
  }
  return {};
}

}  // namespace chaperone::agent

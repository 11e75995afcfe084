// SPDX-License-Identifier: Apache-2.0
#include "agent/store/private_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "agent/owned_fd.h"
#include "capture/base/whole_io.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::Result;

std::string Reason(int number) {
  std::array<char, 128> text{};
  return strerror_r(number, text.data(), text.size());
}

Error Exposed(const std::filesystem::path& path, const struct stat& info, const char* mode) {
  std::array<char, 8> bits{};
  std::snprintf(bits.data(), bits.size(), "%04o", static_cast<unsigned>(info.st_mode & 07777));
  return {ErrorCode::kRefused, false,
          path.string() + " can be read or changed by other users (mode " + bits.data() +
              "), so Chaperone does not use it. Run: chmod " + mode + " '" + path.string() + "'"};
}

Error Foreign(const std::filesystem::path& path, const char* expected) {
  return {ErrorCode::kRefused, false,
          path.string() + " is not " + expected +
              " of this user, so Chaperone does not use it. Move it away, or set "
              "CHAPERONE_STATE_DIR to a folder of your own."};
}

// `root_may_own`: secrets that IT puts there.
Result<void> CheckPrivate(int fd, const std::filesystem::path& path, bool root_may_own) {
  struct stat info {};
  if (fstat(fd, &info) != 0) return FileError(path, "cannot be examined", errno);
  const bool ours = info.st_uid == geteuid() || (root_may_own && info.st_uid == 0);
  if (!S_ISREG(info.st_mode) || !ours) return Foreign(path, "a regular file");
  if ((info.st_mode & 077) != 0) return Exposed(path, info, "600");
  return {};
}

Result<void> CheckFolder(int fd, const std::filesystem::path& path) {
  struct stat info {};
  if (fstat(fd, &info) != 0) return FileError(path, "cannot be examined", errno);
  if (info.st_uid != geteuid()) return Foreign(path, "a folder");
  if ((info.st_mode & 077) != 0) return Exposed(path, info, "700");
  return {};
}

}  // namespace

Error FileError(const std::filesystem::path& path, const std::string& what, int number) {
  const bool full = number == ENOSPC || number == EDQUOT;
  return policy::IoError(
      path.string() + ": " + what + ": " + Reason(number) + (full ? ". Free some space." : "."),
      full || number == EIO);
}

Result<void> CheckPrivateFile(int file, const std::filesystem::path& path) {
  return CheckPrivate(file, path, false);
}

Result<SecretBytes> ReadPrivateFile(const std::filesystem::path& file, size_t max_size) {
  const OwnedFd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (fd.get() < 0) {
    if (errno == ENOENT) {
      return Error{ErrorCode::kNotFound, false, file.string() + " does not exist."};
    }
    return FileError(file, "cannot be read", errno);
  }
  if (Result<void> fine = CheckPrivate(fd.get(), file, true); !fine.ok()) return fine.error();
  SecretBytes buffer(max_size + 1);
  const auto size = capture::ReadUpTo(fd.get(), std::span(buffer.data(), buffer.size()));
  if (!size) return FileError(file, "cannot be read", errno);
  if (*size > max_size) {
    return policy::BadInput(file.string() + " is too long to be a secret; expected at most " +
                            std::to_string(max_size) + " bytes.");
  }
  return SecretBytes::CopyOf(buffer.span().first(*size));
}

namespace {

Result<void> WriteNewFile(const std::filesystem::path& file, std::span<const uint8_t> bytes,
                          mode_t mode) {
  // Written beside and linked into place, so that a crash or a full disk leaves no half a secret
  // under the name, and link() never replaces.
  const std::filesystem::path part = file.string() + ".part";
  unlink(part.c_str());
  const auto fail = [&](const char* what) {
    const int number = errno;
    unlink(part.c_str());
    return FileError(file, what, number);
  };
  {
    const OwnedFd fd(
        open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd.get() < 0) return fail("cannot be created");
    // Whatever the umask is.
    if (!capture::WriteAll(fd.get(), bytes) || fchmod(fd.get(), mode) != 0 ||
        fsync(fd.get()) != 0) {
      return fail("cannot be written");
    }
  }
  if (link(part.c_str(), file.c_str()) != 0) return fail("cannot be created");
  unlink(part.c_str());
  const std::filesystem::path parent = file.has_parent_path() ? file.parent_path() : ".";
  const OwnedFd folder(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || fsync(folder.get()) != 0) {
    return FileError(file, "cannot be made durable", errno);
  }
  return {};
}

}  // namespace

Result<void> WriteNewPrivateFile(const std::filesystem::path& file,
                                 std::span<const uint8_t> bytes) {
  return WriteNewFile(file, bytes, 0600);
}

Result<void> WriteNewPublicFile(const std::filesystem::path& file, std::span<const uint8_t> bytes) {
  return WriteNewFile(file, bytes, 0644);
}

Result<StateFolder> StateFolder::Open(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder.parent_path(), failed);
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return FileError(folder, "the state folder cannot be made", errno);
  }
  const OwnedFd opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) {
    return errno == ENOTDIR ? Foreign(folder, "a folder")
                            : FileError(folder, "the state folder cannot be opened", errno);
  }
  if (Result<void> fine = CheckFolder(opened.get(), folder); !fine.ok()) return fine.error();

  const std::filesystem::path lock = folder / "agent.lock";
  OwnedFd fd(open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.get() < 0) return FileError(lock, "the state folder cannot be written", errno);
  if (Result<void> fine = CheckPrivate(fd.get(), lock, false); !fine.ok()) return fine.error();
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> pid{};
    const ssize_t got = pread(fd.get(), pid.data(), pid.size() - 1, 0);
    std::string who = got > 0 ? std::string(pid.data(), static_cast<size_t>(got)) : "";
    while (!who.empty() && who.back() == '\n') who.pop_back();
    return Error{ErrorCode::kRefused, false,
                 "Another Chaperone agent" + (who.empty() ? "" : " (process " + who + ")") +
                     " uses " + folder.string() +
                     ". Only one can run for a user; `chaperone status` talks to it."};
  }
  // Who holds it, for the message above only: a full disk is no reason not to start.
  const std::string pid = std::to_string(getpid()) + "\n";
  if (ftruncate(fd.get(), 0) == 0) {
    [[maybe_unused]] const ssize_t put = pwrite(fd.get(), pid.data(), pid.size(), 0);
  }
  return StateFolder(folder, fd.Release());
}

StateFolder::StateFolder(StateFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

StateFolder::~StateFolder() {
  if (lock_ >= 0) close(lock_);
}

Result<std::filesystem::path> StateFolder::PrivateFile(const std::string& name) const {
  const std::filesystem::path file = path_ / name;
  const OwnedFd fd(
      open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (fd.get() < 0) return FileError(file, "cannot be opened", errno);
  if (Result<void> fine = CheckPrivate(fd.get(), file, false); !fine.ok()) return fine.error();
  return file;
}

Result<OwnedFd> StateFolder::PrivateFolder(const std::string& name) const {
  const std::filesystem::path folder = path_ / name;
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return FileError(folder, "cannot be made", errno);
  }
  OwnedFd fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (fd.get() < 0) {
    return errno == ENOTDIR || errno == ELOOP ? Foreign(folder, "a folder")
                                              : FileError(folder, "cannot be opened", errno);
  }
  if (Result<void> fine = CheckFolder(fd.get(), folder); !fine.ok()) return fine.error();
  return fd;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "agent/store/recording_row.h"
#include "agent/store/store.h"

// The sealed files of recordings: STATE/recordings/ID.sealed.
namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::Result;

constexpr const char* kFolder = "recordings";

std::string FileName(const std::string& id) {
  return id + ".sealed";
}

}  // namespace

Result<OwnedFd> Store::CreateRecordingFile(const std::string& id) {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) {
    if (row.error().code != ErrorCode::kNotFound) return row.error();
    return Refused("No file is made before the recording is on record.");
  }
  if (row->state != policy::RecordingState::kOpen || row->deletion_reason) {
    return Refused("Recording " + id + " has ended. Start a new recording.");
  }
  const Result<OwnedFd> folder = folder_.PrivateFolder(kFolder);
  if (!folder.ok()) return folder.error();
  const std::filesystem::path path = folder_.path() / kFolder / FileName(id);
  OwnedFd file(openat(folder->get(), FileName(id).c_str(),
                      O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) {
    if (errno == EEXIST) return Refused(path.string() + " is there already; it is not replaced.");
    return FileError(path, "cannot be created", errno);
  }
  // The name must outlive a power cut as the sound in it does.
  if (fsync(folder->get()) != 0) return FileError(path, "cannot be made durable", errno);
  return file;
}

Result<OwnedFd> Store::OpenRecordingFile(const std::string& id) const {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  const Result<OwnedFd> folder = folder_.PrivateFolder(kFolder);
  if (!folder.ok()) return folder.error();
  const std::filesystem::path path = folder_.path() / kFolder / FileName(id);
  OwnedFd file(openat(folder->get(), FileName(id).c_str(),
                      O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file.valid()) {
    if (errno == ENOENT) {
      return Error{ErrorCode::kNotFound, false,
                   "Recording " + id + " has no sound on this machine: its file is not there."};
    }
    return FileError(path, "cannot be opened", errno);
  }
  if (Result<void> fine = CheckPrivateFile(file.get(), path); !fine.ok()) return fine.error();
  return file;
}

Result<bool> Store::HasRecordingFile(const std::string& id) const {
  const Result<OwnedFd> folder = folder_.PrivateFolder(kFolder);
  if (!folder.ok()) return folder.error();
  struct stat info {};
  if (fstatat(folder->get(), FileName(id).c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) return true;
  if (errno == ENOENT) return false;
  return FileError(folder_.path() / kFolder / FileName(id), "cannot be examined", errno);
}

Result<void> Store::RemoveRecordingFile(const std::string& id) {
  const Result<RecordingRow> row = FindRow(id);
  if (!row.ok()) return row.error();
  if (!row->deletion_reason) {
    return Refused("Recording " + id + " is not being deleted; its file stays.");
  }
  const Result<OwnedFd> folder = folder_.PrivateFolder(kFolder);
  if (!folder.ok()) return folder.error();
  if ((unlinkat(folder->get(), FileName(id).c_str(), 0) != 0 && errno != ENOENT) ||
      fsync(folder->get()) != 0) {
    return FileError(folder_.path() / kFolder / FileName(id), "cannot be deleted", errno);
  }
  return {};
}

}  // namespace chaperone::agent

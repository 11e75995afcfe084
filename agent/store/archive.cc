// SPDX-License-Identifier: Apache-2.0
#include "agent/store/archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "capture/base/whole_io.h"

namespace chaperone::agent {
namespace {

using policy::Result;

constexpr size_t kBlock = size_t{64} << 10;

std::string SealedName(const std::string& id) {
  return id + ".sealed";
}

std::string RecoveryName(const std::string& id) {
  return id + ".recovery.json";
}

std::string MarkName(const std::string& id) {
  return id + ".deleted";
}

std::string PartName(const std::string& name) {
  return "." + name + ".part";
}

OwnedFd OpenFolder(const std::filesystem::path& folder) {
  return OwnedFd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

// Copies from the beginning, wherever the descriptor stands.
bool CopyAll(int from, int to) {
  std::vector<uint8_t> block(kBlock);
  for (off_t at = 0;;) {
    const ssize_t got = pread(from, block.data(), block.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) return true;
    if (!capture::WriteAll(to, std::span(block).first(static_cast<size_t>(got)))) return false;
    at += got;
  }
}

// Under another name first, so that what stands under `name` is whole, even after a power cut.
Result<void> Place(int folder, const std::filesystem::path& path, const std::string& name,
                   const std::function<bool(int)>& fill) {
  const std::string part = PartName(name);
  const auto fail = [&](const char* what) {
    const int number = errno;
    unlinkat(folder, part.c_str(), 0);
    return FileError(path / name, what, number);
  };
  unlinkat(folder, part.c_str(), 0);
  {
    const OwnedFd file(
        openat(folder, part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid()) return fail("cannot be created");
    if (!fill(file.get()) || fsync(file.get()) != 0) return fail("cannot be written");
  }
  if (renameat(folder, part.c_str(), folder, name.c_str()) != 0) return fail("cannot be created");
  return {};
}

std::string RecoveryText(const policy::Recording& recording, const RecoverySeal& seal) {
  nlohmann::json gaps = nlohmann::json::array();
  for (const policy::RecordingGap& gap : recording.gaps) {
    gaps.push_back({{"reason", RecordingGapReasonName(gap.reason)},
                    {"from_ms", gap.from.count()},
                    {"length_ms", gap.length.count()},
                    {"channel", gap.channel}});
  }
  const nlohmann::json out = {{"format", "chaperone-recovery-1"},
                              {"recording", recording.id},
                              {"recovery_key", seal.recovery_key},
                              {"sealed_key", policy::ToHex(seal.box)},
                              {"gaps", gaps},
                              {"purpose", recording.purpose},
                              {"started_at", policy::FormatUtc(recording.started_at)}};
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<ArchiveCopy> PrepareArchive(Store& store, const std::string& id,
                                   const std::filesystem::path& folder) {
  const Result<StoredRecording> found = store.FindRecording(id);
  if (!found.ok()) return found.error();
  const Result<RecoverySeal> seal = store.RecoverySealOf(id);
  if (!seal.ok()) return seal.error();
  Result<OwnedFd> sealed = store.OpenRecordingFile(id);
  if (!sealed.ok()) return sealed.error();
  if (Result<void> begun = store.BeginArchive(id); !begun.ok()) return begun.error();
  return ArchiveCopy{id, std::move(*sealed), RecoveryText(found->recording, *seal), folder};
}

Result<void> WriteArchive(const ArchiveCopy& copy) {
  const OwnedFd folder = OpenFolder(copy.folder);
  if (!folder.valid()) {
    return policy::Unavailable("The archive folder " + copy.folder.string() +
                                   " is not there, so recordings stay on this machine alone. "
                                   "Mount it, or correct recording.archive_folder.",
                               true);
  }
  Result<void> placed = Place(folder.get(), copy.folder, SealedName(copy.recording),
                              [&](int file) { return CopyAll(copy.sealed.get(), file); });
  if (!placed.ok()) return placed;
  // Last: who finds it finds the whole.
  placed = Place(folder.get(), copy.folder, RecoveryName(copy.recording),
                 [&](int file) { return capture::WriteAll(file, copy.recovery); });
  if (!placed.ok()) return placed;
  // Not every network file system can; the files themselves are safe.
  if (fsync(folder.get()) != 0 && errno != EINVAL && errno != EROFS) {
    return FileError(copy.folder, "cannot be made durable", errno);
  }
  return {};
}

Result<void> FinishArchive(Store& store, const ArchiveCopy& copy, const policy::Now& now) {
  return store.NoteArchived(copy.recording, now);
}

Result<void> ArchiveRecording(Store& store, const std::string& id,
                              const std::filesystem::path& folder, const policy::Now& now) {
  const Result<StoredRecording> found = store.FindRecording(id);
  if (!found.ok()) return found.error();
  if (found->archived) return {};
  const Result<ArchiveCopy> copy = PrepareArchive(store, id, folder);
  if (!copy.ok()) return copy.error();
  if (Result<void> written = WriteArchive(*copy); !written.ok()) return written;
  return FinishArchive(store, *copy, now);
}

ArchiveOutcome RemoveFromArchive(const std::filesystem::path& folder, const std::string& id) {
  const OwnedFd opened = OpenFolder(folder);
  if (!opened.valid()) return ArchiveOutcome::kUnreachable;
  // The key's copy first: without it the other is noise.
  const std::array<std::string, 4> names = {RecoveryName(id), PartName(RecoveryName(id)),
                                            SealedName(id), PartName(SealedName(id))};
  struct stat about {};
  const auto there = [&](const std::string& name) {
    return fstatat(opened.get(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
  };
  const bool marked = there(MarkName(id));
  if (std::none_of(names.begin(), names.end(), there)) {
    return marked ? ArchiveOutcome::kDeleted : ArchiveOutcome::kNotFound;
  }
  if (!marked) {
    const OwnedFd mark(openat(opened.get(), MarkName(id).c_str(),
                              O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!mark.valid() || fsync(mark.get()) != 0) return ArchiveOutcome::kUnreachable;
    (void)fsync(opened.get());
  }
  for (const std::string& name : names) {
    if (unlinkat(opened.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
      return ArchiveOutcome::kUnreachable;
    }
  }
  // Not every network file system can.
  if (fsync(opened.get()) != 0 && errno != EINVAL && errno != EROFS) {
    return ArchiveOutcome::kUnreachable;
  }
  return ArchiveOutcome::kDeleted;
}

void RemoveMark(const std::filesystem::path& folder, const std::string& id) {
  const OwnedFd opened = OpenFolder(folder);
  if (opened.valid()) unlinkat(opened.get(), MarkName(id).c_str(), 0);
}

}  // namespace chaperone::agent

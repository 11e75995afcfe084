// SPDX-License-Identifier: Apache-2.0
#include "agent/archive_worker.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "capture/base/whole_io.h"

namespace chaperone::agent {
namespace {

constexpr size_t kRulingBytes = size_t{16} << 10U;
constexpr size_t kFilesAtOnce = 32;  // the next look takes the others

// "" where it is no regular file, too large, or cannot be read.
std::string TextOf(int file, const struct stat& about) {
  if (!S_ISREG(about.st_mode) || about.st_size > static_cast<off_t>(kRulingBytes)) return {};
  std::string text(static_cast<size_t>(about.st_size), '\0');
  return capture::ReadUpTo(file, text) == text.size() ? text : std::string();
}

}  // namespace

RulingFiles ReadRulings(const RulingsLook& look) {
  RulingFiles out;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(look.folder, error), end;
       !error && entry != end && out.files.size() < kFilesAtOnce; entry.increment(error)) {
    const std::filesystem::path& path = entry->path();
    if (path.extension() != ".json") continue;
    const OwnedFd file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    struct stat about {};
    if (!file.valid() || fstat(file.get(), &about) != 0) continue;
    std::string stamp = path.filename().string() + " " + std::to_string(about.st_mtim.tv_sec) +
                        "." + std::to_string(about.st_mtim.tv_nsec);
    if (look.seen.contains(stamp)) continue;
    std::string text = TextOf(file.get(), about);
    if (!text.empty()) out.files.push_back({std::move(stamp), std::move(text)});
  }
  return out;
}

ArchiveWorker::ArchiveWorker(const char* name, Channel<FolderReport>& reports)
    : reports_(reports),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {
  pthread_setname_np(thread_.native_handle(), name);
}

ArchiveWorker::~ArchiveWorker() {
  thread_.request_stop();
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = write(wake_.get(), &one, sizeof one);
  thread_.join();
}

void ArchiveWorker::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> fds{{{wake_.get(), POLLIN, 0}, {waiting_.fd(), POLLIN, 0}}};
    poll(fds.data(), fds.size(), -1);
    for (FolderTask& task : waiting_.TakeAll()) {
      if (stop.stop_requested()) return;  // what is not done is taken up at the next start
      std::visit([this](auto& t) { Do(std::move(t)); }, task);
    }
  }
}

void ArchiveWorker::Do(ArchiveCopy copy) {
  const auto written = WriteArchive(copy);
  reports_.Push(ArchiveResult{std::move(copy), written ? "" : written.error().detail});
}

void ArchiveWorker::Do(ArchiveRemoval removal) {
  if (removal.mark_only) return RemoveMark(removal.folder, removal.recording);
  const ArchiveOutcome outcome = RemoveFromArchive(removal.folder, removal.recording);
  reports_.Push(RemovalResult{std::move(removal), outcome});
}

void ArchiveWorker::Do(const RulingsLook& look) {
  reports_.Push(ReadRulings(look));
}

}  // namespace chaperone::agent

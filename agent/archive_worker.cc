// SPDX-License-Identifier: Apache-2.0
#include "agent/archive_worker.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace chaperone::agent {

ArchiveWorker::ArchiveWorker(Channel<ArchiveResult>& results)
    : results_(results),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {
  pthread_setname_np(thread_.native_handle(), "archive");
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
    for (ArchiveCopy& copy : waiting_.TakeAll()) {
      if (stop.stop_requested()) return;  // what is not archived is taken up at the next start
      const auto written = WriteArchive(copy);
      results_.Push({std::move(copy), written ? "" : written.error().detail});
    }
  }
}

}  // namespace chaperone::agent

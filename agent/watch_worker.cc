// SPDX-License-Identifier: Apache-2.0
#include "agent/watch_worker.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <utility>

namespace chaperone::agent {

WatchWorker::WatchWorker(std::string display, WatchSettings settings, Mailbox<WatchReport>& reports)
    : display_(std::move(display)),
      settings_(std::move(settings)),
      reports_(reports),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {
  pthread_setname_np(thread_.native_handle(), "watch");
}

WatchWorker::~WatchWorker() {
  thread_.request_stop();
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = write(wake_.get(), &one, sizeof one);
  thread_.join();
}

void WatchWorker::Run(const std::stop_token& stop) {
  std::optional<WatchReport> last;
  while (!stop.stop_requested()) {
    if (auto settings = settings_box_.Take()) {
      settings_ = std::move(*settings);
      watch_.reset();
    }
    WatchReport now = Look();
    if (!last || now != *last) {
      last = now;
      reports_.Put(std::move(now));
    }
    const bool quick = watch_ && watch_->sharer_running();
    const auto pause = quick ? settings_.sampling.share_poll : settings_.sampling.idle_poll;
    std::array<pollfd, 2> fds{{{wake_.get(), POLLIN, 0}, {settings_box_.fd(), POLLIN, 0}}};
    poll(fds.data(), fds.size(), static_cast<int>(pause.count()));
  }
  watch_.reset();
}

WatchReport WatchWorker::Look() {
  WatchReport report;
  if (!watch_) {
    auto watch = capture::ShareWatch::Create(display_, settings_.rules);
    if (!watch) {
      report.trouble = watch.error().detail;
      return report;
    }
    watch_ = std::move(*watch);
  }
  auto shares = watch_->Poll();
  if (!shares) {
    report.trouble = shares.error().detail;
    watch_.reset();
    return report;
  }
  report.shares = std::move(*shares);
  // Names of monitors are wanted only for what is shared.
  if (!report.shares.empty()) {
    if (auto monitors = capture::ListMonitors(display_)) report.monitors = std::move(*monitors);
  }
  return report;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/watch_worker.h"

#include <poll.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <utility>

namespace chaperone::agent {

WatchWorker::WatchWorker(std::string display, WatchSettings settings, Mailbox<WatchReport>& reports,
                         Channel<policy::Event>& events)
    : display_(std::move(display)),
      settings_(std::move(settings)),
      reports_(reports),
      events_(events),
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
      const bool new_rules = settings->rules != settings_.rules;
      const bool new_key = settings->pause_hotkey != settings_.pause_hotkey;
      settings_ = std::move(*settings);
      if (new_rules) watch_.reset();
      if (new_key) hotkey_.reset();
    }
    SetUpKeys();
    WatchReport now = Look();
    if (!last || now != *last) {
      last = now;
      reports_.Put(std::move(now));
    }
    const bool quick = watch_ && watch_->sharer_running();
    const bool often = quick || settings_.active_window;
    const auto pause = often ? settings_.sampling.share_poll : settings_.sampling.idle_poll;
    std::array<pollfd, 3> fds{{{wake_.get(), POLLIN, 0},
                               {settings_box_.fd(), POLLIN, 0},
                               {hotkey_ ? hotkey_->fd() : -1, POLLIN, 0}}};
    poll(fds.data(), fds.size(), static_cast<int>(pause.count()));
    // A full channel means that the agent does not run: then there is no recording to pause.
    if (hotkey_ && hotkey_->Pressed()) events_.Push(policy::event::PauseToggled{});
  }
  watch_.reset();
  hotkey_.reset();
  active_window_.reset();
}

// A key that another program has taken is a warning in the log; pausing works by other ways.
void WatchWorker::SetUpKeys() {
  if (settings_.pause_hotkey.empty() || hotkey_ || settings_.pause_hotkey == refused_key_) return;
  auto hotkey = capture::Hotkey::Create(display_, settings_.pause_hotkey);
  if (hotkey) {
    hotkey_ = std::move(*hotkey);
    refused_key_.clear();
  } else if (hotkey.error().retryable) {
    return;  // no display yet
  } else {
    refused_key_ = settings_.pause_hotkey;
    spdlog::warn("hotkey: {}", hotkey.error().detail);
  }
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
  if (settings_.active_window) {
    if (!active_window_) {
      if (auto opened = capture::ActiveWindow::Create(display_))
        active_window_ = std::move(*opened);
    }
    if (active_window_) {
      auto window = active_window_->Get();
      if (window) {
        report.active_window = *window;
      } else {
        active_window_.reset();
      }
    }
  } else {
    active_window_.reset();
  }
  // Names of monitors are wanted only for what is shared.
  if (!report.shares.empty()) {
    if (auto monitors = capture::ListMonitors(display_)) report.monitors = std::move(*monitors);
  }
  return report;
}

}  // namespace chaperone::agent

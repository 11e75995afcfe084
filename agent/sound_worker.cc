// SPDX-License-Identifier: Apache-2.0
#include "agent/sound_worker.h"

#include <poll.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

#include "agent/voices.h"

namespace chaperone::agent {
namespace {

using std::chrono::milliseconds;

// What has not stood for so long is not reported: softphones try streams out.
constexpr milliseconds kSettled{350};
constexpr milliseconds kServerLookAgain{2000};  // for a sound server that is not there

}  // namespace

std::optional<std::string> VoiceHashOf(const SoundReport& report,
                                       const std::filesystem::path& file) {
  const auto found = report.voice_hashes.find(file.string());
  if (found == report.voice_hashes.end()) return std::nullopt;
  return found->second;
}

SoundWorker::SoundWorker(std::filesystem::path state_folder, SoundSettings settings,
                         Mailbox<SoundReport>& reports)
    : state_folder_(std::move(state_folder)),
      settings_(std::move(settings)),
      reports_(reports),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {
  pthread_setname_np(thread_.native_handle(), "sound");
}

SoundWorker::~SoundWorker() {
  thread_.request_stop();
  Set({});
  thread_.join();
}

void SoundWorker::Set(SoundSettings settings) {
  if (settings.clean_up) clean_up_due_ = true;  // outlasts settings that come before it is done
  settings_box_.Put(std::move(settings));
  const std::lock_guard lock(watch_mutex_);
  if (watch_) watch_->Wake();
}

void SoundWorker::TakeSettings() {
  auto settings = settings_box_.Take();
  if (!settings) return;
  const bool new_rules = !(settings->rules == settings_.rules);
  settings_ = std::move(*settings);
  // A helper that runs puts in order what it finds, before its own is made.
  if (settings_.own.empty() && clean_up_due_.exchange(false)) {
    if (const auto done = capture::CleanUpSound(""); done && *done > 0) {
      spdlog::warn("sound put back in order things={}", *done);
    }
  }
  if (new_rules) Speak();
}

void SoundWorker::Speak() {
  const auto made = MakeVoices(state_folder_, settings_.rules, voice_hashes_);
  voices_trouble_ = made ? "" : made.error().detail;
}

void SoundWorker::Sleep(milliseconds time) {
  pollfd fd{settings_box_.fd(), POLLIN, 0};
  poll(&fd, 1, static_cast<int>(time.count()));
}

SoundReport SoundWorker::Look() const {
  SoundReport report;
  report.voices = voices_trouble_;
  report.voice_hashes = voice_hashes_;
  const capture::SoundPicture& picture = watch_->picture();
  report.calls = capture::CallsIn(picture, settings_.rules.softphones, settings_.own);
  report.foreign =
      capture::ForeignRecordersIn(picture, settings_.rules.allowed_recorders, settings_.own);
  report.default_source = picture.default_source;
  report.default_monitor = picture.default_monitor;
  return report;
}

void SoundWorker::Run(const std::stop_token& stop) {
  // What an earlier run left in the sound server is put right before anything else.
  if (const auto done = capture::CleanUpSound(""); done && *done > 0) {
    spdlog::warn("sound put back in order things={}", *done);
  }
  Speak();
  std::optional<SoundReport> last;
  const auto tell = [&](SoundReport report) {
    if (last && report == *last) return;
    last = report;
    reports_.Put(std::move(report));
  };
  while (!stop.stop_requested()) {
    TakeSettings();
    if (!watch_) {
      auto watch = capture::SoundWatch::Create("");
      if (!watch) {
        SoundReport report;
        report.trouble = watch.error().detail;
        report.voices = voices_trouble_;
        report.voice_hashes = voice_hashes_;
        tell(std::move(report));
        Sleep(kServerLookAgain);
        continue;
      }
      const std::lock_guard lock(watch_mutex_);
      watch_ = std::move(*watch);
    }
    // News wait until nothing more has come for a moment, so that only what stands is told.
    const bool news = !last || !(Look() == *last);
    auto waited = watch_->Wait(news ? kSettled : milliseconds{-1});
    if (!waited) {
      const std::lock_guard lock(watch_mutex_);
      watch_.reset();
      continue;
    }
    if (news && !*waited) tell(Look());
  }
  const std::lock_guard lock(watch_mutex_);
  watch_.reset();
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/screen_worker.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::agent {
namespace {

using capture::SourceState;
using policy::GapReason;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kReopenSource{2};
// Where a source cannot say that it has news it is asked this often.
constexpr milliseconds kBlindPoll{200};

}  // namespace

ScreenWorker::ScreenWorker(std::string share, SourceFactory open_source, std::string reader_program,
                           ReadingSettings settings, Channel<policy::Event>& events)
    : share_(std::move(share)),
      open_source_(std::move(open_source)),
      reader_program_(std::move(reader_program)),
      events_(events),
      settings_(std::move(settings)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {
  pthread_setname_np(thread_.native_handle(), "screen");
}

ScreenWorker::~ScreenWorker() {
  thread_.request_stop();
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = write(wake_.get(), &one, sizeof one);
  thread_.join();
}

void ScreenWorker::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    TakeSettings();
    OpenWhatIsDown();
    if (unsent_ && events_.Push(*unsent_)) unsent_.reset();
    if (grab_due_ && Clock::now() >= *grab_due_) Grab();

    // The source is listened to only while its news could be taken.
    const bool may_grab = source_ && reader_ready_ && !frame_lent_ && !grab_due_;
    std::array<pollfd, 4> fds{{{wake_.get(), POLLIN, 0},
                               {settings_box_.fd(), POLLIN, 0},
                               {reader_ ? reader_->pipe().fd() : -1, POLLIN, 0},
                               {may_grab ? source_->poll_fd() : -1, POLLIN, 0}}};
    const auto wait = std::chrono::ceil<milliseconds>(NextWake() - Clock::now());
    poll(fds.data(), fds.size(), static_cast<int>(std::clamp<int64_t>(wait.count(), 0, 60'000)));
    if (reader_ && fds[2].revents != 0) Receive();
    if (fds[3].revents != 0) grab_due_ = last_grab_ + settings_.sampling.min_interval;
  }
  source_.reset();
  reader_.reset();
}

ScreenWorker::Clock::time_point ScreenWorker::NextWake() const {
  auto next = Clock::now() + seconds{60};
  if (!source_) next = std::min(next, source_due_);
  if (!reader_) next = std::min(next, reader_due_);
  if (unsent_) next = std::min(next, Clock::now() + milliseconds{50});
  if (source_ && reader_ready_ && !frame_lent_) {
    if (grab_due_) next = std::min(next, *grab_due_);
    if (source_->poll_fd() < 0) next = std::min(next, last_grab_ + kBlindPoll);
  }
  return next;
}

void ScreenWorker::OpenWhatIsDown() {
  if (!source_ && Clock::now() >= source_due_) OpenSource();
  if (!reader_ && Clock::now() >= reader_due_) StartReader();
  if (source_ && reader_ready_ && !frame_lent_ && !grab_due_ && source_->poll_fd() < 0 &&
      Clock::now() >= last_grab_ + kBlindPoll) {
    grab_due_ = Clock::now();
  }
}

void ScreenWorker::OpenSource() {
  auto source = open_source_();
  if (!source) {
    SetGap(GapReason::kDisplayLost, true);
    source_due_ = Clock::now() + kReopenSource;
    return;
  }
  source_ = std::move(*source);
  SetGap(GapReason::kDisplayLost, false);
  reader_has_frame_ = false;
  grab_due_ = Clock::now();
}

void ScreenWorker::StartReader() {
  auto reader = Helper::Start(reader_program_, {"serve"});
  if (!reader) {
    ReaderFailed();
    return;
  }
  reader_.emplace(std::move(*reader));
  SendSettings();
}

void ScreenWorker::ReaderFailed() {
  reader_.reset();
  reader_ready_ = reader_has_frame_ = frame_lent_ = false;
  reader_due_ = Clock::now() + RestartDelay(++reader_failures_);
  SetGap(GapReason::kReaderFailed, true);
}

void ScreenWorker::TakeSettings() {
  auto settings = settings_box_.Take();
  if (!settings) return;
  settings_ = std::move(*settings);
  if (reader_) SendSettings();
}

void ScreenWorker::SendSettings() {
  Send(settings_.configure);
  Send(to_reader::People{settings_.people});
}

void ScreenWorker::Grab() {
  grab_due_.reset();
  if (!source_ || !reader_ready_ || frame_lent_) return;
  last_grab_ = Clock::now();
  const capture::SourceUpdate update = source_->Grab();
  SetGap(GapReason::kTargetCovered,
         update.state == SourceState::kCovered || update.state == SourceState::kTargetLost);
  switch (update.state) {
    case SourceState::kTargetLost:
    case SourceState::kDisplayLost:
      // Whether the share is over is for the share watch to say; until then, look again.
      if (update.state == SourceState::kDisplayLost) SetGap(GapReason::kDisplayLost, true);
      source_.reset();
      source_due_ = Clock::now() + kReopenSource;
      return;
    case SourceState::kResized:
      reader_has_frame_ = false;
      break;
    case SourceState::kChanged:
      break;
    default:
      if (reader_has_frame_) return;
  }
  if (!reader_has_frame_) {
    const capture::SharedFrame& frame = source_->frame();
    SendFrame({{0, 0, frame.width(), frame.height()}});
  } else {
    SendFrame(update.changed);
  }
  // News may have come in while this frame was fetched.
  grab_due_ = last_grab_ + settings_.sampling.min_interval;
}

void ScreenWorker::SendFrame(const std::vector<policy::Rect>& changed) {
  capture::SharedFrame& frame = source_->frame();
  to_reader::Frame message;
  message.serial = ++serial_;
  message.width = frame.width();
  message.height = frame.height();
  message.brings_descriptor = !reader_has_frame_;
  message.changed = changed;
  frame_lent_ = true;
  Send(message, reader_has_frame_ ? -1 : frame.fd());
  reader_has_frame_ = true;
  frame.ReleasePages();
}

void ScreenWorker::Send(const ToReader& message, int descriptor) {
  if (reader_ && !reader_->pipe().Send(Encode(message), descriptor)) ReaderFailed();
}

void ScreenWorker::Receive() {
  for (;;) {
    auto payload = reader_->pipe().Receive();
    if (!payload) return ReaderFailed();
    if (!*payload) return;
    auto message = DecodeFromReader(**payload);
    if (!message || std::holds_alternative<from_reader::Failed>(*message)) return ReaderFailed();
    if (std::holds_alternative<from_reader::Ready>(*message)) {
      reader_ready_ = true;
      grab_due_ = Clock::now();
    } else if (const auto* taken = std::get_if<from_reader::Taken>(&*message)) {
      if (taken->serial == serial_) frame_lent_ = false;
    } else if (const auto* findings = std::get_if<from_reader::Findings>(&*message)) {
      On(*findings);
    }
  }
}

void ScreenWorker::On(const from_reader::Findings& message) {
  reader_failures_ = 0;
  SetGap(GapReason::kReaderFailed, false);
  SetGap(GapReason::kFramesDropped, message.missed > 0 || message.unreadable);
  Push(policy::event::ScreenRead{share_, message.findings, message.unread > 0});
}

void ScreenWorker::SetGap(GapReason reason, bool open) {
  if (open ? !gaps_.insert(reason).second : gaps_.erase(reason) == 0) return;
  if (open) {
    Push(policy::event::GapOpened{share_, reason});
  } else {
    Push(policy::event::GapClosed{share_, reason});
  }
}

// A reading that finds no room waits and is overtaken by the next; the channel holds hundreds, so a
// gap event finds room unless the loop stands still.
void ScreenWorker::Push(policy::Event event) {
  const bool reading = std::holds_alternative<policy::event::ScreenRead>(event);
  if (reading) unsent_.reset();
  if (!events_.Push(event) && reading) unsent_ = std::move(event);
}

}  // namespace chaperone::agent

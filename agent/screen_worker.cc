// SPDX-License-Identifier: Apache-2.0
#include "agent/screen_worker.h"

#include <poll.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
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
// A reader that answers nothing for so long hangs, on hostile pixels perhaps: it is started anew.
constexpr seconds kReaderPatience{10};
constexpr seconds kStartPatience{30};
// Lively places come and go many times a second: the gap lasts until it has been quiet for so long.
constexpr seconds kDropLasts{5};
// Messages handled in one go: a reader that floods must not keep the worker from stopping.
constexpr int kAtOnce = 64;
constexpr milliseconds kTryAgain{50};
// After a window was moved: longer than its new place takes to be read.
constexpr seconds kFollowedLast{1};
// A look beneath the covers of a shared window is worth it when something beside them has changed
// and come to rest; else it is taken now and then. Looks keep apart, for the sake of the eyes.
constexpr milliseconds kLookAfterChange{300};
constexpr milliseconds kLooksApart{1500};
constexpr seconds kLookAgain{20};

}  // namespace

ScreenWorker::ScreenWorker(std::string share, SourceFactory open_source, ShieldFactory open_shield,
                           std::string reader_program, ReadingSettings settings,
                           Channel<policy::Event>& events)
    : share_(std::move(share)),
      open_source_(std::move(open_source)),
      open_shield_(std::move(open_shield)),
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
  for (const GapReason reason :
       {GapReason::kFramesDropped, GapReason::kReaderFailed, GapReason::kTargetCovered,
        GapReason::kDisplayLost, GapReason::kBeneathUnseen}) {
    gaps_[reason] = false;
  }
  while (!stop.stop_requested()) {
    TakeSettings();
    TakeCovers();
    FollowCovers();
    WatchTheReader();
    OpenWhatIsDown();
    TellGaps();
    TellPlace();
    if (unsent_ && events_.Push(*unsent_)) unsent_.reset();
    if (grab_due_ && Clock::now() >= *grab_due_) Grab();

    // The source is listened to only while its news could be taken.
    const bool may_grab = source_ && reader_ready_ && !frame_lent_ && !grab_due_;
    std::array<pollfd, 6> fds{{{wake_.get(), POLLIN, 0},
                               {settings_box_.fd(), POLLIN, 0},
                               {reader_ ? reader_->pipe().fd() : -1, POLLIN, 0},
                               {may_grab ? source_->poll_fd() : -1, POLLIN, 0},
                               {covers_box_.fd(), POLLIN, 0},
                               {shield_ ? shield_->poll_fd() : -1, POLLIN, 0}}};
    const auto wait = std::chrono::ceil<milliseconds>(NextWake() - Clock::now());
    poll(fds.data(), fds.size(), static_cast<int>(std::clamp<int64_t>(wait.count(), 0, 60'000)));
    if (reader_ && fds[2].revents != 0) Receive();
    if (fds[3].revents != 0) grab_due_ = last_grab_ + settings_.sampling.min_interval;
  }
  shield_.reset();
  source_.reset();
  reader_.reset();
}

ScreenWorker::Clock::time_point ScreenWorker::NextWake() const {
  auto next = Clock::now() + seconds{60};
  if (!source_) next = std::min(next, source_due_);
  if (!reader_) next = std::min(next, reader_due_);
  if (unsent_ || gaps_ != told_ || place_ != told_place_)
    next = std::min(next, Clock::now() + kTryAgain);
  if (reader_patience_ends_) next = std::min(next, *reader_patience_ends_);
  if (drop_over_) next = std::min(next, *drop_over_);
  if (followed_until_) next = std::min(next, *followed_until_);
  if (shield_ && look_at_) {
    next = std::min(next, shield_->looking() ? shield_->look_due() : *look_at_);
  }
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
    // A window that is not there is one thing, a display that is not there another.
    const bool window_gone = source.error().code == policy::ErrorCode::kNotFound;
    SetGap(window_gone ? GapReason::kTargetCovered : GapReason::kDisplayLost, true);
    source_due_ = Clock::now() + kReopenSource;
    return;
  }
  source_ = std::move(*source);
  place_ = source_->region();
  TellPlace();
  has_grabbed_ = false;
  covers_due_ = !covers_.empty();
  PrepareToCover();
  SetGap(GapReason::kDisplayLost, false);
  reader_has_frame_ = false;
  grab_due_ = Clock::now();
}

void ScreenWorker::StartReader() {
  auto reader = Helper::Start(reader_program_, {"serve"});
  if (!reader) {
    ReaderFailed(reader.error().detail);
    return;
  }
  reader_.emplace(std::move(*reader));
  serial_at_start_ = serial_;
  reader_patience_ends_ = Clock::now() + kStartPatience;
  SendSettings();
}

void ScreenWorker::WatchTheReader() {
  const auto now = Clock::now();
  if (reader_patience_ends_ && now >= *reader_patience_ends_) ReaderFailed("it does not answer");
  if (drop_over_ && now >= *drop_over_) {
    drop_over_.reset();
    SetGap(GapReason::kFramesDropped, false);
  }
}

// Each reason once in a row: a reader that cannot start is tried for ever.
void ScreenWorker::ReaderFailed(const std::string& why) {
  if (why != reader_trouble_) spdlog::warn("reader failed share={}: {}", share_, why);
  reader_trouble_ = why;
  reader_.reset();
  reader_patience_ends_.reset();
  reader_ready_ = reader_has_frame_ = frame_lent_ = false;
  reader_due_ = Clock::now() + RestartDelay(++reader_failures_);
  SetGap(GapReason::kReaderFailed, true);
}

void ScreenWorker::TakeSettings() {
  auto settings = settings_box_.Take();
  if (!settings) return;
  settings_ = std::move(*settings);
  PrepareToCover();
  if (reader_) SendSettings();
}

// Ahead of time: it makes covering quick, and beneath is seen from the first cover on.
void ScreenWorker::PrepareToCover() {
  if (!source_ || !open_shield_ || !settings_.may_cover || shield_) return;
  source_->SetCovers({});
  OpenShield();
}

void ScreenWorker::TakeCovers() {
  if (auto covers = covers_box_.Take()) {
    covers_ = std::move(*covers);
    covers_due_ = true;
  }
  if (followed_until_ && Clock::now() >= *followed_until_) {
    followed_until_.reset();
    followed_.clear();
    covers_due_ = true;
  }
  // What lies beneath must have been seen once: where the source cannot look there later, that is
  // what it goes on showing.
  if (covers_due_ && source_ && has_grabbed_) ApplyCovers();
}

// A share of which there is no window system, as a replay, has nothing to cover.
bool ScreenWorker::OpenShield() {
  if (shield_ && !shield_->lost()) return true;
  shield_.reset();
  if (!open_shield_) return false;
  auto shield = open_shield_();
  if (!shield) {
    spdlog::warn("no shield share={}: {}", share_, shield.error().detail);
    return false;
  }
  shield_ = std::move(*shield);
  return true;
}

void ScreenWorker::ApplyCovers() {
  covers_due_ = false;
  std::vector<policy::Rect> boxes = covers_;
  boxes.insert(boxes.end(), followed_.begin(), followed_.end());
  if (!followed_.empty()) boxes = policy::CoversFor(boxes, 0);
  if (boxes.empty() && !shield_) return;
  const bool opened = OpenShield();
  if (opened) ShowCovers(boxes);
  if (!boxes.empty() && (!opened || shield_->lost())) {
    covers_due_ = !events_.Push(policy::event::CoverFailed{share_});
  }
}

// Where the covers' coordinates begin, and how far the frame reaches.
policy::Rect ScreenWorker::CoverOrigin() const {
  const capture::SharedFrame& frame = source_->frame();
  return {shield_->of_screen() ? source_->region().x : 0,
          shield_->of_screen() ? source_->region().y : 0, frame.width(), frame.height()};
}

void ScreenWorker::ShowCovers(const std::vector<policy::Rect>& boxes) {
  const policy::Rect frame = CoverOrigin();
  std::vector<policy::Rect> on_screen;
  for (policy::Rect box : boxes) {
    box.x += frame.x;
    box.y += frame.y;
    if (box = Intersection(box, frame); !box.empty()) on_screen.push_back(box);
  }
  if (on_screen == shield_->boxes()) return;
  if (shield_->Cover(on_screen)) HideFromReader(on_screen);
}

// Until the next grab no cover is in the frame, so that the reader never sees one.
void ScreenWorker::HideFromReader(const std::vector<policy::Rect>& on_screen) {
  const policy::Rect frame = CoverOrigin();
  std::vector<capture::HiddenPart> parts;
  for (policy::Rect box : on_screen) {
    box = Intersection(box, frame);
    if (!box.empty())
      parts.push_back({{box.x - frame.x, box.y - frame.y, box.width, box.height}, {}});
  }
  const bool covered = !parts.empty();
  const bool unseen = !source_->SetCovers(std::move(parts)) && covered;
  SetGap(GapReason::kBeneathUnseen, unseen);
  if (!unseen) look_at_.reset();
  if (unseen && !look_at_) look_at_ = look_by_ = Clock::now() + kLookAgain;
}

void ScreenWorker::LookBeneath() {
  if (!look_at_ || !shield_) return;
  const auto now = Clock::now();
  if (!shield_->looking() && now >= *look_at_) {
    shield_->StartLook();
    if (!shield_->looking()) look_at_ = look_by_ = now + kLookAgain;
  }
  auto seen = shield_->TakeLook();
  if (!seen) return;
  look_at_ = look_by_ = now + kLookAgain;
  look_not_before_ = now + kLooksApart;
  if (!seen->empty()) source_->SetCovers(std::move(*seen));
}

void ScreenWorker::FollowCovers() {
  if (!shield_ || !source_) return;
  const auto moved = shield_->Follow();
  if (shield_->lost()) {
    // The covers are gone, and perhaps what they lay on: they come back once that was seen again.
    shield_.reset();
    source_->SetCovers({});
    has_grabbed_ = false;
    covers_due_ = true;
    return;
  }
  LookBeneath();
  if (!moved) return;
  HideFromReader(*moved);
  const policy::Rect frame = CoverOrigin();
  followed_.clear();
  for (const policy::Rect& box : *moved) {
    followed_.push_back({box.x - frame.x, box.y - frame.y, box.width, box.height});
  }
  followed_until_ = Clock::now() + kFollowedLast;
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
  place_ = source_->region();
  TellPlace();
  if (look_at_ && update.state == SourceState::kChanged) {
    look_at_ = std::min(look_by_, std::max(last_grab_ + kLookAfterChange, look_not_before_));
  }
  has_grabbed_ |= update.state == SourceState::kUnchanged ||
                  update.state == SourceState::kChanged || update.state == SourceState::kResized;
  SetGap(GapReason::kTargetCovered,
         update.state == SourceState::kCovered || update.state == SourceState::kTargetLost);
  switch (update.state) {
    case SourceState::kTargetLost:
    case SourceState::kDisplayLost:
      // Whether the share is over is for the share watch to say; until then, look again.
      if (update.state == SourceState::kDisplayLost) SetGap(GapReason::kDisplayLost, true);
      source_.reset();
      shield_.reset();
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
  const int descriptor = reader_has_frame_ ? -1 : frame.fd();
  // Before sending: should that fail, there is no reader any more and all of this is false again.
  frame_lent_ = reader_has_frame_ = true;
  reader_patience_ends_ = Clock::now() + kReaderPatience;
  Send(message, descriptor);
  frame.ReleasePages();
}

void ScreenWorker::Send(const ToReader& message, int descriptor) {
  if (reader_ && !reader_->pipe().Send(Encode(message), descriptor)) {
    ReaderFailed("it ended");
  }
}

void ScreenWorker::Receive() {
  for (int i = 0; i < kAtOnce && reader_; ++i) {
    auto payload = reader_->pipe().Receive();
    if (!payload) return ReaderFailed("it ended");
    if (!*payload) return;
    auto message = DecodeFromReader(**payload);
    if (!message) return ReaderFailed("it sent what is not a message");
    if (const auto* failed = std::get_if<from_reader::Failed>(&*message)) {
      // Once it has seen pixels its words are not trusted to be without personal data.
      return ReaderFailed(serial_at_start_ == serial_ ? failed->reason : "it cannot go on");
    }
    if (std::holds_alternative<from_reader::Ready>(*message)) {
      reader_ready_ = true;
      reader_patience_ends_.reset();
      grab_due_ = Clock::now();
    } else if (const auto* taken = std::get_if<from_reader::Taken>(&*message)) {
      if (taken->serial != serial_) continue;
      frame_lent_ = false;
      reader_patience_ends_.reset();  // what it has to read it says next
    } else if (const auto* findings = std::get_if<from_reader::Findings>(&*message)) {
      On(*findings);
    }
  }
}

void ScreenWorker::On(const from_reader::Findings& message) {
  if (message.unread > 0) {
    reader_patience_ends_ = Clock::now() + kReaderPatience;
  } else {
    // Only a page that was read to its end shows that the reader works on it.
    reader_patience_ends_.reset();
    reader_failures_ = 0;
    reader_trouble_.clear();
    SetGap(GapReason::kReaderFailed, false);
  }
  if (message.missed > 0 || message.unreadable) {
    SetGap(GapReason::kFramesDropped, true);
    drop_over_.reset();
  }
  if (!message.unreadable && gaps_[GapReason::kFramesDropped])
    drop_over_ = Clock::now() + kDropLasts;
  Push(policy::event::ScreenRead{share_, message.findings, message.unread > 0, message.card_form});
}

void ScreenWorker::SetGap(GapReason reason, bool open) {
  gaps_[reason] = open;
  TellGaps();
}

// A full channel refuses: what was not told is told later.
void ScreenWorker::TellGaps() {
  for (const auto& [reason, open] : gaps_) {
    if (const auto told = told_.find(reason); told != told_.end() && told->second == open) continue;
    const bool pushed = open ? events_.Push(policy::event::GapOpened{share_, reason})
                             : events_.Push(policy::event::GapClosed{share_, reason});
    if (!pushed) return;
    told_[reason] = open;
  }
}

// A move that finds no room is told later, as a gap is.
void ScreenWorker::TellPlace() {
  if (place_ != told_place_ && events_.Push(policy::event::SharePlaced{share_, place_})) {
    told_place_ = place_;
  }
}

// A reading that finds no room waits, and is overtaken by the next.
void ScreenWorker::Push(policy::Event event) {
  unsent_.reset();
  if (!events_.Push(event)) unsent_ = std::move(event);
}

}  // namespace chaperone::agent

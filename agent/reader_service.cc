// SPDX-License-Identifier: Apache-2.0
#include "agent/reader_service.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "policy/personal_data/card_form.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::Rect;
using policy::Result;
using std::chrono::milliseconds;

// Between two looks for news while reading: some 50 ms of Tesseract.
constexpr size_t kLinesAtOnce = 4;
// A quiet frame lets what changed too fast be read after all.
constexpr milliseconds kQuiet{500};
// While a page is being read, findings are published this often at most …
constexpr milliseconds kPublishEvery{120};
// … and understanding the page takes at most one part in so many of the time.
constexpr int kPublishShare = 5;
// A page that is never read to its end must not keep back what is unclear for ever.
constexpr milliseconds kHoldUnclear{3000};

}  // namespace

ReaderService::ReaderService(MessagePipe pipe, std::unique_ptr<ocr::Recogniser> recogniser,
                             policy::Detectors detectors)
    : pipe_(std::move(pipe)),
      reader_(std::move(recogniser)),
      detectors_(std::move(detectors)),
      understanding_(std::in_place, detectors_) {}

ReaderService::~ReaderService() {
  reader_.Forget();
  std::fill(pixels_.begin(), pixels_.end(), uint8_t{0});
}

int ReaderService::Run() {
  Send(from_reader::Ready{});
  while (!ended_) {
    pollfd fd{pipe_.fd(), POLLIN, 0};
    poll(&fd, 1, PollTimeout());
    if (fd.revents != 0 && !HandleMessages()) break;
    // Before it is read, too: should a line never be done with, the agent knows that it waits.
    if (PublishDue()) Publish();
    Read();
    if (PublishDue()) Publish();
  }
  return 0;
}

int ReaderService::PollTimeout() const {
  if (reader_.unread() > 0 || HasNews()) return 0;
  if (settled_) return -1;
  const auto left = std::chrono::ceil<milliseconds>(last_frame_ + kQuiet - Clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, kQuiet.count()));
}

bool ReaderService::HandleMessages() {
  for (;;) {
    auto payload = pipe_.Receive();
    if (!payload) return false;
    if (!*payload) return true;
    auto message = DecodeToReader(**payload);
    if (!message) return false;
    const Result<void> done = std::visit([this](auto& m) { return On(std::move(m)); }, *message);
    if (!done) {
      Send(from_reader::Failed{done.error().detail});
      return false;
    }
  }
}

Result<void> ReaderService::On(to_reader::Configure message) {
  rules_ = std::move(message.detection);
  understanding_.emplace(detectors_, message.fingerprint_key);
  std::fill(message.fingerprint_key.begin(), message.fingerprint_key.end(), uint8_t{0});
  publish_ = width_ > 0;
  return {};
}

Result<void> ReaderService::On(to_reader::People message) {
  people_ = std::move(message.people);
  publish_ = width_ > 0;
  return {};
}

Result<void> ReaderService::On(to_reader::Frame message) {
  if (message.brings_descriptor) {
    shared_frame_ = pipe_.TakeDescriptor();
    width_ = message.width;
    height_ = message.height;
    reader_.Forget();
    last_whole_.clear();
    pixels_.assign(static_cast<size_t>(width_) * static_cast<size_t>(height_) * 4, 0);
  }
  if (!shared_frame_.valid() || message.width != width_ || message.height != height_) {
    return Error{ErrorCode::kProtocol, false, "a frame came without its pixels"};
  }
  for (const Rect& rect : message.changed) {
    if (Result<void> copied = CopyRows(rect); !copied) return copied;
  }
  serial_ = message.serial;
  Send(from_reader::Taken{serial_});
  last_frame_ = Clock::now();
  settled_ = false;
  if (serial_ == 1 || message.brings_descriptor) publish_ = true;
  return reader_.Update({pixels_.data(), width_, height_, static_cast<size_t>(width_) * 4},
                        message.changed);
}

// By pread() rather than a mapping: the shared pixels never count as this process's memory.
Result<void> ReaderService::CopyRows(const Rect& rect) {
  const size_t stride = static_cast<size_t>(width_) * 4;
  const auto read_all = [&](size_t offset, size_t count) {
    while (count > 0) {
      const ssize_t n =
          pread(shared_frame_.get(), pixels_.data() + offset, count, static_cast<off_t>(offset));
      if (n <= 0) return false;
      offset += static_cast<size_t>(n);
      count -= static_cast<size_t>(n);
    }
    return true;
  };
  const size_t top = static_cast<size_t>(rect.y) * stride;
  bool good = true;
  if (rect.width * 2 >= width_) {
    good = read_all(top, static_cast<size_t>(rect.height) * stride);
  } else {
    for (int y = 0; y < rect.height && good; ++y) {
      good = read_all(top + static_cast<size_t>(y) * stride + static_cast<size_t>(rect.x) * 4,
                      static_cast<size_t>(rect.width) * 4);
    }
  }
  if (!good) return Error{ErrorCode::kIo, true, "the shared frame could not be read"};
  return {};
}

void ReaderService::Read() {
  if (!settled_ && Clock::now() - last_frame_ >= kQuiet) {
    settled_ = true;
    reader_.Settle();
  }
  if (reader_.unread() == 0) return;
  const Result<bool> more = reader_.ReadSome(kLinesAtOnce);
  if (!more) {
    Send(from_reader::Failed{more.error().detail});
    ended_ = true;
  }
}

// Pixels change all the time (a caret, a video); the agent hears only of what that means.
bool ReaderService::HasNews() const {
  return publish_ || reader_.version() != published_version_ ||
         (reader_.unread() > 0) != (published_.unread > 0) || reader_.missed() > 0 ||
         !reader_.unreadable().empty() != published_.unreadable;
}

// Whose a value is, the whole page tells: until the heading above it has been read, the customer's
// own number is nobody's, and would alarm. So while a page is being read, for a while, only what
// speaks for itself is told: a stranger's name or address, and what stood there before.
void ReaderService::HoldWhatIsUnclear(std::vector<policy::Finding>& findings) {
  if (reader_.unread() == 0) {
    reading_since_.reset();
    last_whole_ = findings;
    return;
  }
  if (!reading_since_) reading_since_ = Clock::now();
  const bool nobody_known = people_.customers.empty() && people_.customer_domains.empty() &&
                            people_.representatives.empty();
  if (nobody_known || Clock::now() - *reading_since_ >= kHoldUnclear) return;
  std::erase_if(findings, [&](const policy::Finding& f) {
    const bool speaks_for_itself =
        f.subject == policy::Subject::kThirdParty &&
        (f.kind == policy::Kind::kPersonName || f.kind == policy::Kind::kEmail);
    const auto same = [&](const policy::Finding& old) {
      return old.kind == f.kind && old.box == f.box && old.subject == f.subject;
    };
    return !speaks_for_itself && std::none_of(last_whole_.begin(), last_whole_.end(), same);
  });
}

bool ReaderService::ShowsCardForm(const std::vector<policy::ScreenLine>& lines) {
  std::vector<std::string> texts;
  texts.reserve(lines.size());
  for (const policy::ScreenLine& line : lines) texts.push_back(line.text);
  return policy::LooksLikeCardForm(texts);
}

bool ReaderService::PublishDue() const {
  if (!HasNews()) return false;
  if (reader_.unread() == 0) return true;
  const auto pause = std::max<Clock::duration>(kPublishEvery, publish_cost_ * kPublishShare);
  return Clock::now() - last_publish_ >= pause;
}

void ReaderService::Publish() {
  const auto begin = Clock::now();
  std::vector<policy::ScreenLine> lines;
  for (ocr::TextLine& line : reader_.Lines()) {
    lines.push_back({std::move(line.text), line.box, line.confidence});
  }
  from_reader::Findings message;
  message.serial = serial_;
  message.findings = understanding_->Find(lines, people_, rules_);
  message.card_form = ShowsCardForm(lines);
  HoldWhatIsUnclear(message.findings);
  message.unread = static_cast<uint32_t>(reader_.unread());
  message.missed = reader_.TakeMissed();
  message.unreadable = !reader_.unreadable().empty();
  published_version_ = reader_.version();
  publish_ = false;
  Send(message);
  published_ = std::move(message);
  published_.findings.clear();
  last_publish_ = Clock::now();
  publish_cost_ = last_publish_ - begin;
}

void ReaderService::Send(const FromReader& message) {
  if (!pipe_.Send(Encode(message))) ended_ = true;
}

}  // namespace chaperone::agent

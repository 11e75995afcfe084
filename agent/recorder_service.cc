// SPDX-License-Identifier: Apache-2.0
#include "agent/recorder_service.h"

#include <poll.h>
#include <sodium.h>

#include <algorithm>
#include <utility>

#include "agent/key_pipe.h"
#include "capture/audio/remux.h"

namespace chaperone::agent {
namespace {

using capture::Announcer;
using capture::SoundNow;
using policy::Error;
using policy::ErrorCode;
using policy::Result;
using std::chrono::milliseconds;

constexpr milliseconds kAnnouncing{20};
constexpr milliseconds kProgressEvery{500};

Error Nonsense(const char* what) {
  return {ErrorCode::kProtocol, false, what};
}

// A re-statement is a second or two, spoken while people talk: it must have been in place, open and
// there; the announcement before it was measured in full.
bool WasSpoken(const policy::AnnouncementMeasure& m) {
  return m.stream_in_place && m.stream_open && 2 * m.segments_met >= m.segments;
}

}  // namespace

RecorderService::~RecorderService() {
  recorder_.reset();
}

int RecorderService::Run() {
  Send(from_recorder::Ready{});
  bool busy = false;
  while (!ended_) {
    pollfd fd{pipe_.fd(), POLLIN, 0};
    const auto timeout = PollTimeout(busy);
    const timespec rest{0, timeout ? timeout->count() : 0};  // below a second
    ppoll(&fd, 1, timeout ? &rest : nullptr, nullptr);
    if (fd.revents != 0 && !HandleMessages()) break;
    StepAnnouncement();
    busy = StepRecording();
  }
  // The agent is gone, or wants no more: what was permitted is put on the disk, without an end.
  if (recorder_) recorder_->Abandon();
  return 0;
}

std::optional<std::chrono::nanoseconds> RecorderService::PollTimeout(bool busy) const {
  using std::chrono::nanoseconds;
  if (busy) return nanoseconds{0};
  const bool announcing = !announcement_.empty() || restating_;
  if (!recorder_) return announcing ? std::optional<nanoseconds>(kAnnouncing) : std::nullopt;
  const capture::SoundTime now = SoundNow();
  const nanoseconds rest = std::max(recorder_->next_step(now) - now, nanoseconds{0});
  return announcing ? std::min<nanoseconds>(rest, kAnnouncing) : rest;
}

bool RecorderService::HandleMessages() {
  for (;;) {
    auto payload = pipe_.Receive();
    if (!payload) return false;
    if (!*payload) return true;
    auto message = DecodeToRecorder(**payload);
    if (!message) return false;
    const Result<void> done = std::visit([this](auto& m) { return On(std::move(m)); }, *message);
    if (!done) {
      Fail(done.error());
      return false;
    }
    if (ended_) return true;
  }
}

Result<void> RecorderService::MakeAnnouncer() {
  if (announcer_) return {};
  auto made = Announcer::Create("");
  if (!made) return made.error();
  announcer_ = std::move(*made);
  return {};
}

Result<void> RecorderService::On(const to_recorder::Announce& message) {
  auto begun = MakeAnnouncer();
  // Whoever joined while it was spoken is told first.
  if (begun) begun = CutRestatementShort();
  if (begun) {
    begun = announcer_->Begin(message.sound, message.voice_file, message.voice_sha256, false);
  }
  if (!begun) {
    Send(from_recorder::AnnounceFailed{message.announcement, begun.error().detail});
    return {};
  }
  announcement_ = message.announcement;
  told_ = {};
  return {};
}

Result<void> RecorderService::On(to_recorder::StopAnnouncing /*message*/) {
  if (announcement_.empty()) return {};
  const std::string id = std::exchange(announcement_, "");
  // No reason to end a recording that waits: whoever comes next puts in order what is left.
  if (auto back = announcer_->PutBack(); !back) {
    Send(from_recorder::AnnounceFailed{id, back.error().detail});
  }
  return {};
}

void RecorderService::StepAnnouncement() {
  if (announcement_.empty()) return;
  const std::string id = announcement_;
  switch (announcer_->Step()) {
    case Announcer::State::kRunning:
      if (announcer_->injected() - told_ < kProgressEvery) return;
      told_ = announcer_->injected();
      return Send(from_recorder::AnnounceProgress{id, told_, announcer_->length()});
    case Announcer::State::kDone:
      announcement_.clear();
      return Send(from_recorder::Announced{id, announcer_->measure()});
    case Announcer::State::kIdle:
    case Announcer::State::kFailed:
      announcement_.clear();
      return Send(from_recorder::AnnounceFailed{id, announcer_->failure().detail});
  }
}

Result<void> RecorderService::On(to_recorder::Permit /*message*/) {
  permit_ = pipe_.TakeDescriptor();
  if (!permit_.valid()) return Nonsense("a permit came without its pipe");
  return {};
}

Result<void> RecorderService::StartAudio() {
  if (!audio_) {
    auto audio = capture::PortAudio::Start();
    if (!audio) return audio.error();
    audio_ = std::move(*audio);
  }
  if (Look() == nullptr) {
    return policy::Unavailable(
        "nothing is recorded: there is no sound server that would say where our streams are; is "
        "PulseAudio or PipeWire running?");
  }
  return {};
}

Result<void> RecorderService::On(to_recorder::Key /*message*/) {
  key_ = pipe_.TakeDescriptor();
  return {};
}

Result<void> RecorderService::On(to_recorder::Record message) {
  file_ = pipe_.TakeDescriptor();
  capture::SealedKey key{};
  if (auto read = ReadKey(std::exchange(key_, OwnedFd{}).get(), key); !read) return read;
  const auto wiped = [&](Result<void> result) {
    sodium_memzero(key.data(), key.size());
    return result;
  };
  if (recorder_ || !file_.valid() || !permit_.valid()) {
    return wiped(Nonsense("a recording was asked for without a permit or a file, or twice"));
  }
  if (auto started = StartAudio(); !started) return wiped(started);
  order_ = std::move(message);
  if (!order_->restatement_file.empty()) {
    if (auto begun = BeginRestatement(); !begun) return wiped(begun);
  }
  auto recorder = capture::Recorder::Begin(
      {order_->recording, order_->sound, restating_, order_->warn_free_mb, order_->stop_free_mb},
      key, file_.get(), permit_.Release(),
      [this](const std::string& source) { return audio_->Open(source); }, SoundNow());
  if (!recorder) return wiped(recorder.error());
  recorder_ = std::move(*recorder);
  return wiped({});
}

Result<void> RecorderService::On(to_recorder::Pause message) {
  if (recorder_) recorder_->Pause(message.reason);
  return {};
}

Result<void> RecorderService::On(to_recorder::Resume message) {
  if (!recorder_ || !permit_.valid()) return Nonsense("nothing can go on: no recording, no permit");
  order_->sound = std::move(message.sound);
  // The pause may have come and gone before a step saw it.
  if (auto cut = CutRestatementShort(); !cut) return cut;
  if (std::exchange(restate_again_, false)) {
    if (auto begun = BeginRestatement(); !begun) return begun;
  }
  return recorder_->Resume(permit_.Release(), order_->sound, restating_, SoundNow());
}

// Makes the virtual microphone; nothing is said before the first Step().
Result<void> RecorderService::BeginRestatement() {
  if (auto made = MakeAnnouncer(); !made) return made;
  auto begun =
      announcer_->Begin(order_->sound, order_->restatement_file, order_->restatement_sha256, true);
  restating_ = begun.ok();
  return begun;
}

Result<void> RecorderService::On(to_recorder::Finish /*message*/) {
  if (!recorder_) {
    ended_ = true;
    return {};
  }
  return FinishRecording();
}

Result<void> RecorderService::FinishRecording() {
  Look();
  auto done = recorder_->Finish(SoundNow());
  TellNews();
  if (restating_) announcer_->PutBack().ok();
  restating_ = false;
  if (!done) return done;
  Send(from_recorder::Finished{order_->recording, recorder_->length(), recorder_->bytes()});
  recorder_.reset();
  ended_ = true;
  return {};
}

// The sound server's present picture; none where it is gone.
const capture::SoundPicture* RecorderService::Look() {
  if (!watch_) {
    auto made = capture::SoundWatch::Create("");
    if (!made) return nullptr;
    watch_ = std::move(*made);
  }
  for (int news = 0; news < 32; ++news) {
    const auto changed = watch_->Wait(milliseconds{0});
    if (!changed) {
      watch_.reset();
      return nullptr;
    }
    if (!*changed) break;
  }
  return &watch_->picture();
}

// The microphone is the softphone's again, and it begins anew when the recording goes on.
Result<void> RecorderService::CutRestatementShort() {
  if (!std::exchange(restating_, false)) return {};
  restate_again_ = true;
  return announcer_->PutBack();
}

void RecorderService::StepRestatement() {
  if (!restating_) return;
  if (recorder_->paused()) {
    if (auto cut = CutRestatementShort(); !cut) Fail(cut.error());
    return;
  }
  if (!recorder_->recording()) return;
  switch (announcer_->Step()) {
    case Announcer::State::kRunning:
      return;
    case Announcer::State::kDone:
      restating_ = false;
      if (!WasSpoken(announcer_->measure())) {
        return Fail(policy::Unavailable(
            "the recording has to begin with an announcement, and what went into the call was not "
            "that: the call's stream was moved, muted or drowned while it was spoken"));
      }
      recorder_->RestatementDone(SoundNow());
      if (auto back = announcer_->PutBack(); !back) Fail(back.error());
      return;
    case Announcer::State::kIdle:
    case Announcer::State::kFailed:
      restating_ = false;
      Error why = announcer_->failure();
      why.detail = "the recording has to begin with an announcement, which failed: " + why.detail;
      return Fail(why);
  }
}

bool RecorderService::StepRecording() {
  if (!recorder_ || ended_) return false;
  const auto busy = recorder_->Step(Look(), SoundNow());
  TellNews();
  if (!busy) {
    Fail(busy.error());
    return false;
  }
  StepRestatement();
  if (recorder_ && recorder_->disk_full()) {
    if (auto done = FinishRecording(); !done) Fail(done.error());
    return false;
  }
  return *busy;
}

void RecorderService::TellNews() {
  for (const capture::RecorderNews& news : recorder_->TakeNews()) {
    if (std::holds_alternative<capture::recorder_news::Started>(news)) {
      Send(from_recorder::Started{order_->recording});
    } else if (const auto* gap = std::get_if<capture::recorder_news::Gap>(&news)) {
      Send(from_recorder::Gap{gap->gap});
    } else if (const auto* level = std::get_if<capture::recorder_news::Level>(&news)) {
      Send(from_recorder::Level{level->length, level->bytes, level->microphone_db,
                                level->far_end_db});
    } else if (const auto* disk = std::get_if<capture::recorder_news::DiskLow>(&news)) {
      Send(from_recorder::DiskLow{disk->free_mb, disk->stop});
    }
  }
}

Result<void> RecorderService::On(to_recorder::Export message) {
  sealed_ = pipe_.TakeDescriptor();
  if (!sealed_.valid()) return Nonsense("an export came without its file");
  export_ = std::move(message);
  return {};
}

Result<void> RecorderService::On(to_recorder::ExportTo /*message*/) {
  const OwnedFd out = pipe_.TakeDescriptor();
  if (!out.valid() || !export_) return Nonsense("an export came without a file to write");
  capture::SealedKey key{};
  if (auto read = ReadKey(std::exchange(key_, OwnedFd{}).get(), key); !read) return read;
  const auto done = capture::Remux(sealed_.get(), export_->recording, key, out.get());
  sodium_memzero(key.data(), key.size());
  export_.reset();
  if (!done) return done.error();
  Send(from_recorder::Exported{done->length, done->truncated, done->problem});
  return {};
}

void RecorderService::Fail(const Error& error) {
  Send(from_recorder::Failed{error.detail});
  ended_ = true;
}

void RecorderService::Send(const FromRecorder& message) {
  if (!pipe_.Send(Encode(message))) ended_ = true;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/recorder.h"

#include <poll.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace chaperone::capture {
namespace {

using policy::RecordingGap;
using policy::RecordingGapReason;
using policy::Result;
using std::chrono::milliseconds;

constexpr std::array kChannelNames = {"microphone", "far_end"};
constexpr SoundTime kStep = std::chrono::milliseconds{100};
constexpr SoundTime kOpenPatience = std::chrono::seconds{4};
// What was said so recently may not have come out of the virtual microphone's ring.
constexpr SoundTime kOnTheWay = std::chrono::milliseconds{150};
constexpr SoundTime kSleep = std::chrono::milliseconds{500};
// A backlog (the silence of a long pause) is worked off in steps: 10 s of sound each.
constexpr int kFramesAtOnce = 500;

double Decibels(float peak) {
  return peak > 1e-10F ? 20 * std::log10(static_cast<double>(peak)) : -200;
}

bool IsPipe(int fd) {
  struct stat what {};
  return fstat(fd, &what) == 0 && S_ISFIFO(what.st_mode);
}

policy::Error NotPermitted() {
  return {policy::ErrorCode::kRefused, false, "nothing is recorded: there is no open permit"};
}

}  // namespace

Result<std::unique_ptr<Recorder>> Recorder::Begin(const RecordingOrder& order, const SealedKey& key,
                                                  int file, int permit, OpenAudioSource open,
                                                  SoundTime now, SleepClock slept) {
  auto writer = SealedFileWriter::Begin(file, order.recording, key);
  if (!writer) {
    close(permit);
    return writer.error();
  }
  std::unique_ptr<Recorder> out(
      new Recorder(order, std::move(*writer), file, permit, std::move(open), slept));
  if (!out->Permitted()) return NotPermitted();
  auto scratch = LockedMemory::Create(SampleRing::kSamples / 2 * sizeof(float));
  if (!scratch) return scratch.error();
  out->scratch_ = std::move(*scratch);
  out->inputs_[0].emplace(order.sound.microphone);
  out->inputs_[1].emplace(order.sound.far_end);
  if (order.restatement) out->speech_.emplace(kVirtualMicrophone);
  out->OpenInputs(now);
  return out;
}

Recorder::~Recorder() {
  ClosePermit();
}

void Recorder::ClosePermit() {
  if (permit_ >= 0) close(permit_);
  permit_ = -1;
}

// Anything but an open pipe with nothing in it is no permit.
bool Recorder::Permitted() const {
  if (permit_ < 0 || !IsPipe(permit_)) return false;
  pollfd look{permit_, POLLIN, 0};
  return poll(&look, 1, 0) == 0;
}

void Recorder::OpenInputs(SoundTime now) {
  opened_ = now;
  slept_ = sleep_clock_();
  state_ = State::kOpening;
  if (speech_) speech_->Open(open_, now);
  for (auto& input : inputs_) input->Open(open_, now);
}

// From here on nothing is kept, nor listened to.
void Recorder::StopKeeping(RecordingGapReason reason) {
  const bool was_running = state_ == State::kRunning;
  state_ = State::kPaused;
  speech_.reset();
  for (auto& input : inputs_) input->Lose(reason);
  if (!timeline_) return;
  for (size_t channel = 0; channel < Timeline::kChannels; ++channel) timeline_->Restart(channel);
  if (!was_running) return;
  // What was permitted goes to the disk now: later nothing may grow any more.
  const bool flushed = encoder_->Flush().ok() && writer_.Sync().ok();
  if (!flushed) disk_full_ = true;
  TellMissing(true);
  gap_from_ = timeline_->position();
  OpenGap(reason);
}

void Recorder::OpenGap(RecordingGapReason reason) {
  gap_ = reason;
  news_.emplace_back(recorder_news::Gap{{reason, LengthOf(gap_from_), milliseconds{}, "both"}});
}

// The permit is closed at once, whatever else there is to read: its reason may come later.
void Recorder::Pause(RecordingGapReason reason) {
  if (state_ == State::kPaused && gap_ == RecordingGapReason::kRequirement) {
    OpenGap(reason);
  } else {
    pause_reason_ = reason;
  }
}

Result<void> Recorder::Resume(int permit, const CallSound& sound, bool restatement, SoundTime now) {
  // The permit before is over, however soon the next one came: what was heard between them is not
  // kept.
  if (state_ == State::kRunning || state_ == State::kOpening) {
    StopKeeping(pause_reason_ == RecordingGapReason::kUnknown ? RecordingGapReason::kRequirement
                                                              : pause_reason_);
  }
  ClosePermit();
  permit_ = permit;
  if (!Permitted()) {
    ClosePermit();
    return {};
  }
  order_.sound = sound;
  inputs_[0].emplace(sound.microphone);
  inputs_[1].emplace(sound.far_end);
  if (restatement) speech_.emplace(kVirtualMicrophone);
  OpenInputs(now);
  return {};
}

// It lasted as long as the timeline was silenced.
void Recorder::TellGapIsOver() {
  if (!gap_) return;
  const milliseconds from = LengthOf(gap_from_);
  news_.emplace_back(
      recorder_news::Gap{{*gap_, from, LengthOf(timeline_->silent_until()) - from, "both"}});
  gap_.reset();
}

Result<void> Recorder::StartKeeping(SoundTime now) {
  if (!timeline_) {
    auto timeline = Timeline::Create(now);
    if (!timeline) return timeline.error();
    timeline_.emplace(std::move(*timeline));
    if (speech_) {
      if (auto expected = timeline_->ExpectMicrophone(); !expected) return expected;
    }
    auto encoder =
        Encoder::Create([this](std::span<const uint8_t> bytes) { return writer_.Append(bytes); });
    if (!encoder) return encoder.error();
    encoder_ = std::move(*encoder);
    if (auto synced = writer_.Sync(); !synced) return synced;
  } else {
    timeline_->SilentUntil(now);
    if (speech_) {
      if (auto expected = timeline_->ExpectMicrophone(); !expected) return expected;
    }
  }
  TellGapIsOver();
  pause_reason_ = RecordingGapReason::kUnknown;
  state_ = State::kRunning;
  second_ = now;
  if (!started_) news_.emplace_back(recorder_news::Started{});
  started_ = true;
  // What cannot be had now is missing from the beginning.
  for (size_t channel = 0; channel < Timeline::kChannels; ++channel) {
    if (inputs_[channel]->good()) {
      inputs_[channel]->Found();
    } else {
      inputs_[channel]->Lose(RecordingGapReason::kDeviceLost);
      Lost(channel);
    }
  }
  return {};
}

void Recorder::Lost(size_t channel) {
  const RecordingGapReason reason = *inputs_[channel]->lost();
  reasons_[channel] = reason;
  timeline_->Restart(channel);
  news_.emplace_back(recorder_news::Gap{
      {reason, LengthOf(timeline_->position()), milliseconds{}, kChannelNames[channel]}});
}

void Recorder::CheckInputs(const SoundPicture* picture, SoundTime now) {
  static const SoundPicture nothing;
  const SoundPicture& seen = picture != nullptr ? *picture : nothing;
  std::set<uint32_t> taken;
  // Lost streams give their numbers back only after all were looked at.
  if (speech_ && speech_->Check(seen, getpid(), taken, now) && state_ == State::kRunning) {
    reasons_[0] = *speech_->lost();
    timeline_->Restart(0);
  }
  if (speech_ && state_ == State::kOpening) speech_->Retry(seen, open_, now);
  for (size_t channel = 0; channel < Timeline::kChannels; ++channel) {
    const bool was_lost = inputs_[channel]->lost().has_value();
    const bool lost = inputs_[channel]->Check(seen, getpid(), taken, now);
    if (lost && !was_lost && state_ == State::kRunning) Lost(channel);
    inputs_[channel]->Retry(seen, open_, now);
  }
}

void Recorder::TakeBlocks(SoundTime now) {
  const std::span<float> into = scratch_->as<float>();
  const auto take = [&](SoundInput& input, const auto& place) {
    while (auto block = input.Pop(into, now)) {
      if (state_ != State::kRunning || !input.proven()) continue;
      input.Found();
      place(*block);
    }
  };
  if (speech_) take(*speech_, [&](const AudioBlock& block) { timeline_->Push(0, block); });
  take(*inputs_[0], [&](const AudioBlock& block) { timeline_->PushExpected(block); });
  take(*inputs_[1], [&](const AudioBlock& block) { timeline_->Push(1, block); });
  sodium_memzero(into.data(), into.size_bytes() / 8);  // blocks are 100 ms
}

void Recorder::RestatementDone(SoundTime now) {
  if (timeline_ && speech_) timeline_->ExchangeMicrophone(now - kOnTheWay);
  speech_.reset();
}

Result<bool> Recorder::Keep(SoundTime now, bool last) {
  std::array<float, kBothChannels> frame;
  int kept = 0;
  for (; kept < kFramesAtOnce; ++kept) {
    if (!Permitted()) {
      StopKeeping(pause_reason_ == RecordingGapReason::kUnknown ? RecordingGapReason::kRequirement
                                                                : pause_reason_);
      break;
    }
    if (!timeline_->Take(now, last, frame)) break;
    Meter(frame);
    if (auto done = encoder_->Encode(frame); !done) return done.error();
  }
  sodium_memzero(frame.data(), sizeof frame);
  if (state_ == State::kRunning) TellMissing(false);
  return kept == kFramesAtOnce;
}

void Recorder::Meter(std::span<const float, kBothChannels> frame) {
  for (size_t i = 0; i < frame.size(); ++i) {
    float& peak = peaks_[i % Timeline::kChannels];
    peak = std::max(peak, std::abs(frame[i]));
  }
}

void Recorder::TellMissing(bool at_end) {
  for (const Missing& missing : timeline_->TakeMissing(at_end)) {
    auto& reason = reasons_[missing.channel];
    news_.emplace_back(recorder_news::Gap{
        {reason == RecordingGapReason::kUnknown ? RecordingGapReason::kOverflow : reason,
         LengthOf(missing.from), LengthOf(missing.length), kChannelNames[missing.channel]}});
    if (!inputs_[missing.channel]->lost()) reason = RecordingGapReason::kUnknown;
  }
}

Result<bool> Recorder::Step(const SoundPicture* picture, SoundTime now) {
  if (state_ == State::kEnded || state_ == State::kPaused) return false;
  if (!Permitted()) {
    StopKeeping(pause_reason_ == RecordingGapReason::kUnknown ? RecordingGapReason::kRequirement
                                                              : pause_reason_);
    return false;
  }
  if (sleep_clock_() - slept_ > kSleep) {
    const bool cut_short = speech_.has_value();
    StopKeeping(RecordingGapReason::kSuspended);
    if (cut_short) {
      return policy::Unavailable(
          "the computer slept while the recording's first words were spoken, so they are not whole "
          "in it.",
          true);
    }
    OpenInputs(now);  // still permitted: it goes on
    return false;
  }
  CheckInputs(picture, now);
  TakeBlocks(now);
  if (state_ == State::kOpening) {
    const bool good = inputs_[0]->good() && inputs_[1]->good() && (!speech_ || speech_->good());
    if (!good && now - opened_ < kOpenPatience) return false;
    if (!good && !started_) {
      const SoundInput& missing = speech_ && !speech_->good() ? *speech_
                                  : !inputs_[0]->good()       ? *inputs_[0]
                                                              : *inputs_[1];
      return policy::Unavailable("the sound source " + missing.source() +
                                     " gives no sound, so nothing is recorded; is the headset "
                                     "connected, and the one that the call uses?",
                                 true);
    }
    if (auto started = StartKeeping(now); !started) return started.error();
    return false;
  }
  auto kept = Keep(now, false);
  if (kept && state_ == State::kRunning && now - second_ >= std::chrono::seconds{1}) {
    second_ = now;
    if (auto synced = writer_.Sync(); !synced) return synced.error();
    OncePerSecond(now);
  }
  return kept;
}

SoundTime Recorder::next_step(SoundTime now) const {
  SoundTime next = now + kStep;
  if (speech_) next = std::min(next, speech_->next_look().value_or(next));
  for (const auto& input : inputs_) {
    if (input) next = std::min(next, input->next_look().value_or(next));
  }
  return next;
}

void Recorder::OncePerSecond(SoundTime /*now*/) {
  news_.emplace_back(
      recorder_news::Level{length(), bytes(), Decibels(peaks_[0]), Decibels(peaks_[1])});
  peaks_ = {};
  struct statvfs disk {};
  if (fstatvfs(file_, &disk) != 0) return;
  const auto free = static_cast<int>(
      std::min<uint64_t>(uint64_t{disk.f_bavail} * disk.f_frsize >> 20, INT32_MAX));
  if (free < order_.stop_free_mb) {
    disk_full_ = true;
    news_.emplace_back(recorder_news::DiskLow{free, true});
  } else if (free < order_.warn_free_mb && !disk_warned_) {
    news_.emplace_back(recorder_news::DiskLow{free, false});
  }
  disk_warned_ = free < order_.warn_free_mb;
}

Result<void> Recorder::Finish(SoundTime now) {
  if (state_ == State::kRunning) {
    TakeBlocks(now);
    for (bool more = true; more && state_ == State::kRunning;) {
      auto kept = Keep(now, true);
      if (!kept) return kept.error();
      more = *kept;
    }
    if (state_ == State::kRunning) TellMissing(true);
  } else if (gap_) {
    timeline_->SilentUntil(now);
    TellGapIsOver();
  }
  speech_.reset();
  for (auto& input : inputs_) input->Close();
  state_ = State::kEnded;
  ClosePermit();
  if (encoder_) {
    if (auto done = encoder_->Finish(); !done) return done;
  }
  return writer_.Finish();
}

void Recorder::Abandon() {
  if (state_ != State::kEnded) StopKeeping(RecordingGapReason::kRequirement);
  state_ = State::kEnded;
  ClosePermit();
}

milliseconds Recorder::length() const {
  return LengthOf(timeline_ ? timeline_->position() : 0);
}

}  // namespace chaperone::capture

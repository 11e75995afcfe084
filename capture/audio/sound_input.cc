// SPDX-License-Identifier: Apache-2.0
#include "capture/audio/sound_input.h"

#include <algorithm>

namespace chaperone::capture {
namespace {

using policy::RecordingGapReason;
using std::chrono::milliseconds;

constexpr milliseconds kRetry{500};
// A monitor's first sound may take two seconds.
constexpr milliseconds kSilentFor{3000};

}  // namespace

void SoundInput::Open(const OpenAudioSource& open, SoundTime now) {
  Close();
  retry_ = now + kRetry;
  last_ = now;
  auto stream = open(source_);
  if (stream) stream_ = std::move(*stream);
}

void SoundInput::Close() {
  stream_.reset();
  index_.reset();
  brought_ = false;
}

void SoundInput::Lose(RecordingGapReason reason) {
  Close();
  lost_ = reason;
}

bool SoundInput::Check(const SoundPicture& picture, pid_t own, std::set<uint32_t>& taken,
                       SoundTime now) {
  if (!open()) return false;
  if (!index_) {
    for (const RecordingStream& stream : picture.recording) {
      if (stream.pid != own || stream.source != source_ || taken.contains(stream.index)) continue;
      index_ = stream.index;
      break;
    }
  }
  if (index_) taken.insert(*index_);
  const bool there =
      std::find(picture.sources.begin(), picture.sources.end(), source_) != picture.sources.end();
  const auto seen = std::find_if(picture.recording.begin(), picture.recording.end(),
                                 [&](const RecordingStream& s) { return s.index == index_; });
  if (!there || !stream_->alive() || now - last_ > kSilentFor ||
      (index_ && seen == picture.recording.end())) {
    Lose(RecordingGapReason::kDeviceLost);
    return true;
  }
  if (index_ && seen->source != source_) {
    Lose(RecordingGapReason::kStreamMoved);
    return true;
  }
  return false;
}

void SoundInput::Retry(const SoundPicture& picture, const OpenAudioSource& open, SoundTime now) {
  if (stream_ != nullptr || now < retry_) return;
  if (std::find(picture.sources.begin(), picture.sources.end(), source_) == picture.sources.end())
    return;
  Open(open, now);
}

std::optional<SoundTime> SoundInput::next_look() const {
  return open() ? std::optional(stream_->next_look()) : std::nullopt;
}

std::optional<AudioBlock> SoundInput::Pop(std::span<float> into, SoundTime now) {
  if (!open()) return std::nullopt;
  stream_->Look(now);
  auto block = stream_->ring().Pop(into);
  if (block) {
    brought_ = true;
    last_ = now;
  }
  return block;
}

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "capture/activity/sound_watch.h"
#include "capture/audio/audio_source.h"
#include "policy/recording/recording.h"

namespace chaperone::capture {

// A source that is recorded, and the proof that it is this one: what a stream brings counts only
// while the sound server shows our stream on the source that was asked for.
class SoundInput {
 public:
  explicit SoundInput(std::string source) : source_(std::move(source)) {}

  const std::string& source() const { return source_; }
  bool open() const { return stream_ != nullptr; }
  // Opened, seen on the right source, and bringing sound.
  bool good() const { return open() && index_.has_value() && brought_; }
  bool proven() const { return open() && index_.has_value(); }
  // Why it was closed last, until it is good again.
  std::optional<policy::RecordingGapReason> lost() const { return lost_; }

  void Open(const OpenAudioSource& open, SoundTime now);
  void Close();
  // Looks where the stream is: closes it at once where it is not as it should be, and says so.
  // `own`: the process that the streams belong to; `taken`: streams of other inputs.
  bool Check(const SoundPicture& picture, pid_t own, std::set<uint32_t>& taken, SoundTime now);
  // Opens it again when its source is there.
  void Retry(const SoundPicture& picture, const OpenAudioSource& open, SoundTime now);
  // When Pop() should be called next.
  std::optional<SoundTime> next_look() const;
  // The next block, kept or not.
  std::optional<AudioBlock> Pop(std::span<float> into, SoundTime now);
  void Found() { lost_.reset(); }
  void Lose(policy::RecordingGapReason reason);

 private:
  std::string source_;
  std::unique_ptr<AudioSource> stream_;
  std::optional<uint32_t> index_;  // the sound server's, once seen
  bool brought_ = false;
  SoundTime last_{};  // sound, or its opening
  SoundTime retry_{};
  std::optional<policy::RecordingGapReason> lost_;
};

}  // namespace chaperone::capture

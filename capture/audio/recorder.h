// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "capture/activity/call_sound.h"
#include "capture/activity/sound_watch.h"
#include "capture/audio/audio_source.h"
#include "capture/audio/encoder.h"
#include "capture/audio/sealed_file.h"
#include "capture/audio/sound_input.h"
#include "capture/audio/timeline.h"
#include "policy/recording/recording.h"

namespace chaperone::capture {

struct RecordingOrder {
  std::string recording;
  CallSound sound;
  // The microphone's channel begins with kVirtualMicrophone, which carries the re-statement, until
  // RestatementDone().
  bool restatement = false;
  int warn_free_mb = 0;
  int stop_free_mb = 0;
};

// What a recorder has to say.
namespace recorder_news {
struct Started {};  // sound is being kept, the first sealed record is on disk
struct Gap {
  policy::RecordingGap gap;  // length 0: it begins
};
struct Level {
  std::chrono::milliseconds length{};
  uint64_t bytes = 0;
  double microphone_db = -200;
  double far_end_db = -200;
};
struct DiskLow {
  int free_mb = 0;
  bool stop = false;
};
}  // namespace recorder_news
using RecorderNews = std::variant<recorder_news::Started, recorder_news::Gap, recorder_news::Level,
                                  recorder_news::DiskLow>;

// How long the machine has slept so far.
using SleepClock = SoundTime (*)();

// Keeps a call, as long as it is permitted: both sides side by side into a sealed file. One thread.
//
// A permit is the reading end of a pipe. Before every 20 ms that are kept it is looked at: closed
// at its other end, or not a pipe at all, nothing is kept from there on, and the streams are
// closed.
class Recorder {
 public:
  // The permit becomes the recorder's; the file stays the caller's. Streams are opened here;
  // recording begins when each is seen on its source and brings sound.
  static policy::Result<std::unique_ptr<Recorder>> Begin(const RecordingOrder& order,
                                                         const SealedKey& key, int file, int permit,
                                                         OpenAudioSource open, SoundTime now,
                                                         SleepClock slept = &SleptSinceBoot);
  ~Recorder();  // wipes; the file ends where it is

  // To be called at next_step(), and at once while it answers true (it has a backlog). `picture` is
  // the sound server's present one; none: it is gone, and nothing can be proven.
  policy::Result<bool> Step(const SoundPicture* picture, SoundTime now);
  // Each 100 ms, or sooner where sound is expected: so exact are its times.
  SoundTime next_step(SoundTime now) const;
  // Why the permit will close next, or has just closed.
  void Pause(policy::RecordingGapReason reason);
  // Goes on with these devices; `restatement`: it begins with the virtual microphone again. A
  // permit that is revoked already leaves it paused.
  policy::Result<void> Resume(int permit, const CallSound& sound, bool restatement, SoundTime now);
  void RestatementDone(SoundTime now);
  // Seals what has come from both sides, and the end. What is on its way (kPatience at most) is
  // not waited for: a stop listens no longer.
  policy::Result<void> Finish(SoundTime now);
  // Puts on the disk what may be kept, without an end: nobody is left who could ask for one.
  void Abandon();

  std::vector<RecorderNews> TakeNews() { return std::exchange(news_, {}); }
  bool recording() const { return state_ == State::kRunning; }
  bool paused() const { return state_ == State::kPaused; }
  bool disk_full() const { return disk_full_; }
  std::chrono::milliseconds length() const;
  uint64_t bytes() const { return writer_.bytes(); }

 private:
  enum class State { kOpening, kRunning, kPaused, kEnded };

  Recorder(RecordingOrder order, SealedFileWriter writer, int file, int permit,
           OpenAudioSource open, SleepClock slept)
      : order_(std::move(order)),
        writer_(std::move(writer)),
        file_(file),
        permit_(permit),
        open_(std::move(open)),
        sleep_clock_(slept) {}
  bool Permitted() const;
  void ClosePermit();
  void OpenInputs(SoundTime now);
  void StopKeeping(policy::RecordingGapReason reason);
  policy::Result<void> StartKeeping(SoundTime now);
  void CheckInputs(const SoundPicture* picture, SoundTime now);
  void Lost(size_t channel);
  void TakeBlocks(SoundTime now);
  policy::Result<bool> Keep(SoundTime now, bool last);
  void TellMissing(bool at_end);
  void OpenGap(policy::RecordingGapReason reason);
  void TellGapIsOver();
  void OncePerSecond(SoundTime now);
  void Meter(std::span<const float, kBothChannels> frame);

  RecordingOrder order_;
  SealedFileWriter writer_;
  int file_;
  int permit_;
  OpenAudioSource open_;
  SleepClock sleep_clock_;
  std::optional<LockedMemory> scratch_;
  std::unique_ptr<Encoder> encoder_;
  std::optional<Timeline> timeline_;
  std::optional<SoundInput> speech_;  // the virtual microphone, during the re-statement
  std::array<std::optional<SoundInput>, Timeline::kChannels> inputs_;
  State state_ = State::kOpening;
  SoundTime opened_{};
  SoundTime second_{};
  SoundTime slept_{};  // when the inputs were opened
  int64_t gap_from_ = 0;
  std::optional<policy::RecordingGapReason> gap_;
  std::array<policy::RecordingGapReason, Timeline::kChannels> reasons_{};
  policy::RecordingGapReason pause_reason_ = policy::RecordingGapReason::kUnknown;
  std::array<float, Timeline::kChannels> peaks_{};
  std::vector<RecorderNews> news_;
  bool started_ = false;
  bool disk_warned_ = false;
  bool disk_full_ = false;
};

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "capture/audio/locked_memory.h"
#include "capture/audio/voice_file.h"
#include "policy/base/result.h"

namespace chaperone::capture {

// Both sounds are compared at this rate: what a telephone passes on.
inline constexpr int kProofRate = 8000;

// Tells by what was captured whether a voice file was played: each second of the voice is looked
// for by normalised cross-correlation, and met where it stands out and agrees with the others on
// one delay. Other people's speech at the same time does not matter. Keeps the last five seconds,
// in locked memory, and scores.
class AnnouncementProof {
 public:
  struct Score {
    int segments = 0;  // that hold speech
    int segments_met = 0;
    double gain_db = -200;  // of what was met, against the voice
    std::chrono::milliseconds injected{};
  };

  static policy::Result<std::unique_ptr<AnnouncementProof>> Create(const Voice& voice);
  ~AnnouncementProof();

  // What was captured since playing began, piece by piece, at kProofRate.
  void Hear(std::span<const float> captured);
  // Scores one segment if all that it needs was heard: about a millisecond. Whether it did.
  bool Work();
  // Nothing more will be heard: scores what is left.
  void Finish();
  Score score() const;

 private:
  struct Transform;
  struct Segment {
    size_t begin = 0;
    size_t length = 0;
    bool speech = false;
    bool sure = false;
    int lag = 0;
    double projected = 0;  // captured on voice
    double energy = 0;     // of the voice
  };
  AnnouncementProof(std::vector<float> voice, LockedMemory memory);
  void Split();
  void Compare(Segment& segment);
  std::vector<const Segment*> Agreeing() const;

  std::vector<float> voice_;
  std::vector<Segment> segments_;
  size_t next_ = 0;
  LockedMemory memory_;
  std::span<float> captured_;  // the first `held_` of them are in use
  std::span<float> window_;
  std::span<float> spectrum_;
  std::span<float> voice_spectrum_;
  size_t held_ = 0;
  size_t begin_ = 0;  // which captured sample is the first held one
  bool finished_ = false;
  std::unique_ptr<Transform> transform_;
};

}  // namespace chaperone::capture

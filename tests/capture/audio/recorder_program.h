// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/helper.h"
#include "agent/recorder_protocol.h"
#include "tests/real/sound_server.h"

namespace chaperone::test {

// chaperone-recorder, driven as the agent drives it.
class RecorderProgram {
 public:
  explicit RecorderProgram(const std::string& program = CHAPERONE_RECORDER);

  pid_t pid() const { return helper_->pid(); }
  void Say(const agent::ToRecorder& message, int descriptor = -1);
  // The key of the recording that is made or exported next.
  void Key();
  // A new permit, open until ClosePermit().
  void Permit();
  void ClosePermit() { permit_ = {}; }
  // Under a new permit, into `file`.
  void Record(const std::string& file, const std::string& restatement = "",
              const std::string& far_end = "headset.monitor", uint32_t stream = 0);
  // Waits for the next message of this kind; all that come meanwhile are kept in `heard`.
  template <class Message>
  std::optional<Message> Await(std::chrono::seconds patience = std::chrono::seconds{60}) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
      for (; seen_ < heard.size(); ++seen_) {
        if (const auto* m = std::get_if<Message>(&heard[seen_])) {
          ++seen_;
          return *m;
        }
      }
      if (std::chrono::steady_clock::now() > end || !Hear()) return std::nullopt;
    }
  }
  template <class Message>
  std::vector<Message> All() const {
    std::vector<Message> out;
    for (const auto& message : heard) {
      if (const auto* m = std::get_if<Message>(&message)) out.push_back(*m);
    }
    return out;
  }
  // What comes within this time.
  void HearFor(std::chrono::milliseconds time);
  // As the agent's death ends it: no permit, no conversation, no signal.
  void Hang();
  void Kill();

  std::vector<agent::FromRecorder> heard;

 private:
  bool Hear();  // false: it ended the conversation

  std::optional<agent::Helper> helper_;
  agent::OwnedFd permit_;
  size_t seen_ = 0;
  bool ended_ = false;
};

// Both channels of a recording.
struct Sound {
  std::vector<float> left;
  std::vector<float> right;
  agent::from_recorder::Exported exported;
  double seconds() const { return static_cast<double>(left.size()) / 48000; }
};
// Exports by a recorder of its own and decodes with ffmpeg.
Sound Export(const std::string& sealed, const TestFolder& folder);
Sound Decode(const std::string& matroska);

// Decibels below full scale of the tone of this frequency in [from, to) seconds: the mean power of
// looks of 50 ms, since the pitch follows the clock's correction.
double ToneLevel(const std::vector<float>& sound, double hertz, double from, double to);
// The tone's frequency, which is near `hertz`.
double Pitch(const std::vector<float>& sound, double hertz, double from, double to);

// Plays a tone into a sink until it goes.
class Tone {
 public:
  Tone(const std::string& sink, int hertz, const TestFolder& folder);

 private:
  std::unique_ptr<Child> player_;
};

inline const std::vector<uint8_t> kRecordingKey(32, 0x5a);
inline constexpr const char* kRecordingId = "v-1";

}  // namespace chaperone::test

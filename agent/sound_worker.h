// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "agent/mailbox.h"
#include "capture/activity/sound_watch.h"
#include "policy/recording/recording_rules.h"

namespace chaperone::agent {

// What the sound server shows at this moment.
struct SoundReport {
  std::string trouble;  // "" while it is watched; else why not, and what to do
  std::string voices;   // "" where all announcements can be spoken; else why not
  std::vector<capture::ObservedCall> calls;
  std::vector<std::string> foreign;  // executables that record outside the gate
  std::string default_source;
  std::string default_monitor;
  std::map<std::string, std::string> voice_hashes;  // SHA-256 of each voice we made, by its path

  bool operator==(const SoundReport&) const = default;
};

// What a voice that we made must hash to when it is played; none where it was not made in this run:
// it must not be played.
std::optional<std::string> VoiceHashOf(const SoundReport& report,
                                       const std::filesystem::path& file);

struct SoundSettings {
  policy::RecordingRules rules;
  std::vector<pid_t> own;  // our helpers: what they record is ours
  bool clean_up = false;   // put back what a helper that died has left

  bool operator==(const SoundSettings&) const = default;
};

// Follows calls and recorders through the sound server, and has announcements spoken beforehand:
// the thread "sound", which ends with this object. Reports only what is new and has stood for a
// moment (a softphone opens and closes its streams when it starts a call).
class SoundWorker {
 public:
  SoundWorker(std::filesystem::path state_folder, SoundSettings settings,
              Mailbox<SoundReport>& reports);
  ~SoundWorker();
  SoundWorker(const SoundWorker&) = delete;
  SoundWorker& operator=(const SoundWorker&) = delete;

  // Any thread.
  void Set(SoundSettings settings);

 private:
  void Run(const std::stop_token& stop);
  void TakeSettings();
  void Speak();
  void Sleep(std::chrono::milliseconds time);
  SoundReport Look() const;

  const std::filesystem::path state_folder_;
  SoundSettings settings_;
  Mailbox<SoundReport>& reports_;
  Mailbox<SoundSettings> settings_box_;
  std::atomic<bool> clean_up_due_ = false;
  std::string voices_trouble_;
  std::map<std::string, std::string> voice_hashes_;
  std::mutex watch_mutex_;  // guards the pointer, for Wake() alone
  std::shared_ptr<capture::SoundWatch> watch_;
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/helper.h"
#include "agent/recorder_protocol.h"
#include "agent/records.h"
#include "agent/sound_worker.h"
#include "policy/session.h"

namespace chaperone::agent {

// A recording that is being decrypted for somebody.
struct ExportJob {
  std::string id;
  std::string recording;
  std::string state = "running";  // "done", "failed"
  std::chrono::milliseconds length{};
  bool truncated = false;
  std::string problem;
};

// Performs what was decided about recordings: starts chaperone-recorder, hands it permit, key and
// file, and turns what it says into events. One recorder serves a call: it announces, then records.
// Agent thread.
class RecordingDesk {
 public:
  struct Wiring {
    std::string program;  // path of chaperone-recorder
    std::filesystem::path state_folder;
    std::function<void(const policy::Event&)> apply;
    std::function<void()> pids_changed;  // own_pids() is another now
    std::function<void()>
        left_behind;  // a helper died that may have left things in the sound server
  };
  // `records` must outlive the desk.
  RecordingDesk(Wiring wiring, Records& records);
  ~RecordingDesk();

  void SetSound(const SoundReport& report) { sound_ = report; }

  void Announce(const policy::effect::Announce& e);
  void StopAnnouncing();
  void Open(const policy::effect::OpenRecording& e, const policy::RecordingRules& rules);
  void Resume(const policy::effect::ResumeRecording& e);
  void Revoke(const policy::effect::RevokePermit& e);
  void Close(const policy::effect::CloseRecording& e);
  // Nobody is on a call: the recorder is not needed.
  void Rest();

  // The entry that says who exports why is on record already. Takes a copy of `file`. The job's id.
  policy::Result<std::string> Export(const policy::Recording& recording, int file);
  const ExportJob* FindJob(const std::string& id) const;
  std::vector<std::string> exporting() const;  // recordings

  // What to poll for reading, and what to call when one of them is ready or the time has come.
  std::vector<int> fds() const;
  std::optional<std::chrono::milliseconds> patience() const;
  void Serve();

  // Recorders that put the sound server in order and end.
  bool leaving() const { return !leaving_.empty(); }
  std::vector<pid_t> own_pids() const;
  const std::optional<from_recorder::Level>& level() const { return level_; }
  const std::optional<from_recorder::AnnounceProgress>& progress() const { return progress_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Job {
    ExportJob seen;
    std::optional<Helper> helper;
    Clock::time_point until{};
  };

  policy::Result<void> EnsureRecorder();
  policy::Result<void> Send(const ToRecorder& message, int descriptor = -1);
  policy::Result<void> SendPermit();
  policy::Result<std::string> HashOf(const std::filesystem::path& voice, bool firms_own,
                                     const std::string& by_policy) const;
  policy::Result<capture::CallSound> SoundOfTheCall(bool wants_stream) const;
  void Receive();
  void Handle(const FromRecorder& message);
  // While it announces or may record it says something each second: when it must have by.
  std::optional<Clock::time_point> OwesNewsBy() const;
  void RecorderGone(const std::string& why);
  void ServeJob(Job& job);
  void LetGo();

  const Wiring wiring_;
  Records& records_;
  SoundReport sound_;
  std::optional<Helper> recorder_;
  OwnedFd permit_;  // our end of the pipe: closing it revokes
  std::string announcing_;
  std::string recording_;
  std::optional<Clock::time_point> finish_by_;
  Clock::time_point heard_{};  // when the recorder last said something, or was last asked for more
  std::optional<from_recorder::Level> level_;
  std::optional<from_recorder::AnnounceProgress> progress_;
  std::deque<std::pair<Helper, Clock::time_point>> leaving_;  // asked to end
  std::deque<Job> jobs_;
  uint64_t next_job_ = 1;
};

}  // namespace chaperone::agent

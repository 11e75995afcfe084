// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/message_pipe.h"
#include "agent/recorder_protocol.h"
#include "capture/activity/sound_watch.h"
#include "capture/audio/announcer.h"
#include "capture/audio/portaudio_source.h"
#include "capture/audio/recorder.h"

namespace chaperone::agent {

// chaperone-recorder's work: announces, keeps a call while it is permitted, or exports a recording.
// One thread.
class RecorderService {
 public:
  explicit RecorderService(MessagePipe pipe) : pipe_(std::move(pipe)) {}
  ~RecorderService();

  // Says Ready, then works until the agent ends the conversation. Returns the exit code.
  int Run();

 private:
  bool HandleMessages();
  policy::Result<void> On(const to_recorder::Announce& message);
  policy::Result<void> On(to_recorder::StopAnnouncing message);
  policy::Result<void> On(to_recorder::Key message);
  policy::Result<void> On(to_recorder::Record message);
  policy::Result<void> On(to_recorder::Permit message);
  policy::Result<void> On(to_recorder::Pause message);
  policy::Result<void> On(to_recorder::Resume message);
  policy::Result<void> On(to_recorder::Finish message);
  policy::Result<void> On(to_recorder::Export message);
  policy::Result<void> On(to_recorder::ExportTo message);
  policy::Result<void> StartAudio();
  policy::Result<void> MakeAnnouncer();
  policy::Result<void> FinishRecording();
  const capture::SoundPicture* Look();
  void StepAnnouncement();
  void StepRestatement();
  policy::Result<void> BeginRestatement();
  policy::Result<void> CutRestatementShort();
  bool StepRecording();
  void TellNews();
  std::optional<std::chrono::nanoseconds> PollTimeout(bool busy) const;  // none: for ever
  void Fail(const policy::Error& error);
  void Send(const FromRecorder& message);

  MessagePipe pipe_;
  std::unique_ptr<capture::PortAudio> audio_;
  std::unique_ptr<capture::SoundWatch> watch_;
  std::unique_ptr<capture::Announcer> announcer_;
  std::string announcement_;  // that is running; "": none
  std::chrono::milliseconds told_{};
  std::optional<to_recorder::Record> order_;  // accepted
  bool restating_ = false;
  bool restate_again_ = false;  // it was cut short by a pause
  OwnedFd permit_;              // came, and is not used yet
  OwnedFd key_;                 // the same
  OwnedFd file_;
  std::unique_ptr<capture::Recorder> recorder_;  // ends before audio_
  std::optional<to_recorder::Export> export_;
  OwnedFd sealed_;
  bool ended_ = false;
};

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "agent/channel.h"
#include "agent/helper.h"
#include "agent/mailbox.h"
#include "agent/reader_protocol.h"
#include "agent/shield/x11_shield.h"
#include "capture/screen/screen_source.h"
#include "policy/session.h"

namespace chaperone::agent {

// What a share's reading is governed by; may change while it runs.
struct ReadingSettings {
  to_reader::Configure configure;
  policy::KnownPeople people;
  policy::SamplingRules sampling;
  bool may_cover = false;  // policy allows covers: be prepared

  bool operator==(const ReadingSettings&) const = default;
};

using SourceFactory = std::function<policy::Result<std::unique_ptr<capture::ScreenSource>>()>;
using ShieldFactory = std::function<policy::Result<std::unique_ptr<X11Shield>>()>;

// Reads one shared screen or window: grabs what changed, hands it to a reader process of its own,
// and pushes what comes back as events (SharePlaced, ScreenRead, GapOpened, GapClosed). Source and
// reader are opened again when they fail; what was not looked at meanwhile is a gap. Covers what it
// is told to, and reads what lies beneath. The thread "screen" is this object's; it ends with it,
// and so do the covers.
class ScreenWorker {
 public:
  ScreenWorker(std::string share, SourceFactory open_source, ShieldFactory open_shield,
               std::string reader_program, ReadingSettings settings,
               Channel<policy::Event>& events);
  ~ScreenWorker();
  ScreenWorker(const ScreenWorker&) = delete;
  ScreenWorker& operator=(const ScreenWorker&) = delete;

  // Any thread.
  void Set(ReadingSettings settings) { settings_box_.Put(std::move(settings)); }
  // Any thread. Exactly these boxes of the frame are covered from now on; none: nothing is.
  void Cover(std::vector<policy::Rect> boxes) { covers_box_.Put(std::move(boxes)); }

 private:
  using Clock = std::chrono::steady_clock;

  void Run(const std::stop_token& stop);
  void OpenWhatIsDown();
  void OpenSource();
  void StartReader();
  void ReaderFailed(const std::string& why);
  void TakeSettings();
  void SendSettings();
  void TakeCovers();
  void PrepareToCover();
  bool OpenShield();
  void ApplyCovers();
  void ShowCovers(const std::vector<policy::Rect>& boxes);
  void FollowCovers();
  void LookBeneath();
  void HideFromReader(const std::vector<policy::Rect>& on_screen);
  policy::Rect CoverOrigin() const;
  void Grab();
  void SendFrame(const std::vector<policy::Rect>& changed);
  void Send(const ToReader& message, int descriptor = -1);
  void Receive();
  void WatchTheReader();
  void On(const from_reader::Findings& message);
  void SetGap(policy::GapReason reason, bool open);
  void TellGaps();
  void TellPlace();
  void Push(policy::Event event);
  Clock::time_point NextWake() const;

  const std::string share_;
  const SourceFactory open_source_;
  const ShieldFactory open_shield_;
  const std::string reader_program_;
  Channel<policy::Event>& events_;
  Mailbox<ReadingSettings> settings_box_;
  Mailbox<std::vector<policy::Rect>> covers_box_;
  ReadingSettings settings_;

  std::unique_ptr<capture::ScreenSource> source_;
  std::unique_ptr<X11Shield> shield_;
  std::vector<policy::Rect> covers_;  // of the frame, as they were asked for last
  bool covers_due_ = false;           // they are not what is on the screen
  bool has_grabbed_ = false;          // from this source
  // What was covered goes on being so where its window was moved to, until that place was read.
  std::vector<policy::Rect> followed_;  // of the frame
  std::optional<Clock::time_point> followed_until_;
  // Where the source does not see beneath covers, a look is taken now and then.
  std::optional<Clock::time_point> look_at_;
  Clock::time_point look_not_before_{};
  Clock::time_point look_by_{};  // however lively it is beside the covers
  std::optional<Helper> reader_;
  bool reader_ready_ = false;
  bool reader_has_frame_ = false;  // this reader has been given the shared frame's descriptor
  bool frame_lent_ = false;        // the reader copies from the frame: do not write to it
  int reader_failures_ = 0;
  uint64_t serial_ = 0;
  uint64_t serial_at_start_ = 0;  // of the reader that runs
  std::string reader_trouble_;    // the last that was logged
  Clock::time_point source_due_{};
  Clock::time_point reader_due_{};
  std::optional<Clock::time_point> grab_due_;
  Clock::time_point last_grab_{};
  // What is the case, and what the session was told: a worker that starts states every reason once,
  // so that nothing stays open from the one before it.
  std::map<policy::GapReason, bool> gaps_;
  std::map<policy::GapReason, bool> told_;
  policy::Rect place_;  // of the frame on the root
  policy::Rect told_place_;
  std::optional<Clock::time_point> reader_patience_ends_;  // it owes an answer until then
  std::optional<Clock::time_point> drop_over_;             // when reading counts as whole again
  std::optional<policy::Event> unsent_;  // the newest reading, should the channel be full

  OwnedFd wake_;
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace chaperone::agent

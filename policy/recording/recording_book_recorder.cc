// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "policy/recording/book_terms.h"
#include "policy/recording/recording_book.h"

namespace chaperone::policy {

void RecordingBook::On(const event::RecordingAsked& /*event*/) {
  if (!s_.call) return;
  s_.recording.trouble.clear();
  s_.recording.announcement_failed = false;
  const std::vector<Requirement> unmet = UnmetOf(s_, now_);
  if (!unmet.empty() && !OnlyTheAnnouncement(unmet)) return;
  if (s_.recording.closing || NamesSeveral()) return;
  s_.recording.wanted = true;
  effects_.emplace_back(effect::StopOffering{});
  Judge();
}

void RecordingBook::On(const event::RecordingStopAsked& /*event*/) {
  s_.recording.wanted = false;
  s_.recording.trouble.clear();
  StopAnnouncing();
  Close("stopped");
}

void RecordingBook::On(const event::PauseAsked& e) {
  RecordingSession& r = s_.recording;
  if (!r.open || r.closing || ByEmployee(r.paused)) return;
  Pause(e.reason == RecordingGapReason::kPauseCard ? RecordingGapReason::kPauseCard
                                                   : RecordingGapReason::kPauseByHand);
}

void RecordingBook::On(const event::ResumeAsked& /*event*/) {
  RecordingSession& r = s_.recording;
  if (!r.open || r.closing || r.permitted) return;
  r.announcement_failed = false;
  r.trouble.clear();
  if (!NamesSeveral() && !LineHolds()) {
    r.trouble =
        "the call that was announced is not on the line any more; if it is over: chaperone call "
        "end";
  }
  if (LineHolds()) r.paused.reset();
  Judge();
}

void RecordingBook::On(const event::PauseToggled& /*event*/) {
  if (!s_.recording.open) return;
  if (ByEmployee(s_.recording.paused)) {
    On(event::ResumeAsked{});
  } else {
    On(event::PauseAsked{RecordingGapReason::kPauseCard});
    Tell("recording", "The recording is paused. The same keys go on with it.");
  }
}

void RecordingBook::ScreenRead(const std::string& share, bool card) {
  RecordingSession& r = s_.recording;
  if (share == kActiveWindow && !r.watching_window) return;
  const bool stood = r.card_forms.contains(share);
  if (!card) r.card_forms.erase(share);
  if (!card || stood) return;
  r.card_forms.insert(share);
  if (!r.open || r.closing || ByEmployee(r.paused)) return;
  On(event::PauseAsked{RecordingGapReason::kPauseCard});
  Tell("recording", kCardsOnTheScreen);
}

void RecordingBook::ShareEnded(const std::string& share) {
  s_.recording.card_forms.erase(share);
}

void RecordingBook::On(const event::RecorderStarted& e) {
  if (!IsMine(e.recording)) return;
  s_.recording.running = true;
  Record("recording.started", {{"recording", e.recording}});
}

void RecordingBook::On(const event::RecorderGap& e) {
  if (!IsMine(e.recording)) return;
  const bool loss = e.gap.reason == RecordingGapReason::kDeviceLost ||
                    e.gap.reason == RecordingGapReason::kStreamMoved;
  if (e.gap.length.count() == 0) {
    if (!loss) return;
    Record("recording.gap_opened", {{"recording", e.recording},
                                    {"reason", std::string(RecordingGapReasonName(e.gap.reason))},
                                    {"channel", e.gap.channel}});
    Tell(
        "recording",
        e.gap.channel == "far_end"
            ? "The other side of the call is not being recorded: its sound device is gone. It goes "
              "on by itself when the device is back."
            : "Your side of the call is not being recorded: the microphone is gone. It goes on by "
              "itself when it is back.");
    return;
  }
  s_.recording.open->gaps.push_back(e.gap);
  Record("recording.gap",
         {{"reason", std::string(RecordingGapReasonName(e.gap.reason))},
          {"channel", e.gap.channel},
          {"from_ms", Milliseconds(e.gap.from)},
          {"length_ms", Milliseconds(e.gap.length)}},
         true);
  if (loss) Tell("recording", "Both sides of the call are recorded again.");
}

void RecordingBook::On(const event::RecorderFailed& e) {
  if (!IsMine(e.recording)) return;
  Settle(RecordingState::kTruncated, e.length, "recorder_failed");
  s_.recording.trouble = e.why;
  Tell("recording", "The recording has ended by itself: " + e.why +
                        " What was recorded until then is kept. Start a new one with: chaperone "
                        "record start");
}

void RecordingBook::On(const event::RecorderFinished& e) {
  if (!IsMine(e.recording)) return;
  Settle(e.complete ? RecordingState::kComplete : RecordingState::kTruncated, e.length,
         "recorder_ended");
}

// Nothing of what this step permitted has happened.
void RecordingBook::On(const event::PermissionNotKept& /*event*/) {
  RecordingSession& r = s_.recording;
  r.trouble =
      "it could not be put on record first, so it was not done; make room on the disk or unlock "
      "the "
      "keyring";
  r.wanted = false;
  if (r.announcing) {
    Record("announcement.failed", {{"announcement", r.announcing->id}});
    r.announcing.reset();
  }
  if (!r.open || !r.permitted) return;
  r.permitted = false;
  if (r.running) {
    r.paused = RecordingGapReason::kRequirement;
  } else {
    effects_.emplace_back(effect::CloseRecording{r.open->id});
    Settle(RecordingState::kTruncated, std::chrono::milliseconds{0}, "not_on_record");
  }
  Tell("recording", "Nothing is recorded: " + r.trouble);
}

void RecordingBook::On(const event::DiskLow& e) {
  if (!s_.recording.open) return;
  Record("recording.disk_low", {{"free_mb", std::to_string(e.free_mb)}});
  if (e.stop) {
    s_.recording.wanted = false;
    Close("disk_full");
    Tell("disk", "The recording ends now: the disk is full.");
  } else {
    Tell("disk", "The disk is nearly full (" + std::to_string(e.free_mb) +
                     " MB left): the recording will have to stop. Make room, or tell IT.");
  }
}

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "policy/recording/book_terms.h"
#include "policy/recording/recording_book.h"

namespace chaperone::policy {
namespace {

// A program that comes back within this on a new stream has changed its device, not its call; then
// whoever is on the line is told again, and it goes on. Later, it is another call.
constexpr std::chrono::seconds kSameCall{5};
// A program that starts and stops recording again and again is told of once in this time.
constexpr std::chrono::hours kTellForeignAgain{1};

}  // namespace

void RecordingBook::On(const event::CallHeard& e) {
  RecordingSession& r = s_.recording;
  const auto before =
      std::exchange(s_.heard, HeardCall{e.application, e.stream, e.sound, e.several});
  const bool same_line = r.line && *r.line == e.stream;
  if ((r.line || r.open) && !same_line) {
    const bool soon = !r.silent_since || now_.boot - *r.silent_since < kSameCall;
    const bool same_program = !before || before->application == e.application;
    StopAnnouncing();
    AnotherLine();
    if (r.open && !(soon && same_program)) {
      r.wanted = false;
      Close("another_call");
      Tell(
          "recording",
          "The recording has ended: another call is on the line. Who is on it? chaperone call end; "
          "chaperone call start");
    } else if (r.permitted) {
      Pause(RecordingGapReason::kStreamMoved);
    }
  } else if (r.permitted && e.several) {
    Pause(RecordingGapReason::kRequirement);
    Tell("recording",
         "The recording is paused: another program uses the microphone, too, and nobody there has "
         "been told. Close it, and the recording goes on.");
  } else if (r.permitted && before && before->sound != e.sound) {
    // The call has another microphone or loudspeaker now: it goes on with those.
    Pause(RecordingGapReason::kStreamMoved);
  }
  r.silent_since.reset();
  if (r.paused && !ByEmployee(r.paused)) r.paused.reset();
  Judge();
  const bool asked = r.wanted || r.open || r.grounds.private_call;
  const bool news = !before || before->stream != e.stream;
  if (asked || !news || s_.policy.recording.purposes.empty()) return;
  effects_.emplace_back(effect::OfferRecording{e.application});
}

// Without the softphone's stream the microphone hears the room, not a call: nothing of that is
// kept.
void RecordingBook::On(const event::CallFellSilent& /*event*/) {
  s_.heard.reset();
  effects_.emplace_back(effect::StopOffering{});
  RecordingSession& r = s_.recording;
  r.silent_since = now_.boot;
  if (!r.open || r.closing || !r.permitted) return;
  Pause(RecordingGapReason::kDeviceLost);
  Tell("recording",
       "The recording is paused: the call program no longer uses the microphone. It goes on with "
       "the "
       "call; if the call is over: chaperone call end");
}

void RecordingBook::On(const event::ForeignRecorderSeen& e) {
  if (!s_.foreign_recorders.insert(e.executable).second) return;
  Record("recorder.foreign_seen", {{"executable", e.executable}});
  Tell("recorder",
       "Another program is recording what is heard on this computer: " + e.executable +
           ". Nobody was told, and Chaperone does not know on what ground. Stop it unless "
           "you are sure; your Data Protection Champion has been told.");
  const auto told = s_.foreign_told.find(e.executable);
  if (told != s_.foreign_told.end() && now_.boot - told->second < kTellForeignAgain) return;
  std::erase_if(s_.foreign_told,
                [&](const auto& t) { return now_.boot - t.second >= kTellForeignAgain; });
  s_.foreign_told[e.executable] = now_.boot;
  effects_.emplace_back(
      effect::Mail{MailReason::kForeignRecorder, {}, std::nullopt, {{"executable", e.executable}}});
}

void RecordingBook::On(const event::ForeignRecorderGone& e) {
  if (s_.foreign_recorders.erase(e.executable) == 0) return;
  Record("recorder.foreign_gone", {{"executable", e.executable}});
}

}  // namespace chaperone::policy

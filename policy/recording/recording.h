// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/base/time.h"
#include "policy/people/call_context.h"
#include "policy/recording/gate.h"

namespace chaperone::policy {

// Why a stretch of a recording is silence.
enum class RecordingGapReason : uint8_t {
  kUnknown,
  kPauseCard,  // while card data is said or shown
  kPauseByHand,
  kLateJoiner,   // until they are told
  kConsent,      // withdrawn, or an objection
  kRequirement,  // something else is missing again
  kOverflow,     // the machine was too slow
  kDeviceLost,   // microphone or far end vanished
  kStreamMoved,  // the sound server put our stream on another source
  kSuspended,    // the machine slept
};
std::string_view RecordingGapReasonName(RecordingGapReason reason);
std::optional<RecordingGapReason> RecordingGapReasonFromName(std::string_view name);

struct RecordingGap {
  RecordingGapReason reason = RecordingGapReason::kUnknown;
  std::chrono::milliseconds from{};  // from the recording's beginning
  std::chrono::milliseconds length{};
  std::string channel;  // "microphone", "far_end" or "both"

  bool operator==(const RecordingGap&) const = default;
};

enum class RecordingState : uint8_t {
  kUnknown,
  kOpen,       // being made
  kComplete,   // ended in order
  kTruncated,  // the recorder or the machine died: what was sealed until then is there
  kDeleted,
};
std::string_view RecordingStateName(RecordingState state);

// One recording and why it was allowed to be made. Kept sealed: it names the people on the call,
// for their right of access (Art. 15).
struct Recording {
  std::string id;    // "v-…", unique for ever, says nothing; names the file, too
  std::string call;  // the call's id
  RecordingState state = RecordingState::kUnknown;
  std::string purpose;
  LawfulBasis basis = LawfulBasis::kUnknown;
  std::string reference;
  std::string ruling;
  std::string language;
  std::string retention_class;
  WallTime started_at;
  std::optional<WallTime> ended_at;
  std::chrono::milliseconds length{};  // of sound, gaps included
  std::vector<RecordingGap> gaps;
  std::vector<Participant> participants;  // everyone who was on the call while it was made
  RecordingCase grounds;                  // consents, receipts and objections
  std::string end_reason;                 // one word: "stopped", "call_ended", "withdrawn" …

  bool operator==(const Recording&) const = default;
};

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "policy/recording/gate.h"
#include "policy/recording/recording.h"

// What the parts of the RecordingBook have in common.
namespace chaperone::policy {

inline constexpr const char* kCardsOnTheScreen =
    "The recording is paused: card details are on the screen. Go on when they are done with: "
    "chaperone record resume";

inline bool OnlyTheAnnouncement(const std::vector<Requirement>& unmet) {
  return !unmet.empty() && std::all_of(unmet.begin(), unmet.end(), [](const Requirement& r) {
    return r.missing == Missing::kAnnouncement;
  });
}

inline std::string Milliseconds(std::chrono::milliseconds time) {
  return std::to_string(time.count());
}

// The employee paused it, or a card did: only the employee ends that.
inline bool ByEmployee(const std::optional<RecordingGapReason>& paused) {
  return paused == RecordingGapReason::kPauseCard || paused == RecordingGapReason::kPauseByHand;
}

}  // namespace chaperone::policy

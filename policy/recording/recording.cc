// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/recording.h"

#include <algorithm>
#include <array>

namespace chaperone::policy {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 10> kGapReasons = {
    "unknown",     "pause_card", "pause_by_hand", "late_joiner",  "consent",
    "requirement", "overflow",   "device_lost",   "stream_moved", "suspended"};
constexpr std::array<std::string_view, 5> kStates = {"unknown", "open", "complete", "truncated",
                                                     "deleted"};

template <size_t N>
std::string_view NameOf(const std::array<std::string_view, N>& names, size_t value) {
  return value < N ? names[value] : names[0];
}

}  // namespace

std::string_view RecordingGapReasonName(RecordingGapReason reason) {
  return NameOf(kGapReasons, static_cast<size_t>(reason));
}

std::optional<RecordingGapReason> RecordingGapReasonFromName(std::string_view name) {
  const auto* found = std::find(kGapReasons.begin(), kGapReasons.end(), name);
  if (found == kGapReasons.end()) return std::nullopt;
  return static_cast<RecordingGapReason>(found - kGapReasons.begin());
}

std::string_view RecordingStateName(RecordingState state) {
  return NameOf(kStates, static_cast<size_t>(state));
}

}  // namespace chaperone::policy

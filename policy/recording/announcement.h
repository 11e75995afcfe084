// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/base/result.h"
#include "policy/base/time.h"
#include "policy/recording/recording_rules.h"

namespace chaperone::policy {

enum class AnnouncementMethod : uint8_t { kUnknown, kInjected, kReadAloud };

// What was measured while the announcement ran. *Injected*, never "heard": it tells what went into
// the call's microphone stream, not what anybody listened to.
struct AnnouncementMeasure {
  std::string voice_hash;                // SHA-256 of the voice file that was played, hexadecimal
  std::chrono::milliseconds length{};    // of the voice file
  std::chrono::milliseconds injected{};  // as captured on the virtual microphone
  double gain_db = -200;                 // of what was captured, against the voice file
  int segments = 0;                      // of one second, that hold speech
  int segments_met = 0;                  // that agree on one lag (normalised cross-correlation)
  bool stream_in_place =
      false;                 // the softphone's stream was on the virtual microphone all the time
  bool stream_open = false;  // … neither muted nor corked

  bool operator==(const AnnouncementMeasure&) const = default;
};

// Proof, as good as it gets, that everyone named in it was told.
struct AnnouncementReceipt {
  std::string id;  // "n-…"
  AnnouncementMethod method = AnnouncementMethod::kUnknown;
  std::string language;
  std::string version;
  std::string text_hash;  // SHA-256 of the text, hexadecimal
  AnnouncementMeasure measure;
  std::vector<std::string> participants;  // handles of those on the call from its start to its end
  WallTime at;

  bool operator==(const AnnouncementReceipt&) const = default;
};

// Why this is no announcement; ok where it is one. kRefused, with what to do.
Result<void> CheckAnnouncement(const AnnouncementMeasure& measure, const RecordingRules& rules);

// The wording of a language, newest last in the policy wins; kNotFound says which languages there
// are.
Result<AnnouncementText> FindAnnouncement(const RecordingRules& rules, std::string_view language);

std::string TextHash(std::string_view text);                         // SHA-256, hexadecimal
std::string_view AnnouncementMethodName(AnnouncementMethod method);  // "injected", "read_aloud"

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/announcement.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace chaperone::policy {
namespace {

constexpr std::array<std::string_view, 3> kMethods = {"unknown", "injected", "read_aloud"};

// One thing that makes a measured announcement none.
struct Fault {
  bool (*present)(const AnnouncementMeasure& measure, const RecordingRules& rules);
  std::string_view sentence;
};

bool Below(int64_t part, int64_t whole, int percent) {
  return whole <= 0 || part < 0 || part * 100 < whole * percent;
}

constexpr std::array<Fault, 5> kFaults = {{
    {[](const AnnouncementMeasure& m, const RecordingRules&) { return !m.stream_in_place; },
     "the softphone was not on Chaperone's microphone all the time, so the announcement did not "
     "reach the call; leave the softphone's microphone as it is and announce again"},
    {[](const AnnouncementMeasure& m, const RecordingRules&) { return !m.stream_open; },
     "the softphone was muted or on hold while the announcement ran; unmute and announce again"},
    {[](const AnnouncementMeasure& m, const RecordingRules& r) {
       return Below(m.injected.count(), m.length.count(), r.min_coverage_percent);
     },
     "the announcement was not played to its end; announce again and let it finish"},
    {[](const AnnouncementMeasure& m, const RecordingRules& r) {
       return Below(m.segments_met, m.segments, r.min_coverage_percent);
     },
     "too much of the announcement is missing or was talked over in the call's microphone stream; "
     "announce again and let it finish"},
    // Written so that NaN is too quiet.
    {[](const AnnouncementMeasure& m, const RecordingRules& r) {
       return !(m.gain_db >= r.min_gain_db);
     },
     "the announcement was too quiet in the call's microphone stream; turn the microphone's volume "
     "up and announce again"},
}};

}  // namespace

Result<void> CheckAnnouncement(const AnnouncementMeasure& measure, const RecordingRules& rules) {
  for (const Fault& fault : kFaults) {
    if (fault.present(measure, rules)) {
      return Error{ErrorCode::kRefused, true, "announcement: " + std::string(fault.sentence)};
    }
  }
  return {};
}

Result<AnnouncementText> FindAnnouncement(const RecordingRules& rules, std::string_view language) {
  const auto found =
      std::find_if(rules.announcements.rbegin(), rules.announcements.rend(),
                   [&](const AnnouncementText& text) { return text.language == language; });
  if (found != rules.announcements.rend()) return *found;
  std::string there;
  for (const AnnouncementText& text : rules.announcements) {
    if (!there.empty()) there += ", ";
    there += text.language;
  }
  const std::string which = there.empty() ? "the policy has none in any language"
                                          : "the policy has one in these languages: " + there;
  return Error{ErrorCode::kNotFound, false,
               "announcement: there is none in this language; " + which +
                   ". Choose one with `chaperone announce --language`, or ask who looks after the "
                   "policy to add a [[recording.announcements]] table"};
}

std::string TextHash(std::string_view text) {
  std::array<uint8_t, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const uint8_t*>(text.data()), text.size());
  std::array<char, digest.size() * 2 + 1> hex{};
  return sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
}

std::string_view AnnouncementMethodName(AnnouncementMethod method) {
  const auto at = static_cast<size_t>(method);
  return at < kMethods.size() ? kMethods[at] : kMethods[0];
}

}  // namespace chaperone::policy

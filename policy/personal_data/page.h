// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/base/geometry.h"
#include "policy/people/known_people.h"
#include "policy/people/subject.h"
#include "policy/personal_data/detect.h"
#include "policy/personal_data/finding.h"
#include "policy/rules/policy_file.h"

namespace chaperone::policy {

// A stretch of text as it was read from the screen. Personal data: memory only.
struct ScreenLine {
  std::string text;  // UTF-8 expected, anything survived
  Rect box;
  double confidence = 1;  // of the reading, 0..1

  bool operator==(const ScreenLine&) const = default;
};

// A finding and where its text stands: bytes [start, end) of lines[line].text.
struct LocatedFinding {
  Finding finding;
  uint32_t line = 0;
  size_t start = 0;
  size_t end = 0;
};

// Understands one screen after the other: what personal data stands on it and whose it is.
// Remembers what it found in each line by a hash of line and surroundings, so that a page that
// changed in one line costs one line; the text itself is never kept, and what is no longer on the
// page is forgotten. One owner, one thread.
class PageUnderstanding {
 public:
  // `detectors` outlives this. `fingerprint_key`: secret of at least 16 bytes; empty: fingerprints
  // stay zero.
  explicit PageUnderstanding(const Detectors& detectors,
                             std::span<const uint8_t> fingerprint_key = {});

  // All findings that `rules` let through, in the order of the lines.
  std::vector<Finding> Find(const std::vector<ScreenLine>& lines, const KnownPeople& people,
                            const DetectionRules& rules);
  // The same with places in the text, for a caller who owns the text anyway (`scan --show-text`).
  std::vector<LocatedFinding> Locate(const std::vector<ScreenLine>& lines,
                                     const KnownPeople& people, const DetectionRules& rules);

 private:
  using Key = std::array<uint64_t, 2>;
  struct Remembered {
    std::vector<Match> matches;
    std::vector<Fingerprint> fingerprints;  // of the matches
    std::optional<bool> label;
    bool used = false;
  };
  struct Layout;

  bool IsLabel(const ScreenLine& line);
  const Remembered& Look(const ScreenLine& line, const Surroundings& near);
  Fingerprint FingerprintOf(Kind kind, std::string_view value) const;
  void Forget();

  const Detectors& detectors_;
  std::vector<uint8_t> key_;
  std::map<Key, Remembered> remembered_;
  KnownPeople people_;
  PeopleIndex index_;
};

}  // namespace chaperone::policy

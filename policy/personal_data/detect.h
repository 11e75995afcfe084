// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "policy/base/result.h"
#include "policy/personal_data/finding.h"

namespace chaperone::policy {

// One piece of personal data in a text. Offsets are bytes of that text, end exclusive.
struct Match {
  Kind kind = Kind::kUnknown;
  size_t start = 0;
  size_t end = 0;
  double score = 0;          // 0..1
  std::string_view rule;     // the detector's name; lives as long as the program
  std::string_view country;  // ISO 3166 alpha-2 where the kind needs one, else ""

  bool operator==(const Match&) const = default;
};

// What stands near a text on the screen: a form's label is seldom in the same stretch of text as
// its value. Each may be empty; long texts are no labels and count for nothing.
struct Surroundings {
  std::string_view left;    // the neighbour to the left in the same row
  std::string_view above;   // the nearest text above, close by
  std::string_view header;  // the heading of the column
  std::string_view emails;  // texts of the same row that hold an e-mail address
};

// A detector: a pattern proposes, a validator decides, context raises the score. The whole table
// is kDetectors in detect.cc.
class Detectors {
 public:
  // Below this nothing is reported at all; who reads matches applies a higher threshold of policy.
  static constexpr double kLowestScore = 0.3;

  // Compiles the table. Fails only where a pattern is wrong, which a test would have found.
  static Result<Detectors> Create();
  Detectors(Detectors&&) noexcept;
  Detectors& operator=(Detectors&&) noexcept;
  ~Detectors();

  // What `text` holds, by start; matches never overlap. Any bytes are allowed; time is linear in
  // the text's length. May be called from several threads at once.
  std::vector<Match> Detect(std::string_view text, const Surroundings& near = {}) const;

  // Whether `text` is a label that some detector knows ("Date of birth", "Customer").
  bool IsKnownLabel(std::string_view text) const;

 private:
  struct Compiled;
  explicit Detectors(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

// Whether a text is a label ("Name", "Date of birth:") rather than a value.
bool LooksLikeLabel(std::string_view text);

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
// The first line is the text, the next ones stand around it; then all lines as one page.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "policy/personal_data/detect.h"
#include "policy/personal_data/page.h"

using namespace chaperone::policy;

namespace {

const Detectors& TheDetectors() {
  static const Detectors detectors = std::move(*Detectors::Create());
  return detectors;
}

void Expect(bool holds) {
  if (!holds) std::abort();
}

void CheckMatches(const std::string& text, const std::vector<Match>& matches) {
  size_t end = 0;
  for (const Match& match : matches) {
    Expect(match.start >= end && match.start < match.end && match.end <= text.size());
    Expect(match.score >= Detectors::kLowestScore && match.score <= 1);
    end = match.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  std::vector<ScreenLine> lines;
  for (size_t start = 0; start <= input.size() && lines.size() < 64;) {
    const size_t end = std::min(input.find('\n', start), input.size());
    const int n = static_cast<int>(lines.size());
    lines.push_back({input.substr(start, end - start),
                     {n % 3 * 200, n / 3 * 20, static_cast<int>(end - start) * 8, 16},
                     1});
    start = end + 1;
  }
  const auto text = [&](size_t i) { return i < lines.size() ? lines[i].text : std::string(); };
  CheckMatches(text(0), TheDetectors().Detect(text(0), {text(1), text(2), text(3), text(4)}));

  static constexpr uint8_t kKey[32] = {1};
  PageUnderstanding page(TheDetectors(), kKey);
  const KnownPeople people{{{"Sarah Thompson", {"07700 900123"}}},
                           {"acme.test"},
                           {},
                           {{"Priya Shah", {}}},
                           {"firm.example"}};
  const auto first = page.Find(lines, people, {});
  Expect(page.Find(lines, people, {}) == first);
  return 0;
}

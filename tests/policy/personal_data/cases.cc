// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/personal_data/cases.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "policy/personal_data/text.h"

namespace chaperone::policy {

std::vector<CaseLine> CaseLines(const std::string& name) {
  std::ifstream file(std::string(CHAPERONE_CASES) + "/" + name);
  REQUIRE(file);
  std::vector<CaseLine> lines;
  int number = 0;
  for (std::string text; std::getline(file, text);) {
    ++number;
    if (!text.empty() && text[0] != '#') lines.push_back({number, text});
  }
  REQUIRE(lines.size() >= 10);
  return lines;
}

const Detectors& TheDetectors() {
  static const Detectors detectors = [] {
    Result<Detectors> made = Detectors::Create();
    REQUIRE(made.ok());
    return std::move(*made);
  }();
  return detectors;
}

ScreenLine LineAt(int x, int y, std::string text) {
  const auto points = static_cast<int>(CodePointCounter(text).At(text.size()));
  return {std::move(text), {x, y, points * 8, 16}, 1.0};
}

std::vector<std::string> Subjects(const std::vector<ScreenLine>& lines, const KnownPeople& people) {
  PageUnderstanding page(TheDetectors());
  std::vector<std::string> subjects;
  for (const LocatedFinding& f : page.Locate(lines, people, DetectionRules{})) {
    subjects.push_back(std::string(KindName(f.finding.kind)) + " \"" +
                       lines[f.line].text.substr(f.start, f.end - f.start) +
                       "\" = " + std::string(SubjectName(f.finding.subject)));
  }
  return subjects;
}

}  // namespace chaperone::policy

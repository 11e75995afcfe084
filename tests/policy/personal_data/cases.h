// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/people/known_people.h"
#include "policy/personal_data/page.h"

namespace chaperone::policy {

// The lines of tests/policy/personal_data/cases/NAME that are neither empty nor comments. Fails the
// test where there are none.
struct CaseLine {
  int number = 0;
  std::string text;
};
std::vector<CaseLine> CaseLines(const std::string& name);

const Detectors& TheDetectors();

// A line as wide as its text, 16 pixels high.
ScreenLine LineAt(int x, int y, std::string text);

// `KIND "VALUE" = SUBJECT` of every finding, in the order of the page.
std::vector<std::string> Subjects(const std::vector<ScreenLine>& lines, const KnownPeople& people);

}  // namespace chaperone::policy

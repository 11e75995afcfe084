// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "policy/personal_data/text.h"
#include "policy/personal_data/validators.h"

namespace chaperone::policy {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

unsigned MonthOf(std::string_view word) {
  const std::string lower = Lower(word.substr(0, 3));
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (lower == kMonths[i]) return i + 1;
  }
  return 0;
}

bool IsDate(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  return date.ok() && year >= 1880 && year <= 2100;
}

}  // namespace

// A day of the calendar, in any order that people write; a year of two digits belongs to either
// century.
Verdict ValidateDate(const Candidate& candidate) {
  std::vector<std::string> parts;
  unsigned named_month = 0;
  for (size_t i = 0; i < candidate.value.size();) {
    size_t end = i;
    while (end < candidate.value.size() && IsDigit(candidate.value[end])) ++end;
    if (end > i) {
      parts.emplace_back(candidate.value.substr(i, end - i));
      i = end;
      continue;
    }
    while (end < candidate.value.size() && IsLetter(candidate.value[end])) ++end;
    if (end - i >= 3) named_month = MonthOf(candidate.value.substr(i, end - i));
    i = end > i ? end : i + 1;
  }
  const auto number = [&](size_t i) { return std::atoi(parts[i].c_str()); };
  const auto small = [&](size_t i) { return static_cast<unsigned>(number(i)); };
  const Verdict yes{1.0, candidate.value.size()};
  if (parts.size() == 2 && named_month != 0) {
    return IsDate(number(1), named_month, small(0)) ? yes : Verdict{};
  }
  if (parts.size() != 3) return {};
  if (parts[0].size() == 4) return IsDate(number(0), small(1), small(2)) ? yes : Verdict{};
  const int year = parts[2].size() == 2 ? 2000 + number(2) : number(2);
  return IsDate(year, small(1), small(0)) || IsDate(year, small(0), small(1)) ? yes : Verdict{};
}

}  // namespace chaperone::policy

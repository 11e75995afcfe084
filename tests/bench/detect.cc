// SPDX-License-Identifier: Apache-2.0
// What understanding text costs: Detect on screen text in bulk, and a page of 1,000 lines of which
// one changes.
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "policy/personal_data/gazetteer.h"
#include "policy/personal_data/page.h"

namespace {

using namespace chaperone::policy;

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

const std::vector<std::string>& Cells(bool phones) {
  static const std::vector<std::string> with = {
      "Tom Reed",
      "tom.reed@example.com",
      "07700 900111",
      "AB123456C",
      "Open",
      "Order number",
      "12/03/2024",
      "£1,204.50",
      "Leeds LS1 4DY",
      "Customer Details",
      "Last contact: 12 March 2024 by Priya Shah, no answer"};
  static const std::vector<std::string> without = {
      "Tom Reed",
      "tom.reed@example.com",
      "Closed",
      "AB123456C",
      "Open",
      "Order number",
      "12/03/2024",
      "£1,204.50",
      "Leeds LS1 4DY",
      "Customer Details",
      "Last contact: 12 March 2024 by Priya Shah, no answer"};
  return phones ? with : without;
}

double MegabytesPerSecond(const Detectors& detectors, bool phones) {
  size_t bytes = 0;
  size_t found = 0;
  const double start = CpuSeconds();
  while (CpuSeconds() - start < 1) {
    for (const std::string& cell : Cells(phones)) {
      found += detectors.Detect(cell).size();
      bytes += cell.size();
    }
  }
  if (found == 0) std::cerr << "nothing was found\n";
  return static_cast<double>(bytes) / 1e6 / (CpuSeconds() - start);
}

std::vector<ScreenLine> Page() {
  std::vector<ScreenLine> lines;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(100 + i / 10);
    const std::string cells[] = {"Tom Reed",
                                 "tom" + number + "@example.com",
                                 "07700 900" + number,
                                 "AB123" + number + "C",
                                 "Open",
                                 "Order " + number,
                                 "12/03/2024",
                                 "£1," + number + ".50",
                                 "Leeds LS1 4DY",
                                 "Last contact by Priya Shah, call " + number};
    const std::string& text = cells[i % 10];
    lines.push_back({text, {i % 10 * 190, i / 10 * 18, static_cast<int>(text.size()) * 7, 14}, 1});
  }
  return lines;
}

}  // namespace

int main() {
  double start = CpuSeconds();
  const auto detectors = Detectors::Create();
  if (!detectors) return 1;
  std::cout << "create detectors: " << (CpuSeconds() - start) * 1e3 << " ms CPU\n";
  std::cout << "screen text without phone numbers: " << MegabytesPerSecond(*detectors, false)
            << " MB/s\n";
  std::cout << "screen text, one cell in eleven a phone number: "
            << MegabytesPerSecond(*detectors, true) << " MB/s\n";

  constexpr int kLookups = 5'000'000;
  const std::string_view words[] = {"sarah", "thompson", "account", "xqzwv"};
  size_t names = 0;
  start = CpuSeconds();
  for (int i = 0; i < kLookups; ++i) {
    names += ClassOf(words[i % 4]).given != Usual::kNever ? 1 : 0;
  }
  std::cout << "gazetteer: " << (CpuSeconds() - start) * 1e9 / kLookups << " ns a lookup (" << names
            << " hits)\n";

  const std::vector<uint8_t> key(32, 1);
  PageUnderstanding page(*detectors, key);
  KnownPeople people;
  people.customers.push_back({"Sarah Thompson", {"07700 900999", "sarah@example.com"}});
  std::vector<ScreenLine> lines = Page();
  start = CpuSeconds();
  const size_t all = page.Find(lines, people, {}).size();
  std::cout << "fresh page of 1,000 lines, " << all << " findings: " << (CpuSeconds() - start) * 1e3
            << " ms CPU\n";
  constexpr int kRuns = 50;
  start = CpuSeconds();
  for (int i = 0; i < kRuns; ++i) {
    lines[500].text = "Olivia Carter " + std::string(1, static_cast<char>('A' + i % 26));
    page.Find(lines, people, {});
  }
  std::cout << "the same page with one line changed: " << (CpuSeconds() - start) * 1e3 / kRuns
            << " ms CPU\n";
  return 0;
}

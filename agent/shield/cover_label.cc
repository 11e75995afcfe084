// SPDX-License-Identifier: Apache-2.0
#include "agent/shield/cover_label.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "agent/shield/label_masks.h"

namespace chaperone::agent {
namespace {

constexpr int kLarge = 2;
constexpr double kLargeFrom = 1.5;
constexpr double kUsualDpi = 96;
constexpr double kMostDpi = 96 * 8;

template <size_t kHeight>
CoverLabel Label(int scale, int first_word, const std::array<std::string_view, kHeight>& rows) {
  return {scale, first_word, rows.data(), static_cast<int>(kHeight)};
}

}  // namespace

unsigned CoverLabel::InkAt(int x, int y) const {
  if (x < 0 || y < 0 || x >= width() || y >= height) return 0;
  const char c = rows[y][static_cast<size_t>(x)];
  if (c == '.') return 0;
  return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

CoverLabel FindCoverLabel(Language language, double scale) {
  const bool large = scale >= kLargeFrom;
  if (language == Language::kGerman) {
    return large ? Label(kLarge, 130, label_masks::kGermanLarge)
                 : Label(1, 66, label_masks::kGerman);
  }
  return large ? Label(kLarge, 98, label_masks::kEnglishLarge)
               : Label(1, 51, label_masks::kEnglish);
}

double ScaleFromResources(std::string_view resources) {
  constexpr std::string_view kName = "Xft.dpi:";
  while (!resources.empty()) {
    const size_t end = std::min(resources.find('\n'), resources.size());
    std::string_view line = resources.substr(0, end);
    resources.remove_prefix(std::min(end + 1, resources.size()));
    if (!line.starts_with(kName)) continue;
    line.remove_prefix(kName.size());
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    double dpi = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), dpi);
    const bool sensible = read.ec == std::errc() && dpi >= kUsualDpi && dpi <= kMostDpi;
    return sensible ? dpi / kUsualDpi : 1;
  }
  return 1;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing/alert_count.h"

#include <algorithm>
#include <array>

namespace chaperone::policy {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"unknown", "alert", "returned", "kind", "mail"};

}  // namespace

std::string_view CountedName(Counted counted) {
  const auto i = static_cast<size_t>(counted);
  return i < kNames.size() ? kNames[i] : kNames[0];
}

std::optional<Counted> CountedFromName(std::string_view name) {
  const auto it = std::find(kNames.begin() + 1, kNames.end(), name);
  if (it == kNames.end()) return std::nullopt;
  return static_cast<Counted>(it - kNames.begin());
}

std::chrono::sys_days WeekOf(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return day - (std::chrono::weekday{day} - std::chrono::Monday);
}

}  // namespace chaperone::policy

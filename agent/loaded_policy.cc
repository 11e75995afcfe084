// SPDX-License-Identifier: Apache-2.0
#include "agent/loaded_policy.h"

#include <array>
#include <cstddef>

namespace chaperone::agent {
namespace {

constexpr std::array<std::string_view, 5> kLevelNames = {"unknown", "vendor", "recommended", "user",
                                                         "managed"};

}  // namespace

std::string_view PolicyLevelName(PolicyLevel level) {
  const auto i = static_cast<size_t>(level);
  return i < kLevelNames.size() ? kLevelNames[i] : kLevelNames[0];
}

}  // namespace chaperone::agent

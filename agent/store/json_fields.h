// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "agent/store/moment.h"

// Fields of what is sealed. They throw on anything odd; the codecs turn that into an error.
namespace chaperone::agent {

inline policy::WallTime MomentFrom(const nlohmann::json& value) {
  return Moment(value.get<int64_t>());
}

// `last`: the highest that this version knows.
template <class Enum>
Enum Ranged(const nlohmann::json& value, Enum last) {
  const auto number = value.get<uint64_t>();
  if (number > static_cast<uint64_t>(last)) throw std::out_of_range("enum");
  return static_cast<Enum>(number);
}

}  // namespace chaperone::agent

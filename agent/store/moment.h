// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "policy/base/time.h"

namespace chaperone::agent {

// How the database and what is sealed in it write times: milliseconds since 1970, UTC.
inline int64_t Milliseconds(policy::WallTime time) {
  return time.time_since_epoch().count();
}
inline policy::WallTime Moment(int64_t milliseconds) {
  return policy::WallTime{std::chrono::milliseconds{milliseconds}};
}

}  // namespace chaperone::agent

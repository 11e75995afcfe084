// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/base/time.h"

namespace chaperone::agent {

// The moment, for policy: wall clock, time since boot counting sleep, and which boot.
policy::Now ReadClock();

}  // namespace chaperone::agent

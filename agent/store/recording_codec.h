// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "policy/base/result.h"
#include "policy/recording/recording.h"

namespace chaperone::agent {

// A recording as the JSON that is sealed into a record: all of it, the people on the call included.
// The same recording always gives the same bytes.
std::string EncodeRecording(const policy::Recording& recording);
policy::Result<policy::Recording> DecodeRecording(std::span<const uint8_t> bytes);

}  // namespace chaperone::agent

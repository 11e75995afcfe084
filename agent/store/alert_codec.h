// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "policy/base/result.h"
#include "policy/sharing/alert.h"

namespace chaperone::agent {

// An alert as the JSON that is sealed into a record: all of it, fingerprints included. The same
// alert always gives the same bytes.
std::string EncodeAlert(const policy::Alert& alert);
policy::Result<policy::Alert> DecodeAlert(std::span<const uint8_t> bytes);

}  // namespace chaperone::agent

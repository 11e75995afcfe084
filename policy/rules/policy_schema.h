// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "policy/rules/policy_file.h"
#include "policy/rules/value_reader.h"

namespace chaperone::policy {

// Every key that a policy text may have, as tables: key -> what reads it, within which limits.
std::span<const Key<Policy>> PolicySchema();

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "policy/recording/recording_rules.h"
#include "policy/rules/value_reader.h"

namespace chaperone::policy {

// Every key of [recording].
std::span<const Key<RecordingRules>> RecordingSchema();

}  // namespace chaperone::policy

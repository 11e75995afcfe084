// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "agent/cli/doctor_report.h"

namespace chaperone::agent {

// A support file: what the doctor found, versions, counts of what is kept, which policy keys are
// set where. It begins with what it holds and what was left out. Nothing of anybody: only what an
// allow-list names goes in, and only in the shape that it gives. Asks the running agent, where one
// runs; blocks for some seconds.
nlohmann::ordered_json SupportBundle(const DoctorReport& report);

// What of a document the allow-list lets through.
nlohmann::ordered_json OnlyAllowed(const nlohmann::ordered_json& document);

}  // namespace chaperone::agent

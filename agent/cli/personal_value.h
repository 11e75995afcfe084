// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "policy/base/result.h"

namespace chaperone::agent {

// Arguments can be read by others on the machine, so a personal value may also be given as "@FILE"
// (the lines of that file) or "-" (the next line of `in`). With `domains_allowed` an
// "@acme.example" that is no file stands for itself: an organisation. The errors quote no value.
policy::Result<std::vector<std::string>> PersonalValues(const std::vector<std::string>& arguments,
                                                        std::istream& in,
                                                        bool domains_allowed = false);
// The same where exactly one value is meant; "" stays "".
policy::Result<std::string> PersonalValue(const std::string& argument, std::istream& in);

}  // namespace chaperone::agent

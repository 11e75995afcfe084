// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/base/result.h"

namespace chaperone::agent {

// UTF-8 on one line without control characters, of at most `most` characters. kBadInput otherwise;
// the message starts with `field` and never repeats the text.
policy::Result<void> CheckOneLine(const std::string& field, const std::string& text, int most);

}  // namespace chaperone::agent

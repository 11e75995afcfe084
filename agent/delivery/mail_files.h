// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/rules/policy_file.h"

namespace chaperone::agent {

// What keeps the files that [mail] names from being used: not there, not readable, or a password
// that others may read. Sentences as PolicyWarnings() has them, which sees no files. Blocking for a
// moment; any thread.
std::vector<std::string> MailFileWarnings(const policy::MailServer& mail);

}  // namespace chaperone::agent

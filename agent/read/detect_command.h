// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

namespace chaperone::agent {

// `chaperone detect`: JSON Lines {"id", "text"} on `in`, findings on `out`, messages on `err`.
// argv[0] is the command's own name. Returns the exit code: 0 fine, 2 usage, 3 a line or a policy
// was bad, 4 the machine lacks something. Messages quote no personal data.
int RunDetect(int argc, char** argv, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace chaperone::agent

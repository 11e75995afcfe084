// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

namespace chaperone::agent {

// `chaperone scan`: pictures in, one JSON line for each on `out`, messages on `err`. argv[0] is the
// command's own name. Returns the exit code: 0 fine, 1 an alert with --fail-on-alert, 2 usage, 3 a
// picture or a policy was bad (the others are done all the same), 4 the machine lacks something.
// Text that was read is only ever written with --show-text, and never to `err`.
//
// Starts the program again, as it was started, where OMP_THREAD_LIMIT=1 is not in the environment:
// Tesseract needs it there before main(). Call it before anything that must not happen twice.
int RunScan(int argc, char** argv, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

namespace chaperone::capture {

// "chromium": the name of the file that the process runs, also when an upgrade has replaced it
// meanwhile. "" where it is not ours to know, as with another user's process.
std::string ExecutableOf(pid_t pid);
// "/usr/bin/chromium": the same with its folder.
std::string ExecutablePathOf(pid_t pid);

}  // namespace chaperone::capture

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <string>

#include "policy/base/result.h"

namespace chaperone::agent {

// All of a small text: of a file, or of `in` where the name is "-". kBadInput, naming the file,
// when it cannot be read or is longer than `most` bytes.
policy::Result<std::string> ReadSmallFile(const std::string& file, std::istream& in, size_t most);
// The same for an argument that is the text itself, or "@FILE", or "-".
policy::Result<std::string> TextArgument(const std::string& argument, std::istream& in,
                                         size_t most);
// The same for a question to the champions: 1 to 1000 characters, without the end of its last line.
policy::Result<std::string> QuestionArgument(const std::string& argument, std::istream& in);

}  // namespace chaperone::agent

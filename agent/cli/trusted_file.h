// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "policy/base/result.h"

// Files by which a firm decides for its staff: they are worth something only where nobody but their
// owner (root) can change them.
namespace chaperone::agent {

// All of a file, which may be a link. kNotFound when it is not there; kIo when it cannot be read;
// kBadInput, naming the file, when it is no regular file, somebody else than `owner` or root owns
// it, others may write it, or it is longer than `most` bytes.
policy::Result<std::string> ReadTrustedFile(const std::filesystem::path& file, uid_t owner,
                                            size_t most);
// The same of a folder that such files lie in, and of the folder above it. Missing is fine.
policy::Result<void> CheckTrustedFolder(const std::filesystem::path& folder, uid_t owner);

// Puts `text` into a file that everybody may read, whole or not at all, durable before it returns.
policy::Result<void> ReplaceTrustedFile(const std::filesystem::path& file, std::string_view text);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/loaded_policy.h"
#include "policy/base/result.h"

namespace chaperone::agent {

// Where policies lie, in the order in which they are read. What is not there is skipped; what is
// there and cannot be read is an error.
struct PolicyFolders {
  std::filesystem::path vendor = "/usr/share/chaperone";               // *.toml
  std::filesystem::path recommended = "/etc/chaperone/recommended.d";  // *.toml
  std::filesystem::path user;                                          // one file
  std::filesystem::path managed = "/etc/chaperone/managed.d";          // *.toml, mandatory
};
PolicyFolders UsualPolicyFolders();  // with the user's policy.toml in UsualConfigFolder()

// All errors of all files are in the message. kBadInput: a file is wrong. kIo: one cannot be read.
policy::Result<LoadedPolicy> LoadPolicy(const PolicyFolders& folders = UsualPolicyFolders());
// These files and nothing else, over the defaults; `managed`: as if they lay in managed.d.
policy::Result<LoadedPolicy> LoadPolicyFiles(const std::vector<std::string>& paths,
                                             bool managed = false);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/cli/signed_policy.h"
#include "agent/loaded_policy.h"
#include "policy/base/result.h"

namespace chaperone::agent {

// Where policies lie, in the order in which they are read. What is not there is skipped; what is
// there and cannot be read is an error, and so is a firm's or vendor's that somebody else than
// `signed_policy.owner` or root can change. Once a signed bundle is installed, it is the managed
// policy, and of each file in `managed` a warning says that it has no effect.
struct PolicyFolders {
  std::filesystem::path vendor = "/usr/share/chaperone";               // *.toml
  std::filesystem::path recommended = "/etc/chaperone/recommended.d";  // *.toml
  std::filesystem::path user;                                          // one file
  std::filesystem::path managed = "/etc/chaperone/managed.d";          // *.toml, mandatory
  SignedPolicyPlace signed_policy;
};
PolicyFolders UsualPolicyFolders();  // with the user's policy.toml in UsualConfigFolder()

// All errors of all files are in the message. kBadInput: a file is wrong. kIo: one cannot be read.
policy::Result<LoadedPolicy> LoadPolicy(const PolicyFolders& folders = UsualPolicyFolders());
// These files and nothing else, over the defaults; `managed`: as if they lay in managed.d.
policy::Result<LoadedPolicy> LoadPolicyFiles(const std::vector<std::string>& paths,
                                             bool managed = false);

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "agent/store/secret_bytes.h"
#include "policy/base/result.h"

namespace chaperone::agent {

inline constexpr size_t kVaultKeySize = 32;

// Where vault keys are kept. Blocking; agent thread.
class VaultKeys {
 public:
  virtual ~VaultKeys() = default;
  // The key of this id. kNotFound: it is certainly not there. kLocked, kUnavailable: not now.
  virtual policy::Result<SecretBytes> Find(const std::string& key_id) = 0;
  // Keeps a new key and reads it back. Never replaces one: kLocked where a key file is there
  // already (see OrphanKey).
  virtual policy::Result<void> Keep(const std::string& key_id, const SecretBytes& key) = 0;
};

// The Secret Service: an item "Chaperone vault key" whose attributes name the key id.
std::unique_ptr<VaultKeys> SecretServiceKeys(std::string bus_address = "");

// One key in a file of mode 0600. Refuses a file that others may read or that another owns.
std::unique_ptr<VaultKeys> FileKeys(std::filesystem::path file);

// What policy allows: the Secret Service; and, only with `file_vault_allowed` ([vault] allow_file),
// the file "vault.key" in `folder` where the Secret Service does not have the key or cannot be
// used.
std::unique_ptr<VaultKeys> AllowedKeys(const std::filesystem::path& folder, bool file_vault_allowed,
                                       std::string bus_address = "");

}  // namespace chaperone::agent

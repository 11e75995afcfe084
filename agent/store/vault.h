// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/store/secret_bytes.h"
#include "agent/store/vault_keys.h"
#include "policy/base/result.h"

namespace chaperone::agent {

using Bytes = std::vector<uint8_t>;

// A payload under a key of its own. Without the wrapped key the box is noise: deleting the wrapped
// key is deleting the payload.
struct Sealed {
  Bytes wrapped_key;  // the data key under the vault key, XChaCha20-Poly1305
  Bytes box;          // the payload under the data key, XChaCha20-Poly1305
};

// The vault key while it is open. Agent thread.
class Vault {
 public:
  // Makes a new key and keeps it. Only for a database that names no key yet.
  static policy::Result<Vault> Create(VaultKeys& keys);
  // The key that the database names. Where it cannot be had this is kLocked, whatever the reason:
  // a second key is never made.
  static policy::Result<Vault> Open(VaultKeys& keys, const std::string& key_id);

  const std::string& key_id() const { return key_id_; }

  // A key of this machine for one purpose; the same for as long as the vault key is.
  SecretBytes Derive(std::string_view purpose) const;

  // `context` says where the sealed bytes belong ("record 17"); opening them elsewhere fails.
  Sealed Seal(std::span<const uint8_t> payload, std::string_view context) const;
  policy::Result<Bytes> Unseal(const Sealed& sealed, std::string_view context) const;

  // A key of kVaultKeySize bytes that is used elsewhere, under the vault key.
  Bytes Wrap(const SecretBytes& key, std::string_view context) const;
  policy::Result<SecretBytes> Unwrap(const Bytes& wrapped, std::string_view context) const;

 private:
  Vault(std::string key_id, SecretBytes key) : key_id_(std::move(key_id)), key_(std::move(key)) {}

  std::string key_id_;
  SecretBytes key_;
};

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/store/vault.h"

#include <sodium.h>

#include <optional>

#include "policy/ledger/entry.h"

namespace chaperone::agent {
namespace {

using policy::Error;
using policy::ErrorCode;
using policy::Result;

constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kVaultKeySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

// Nonce, then ciphertext. Random 24-byte nonces do not collide within the life of a key.
Bytes Encrypt(std::span<const uint8_t> plain, const std::string& context, const SecretBytes& key) {
  Bytes out(kNonce + plain.size() + kTag);
  randombytes_buf(out.data(), kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + kNonce, nullptr, plain.data(),
                                             plain.size(),
                                             reinterpret_cast<const uint8_t*>(context.data()),
                                             context.size(), nullptr, out.data(), key.data());
  return out;
}

// Into `out`, which has the size of the plaintext.
bool Decrypt(std::span<const uint8_t> sealed, const std::string& context, const SecretBytes& key,
             std::span<uint8_t> out) {
  return crypto_aead_xchacha20poly1305_ietf_decrypt(
             out.data(), nullptr, nullptr, sealed.data() + kNonce, sealed.size() - kNonce,
             reinterpret_cast<const uint8_t*>(context.data()), context.size(), sealed.data(),
             key.data()) == 0;
}

std::string KeyContext(const std::string& key_id, std::string_view context) {
  return "chaperone.key.v1\n" + key_id + "\n" + std::string(context);
}

std::string BoxContext(std::string_view context) {
  return "chaperone.box.v1\n" + std::string(context);
}

Error Damaged() {
  return policy::IoError(
      "A sealed record cannot be opened: it was damaged or moved, or sealed with another key. "
      "Keep chaperone.db and its backup for evidence.",
      false);
}

}  // namespace

Result<Vault> Vault::Create(VaultKeys& keys) {
  std::array<uint8_t, 8> id{};
  SecretBytes key = SecretBytes::Random(kVaultKeySize);
  randombytes_buf(id.data(), id.size());
  Vault vault(policy::ToHex(id), std::move(key));
  if (Result<void> kept = keys.Keep(vault.key_id_, vault.key_); !kept.ok()) return kept.error();
  return vault;
}

Result<Vault> Vault::Open(VaultKeys& keys, const std::string& key_id) {
  Result<SecretBytes> key = keys.Find(key_id);
  if (!key.ok()) {
    const std::string advice =
        key.error().code == ErrorCode::kNotFound
            ? " The records were sealed with vault key " + key_id +
                  ". Restore that key to the keyring it was kept in; no new key is made, because "
                  "the records would stay shut."
            : "";
    return Error{ErrorCode::kLocked, key.error().retryable, key.error().detail + advice};
  }
  if (key->size() != kVaultKeySize) {
    return Error{ErrorCode::kLocked, false, "Vault key " + key_id + " has the wrong length."};
  }
  return Vault(key_id, std::move(*key));
}

SecretBytes Vault::Derive(std::string_view purpose) const {
  SecretBytes out(kVaultKeySize);
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(purpose.data()),
                     purpose.size(), key_.data(), key_.size());
  return out;
}

Sealed Vault::Seal(std::span<const uint8_t> payload, std::string_view context) const {
  const SecretBytes data_key = SecretBytes::Random(kVaultKeySize);
  return {Wrap(data_key, context), Encrypt(payload, BoxContext(context), data_key)};
}

Result<Bytes> Vault::Unseal(const Sealed& sealed, std::string_view context) const {
  if (sealed.box.size() < kNonce + kTag) return Damaged();
  const Result<SecretBytes> data_key = Unwrap(sealed.wrapped_key, context);
  if (!data_key.ok()) return data_key.error();
  Bytes out(sealed.box.size() - kNonce - kTag);
  if (!Decrypt(sealed.box, BoxContext(context), *data_key, out)) return Damaged();
  return out;
}

Bytes Vault::Wrap(const SecretBytes& key, std::string_view context) const {
  return Encrypt(key.span(), KeyContext(key_id_, context), key_);
}

Result<SecretBytes> Vault::Unwrap(const Bytes& wrapped, std::string_view context) const {
  if (wrapped.size() != kNonce + kVaultKeySize + kTag) return Damaged();
  SecretBytes out(kVaultKeySize);
  if (!Decrypt(wrapped, KeyContext(key_id_, context), key_, {out.data(), out.size()})) {
    return Damaged();
  }
  return out;
}

}  // namespace chaperone::agent

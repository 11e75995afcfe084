// SPDX-License-Identifier: Apache-2.0
#include "policy/base/signature.h"

#include <sodium.h>

namespace chaperone::policy {
namespace {

using Signature = std::array<uint8_t, crypto_sign_BYTES>;

static_assert(crypto_sign_SEEDBYTES == std::tuple_size_v<SigningSeed>);
static_assert(crypto_sign_PUBLICKEYBYTES == std::tuple_size_v<SigningPublicKey>);

std::string Hex(const uint8_t* bytes, size_t size) {
  std::string hex(size * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes, size);
  hex.pop_back();
  return hex;
}

template <size_t kSize>
std::optional<std::array<uint8_t, kSize>> FromHex(std::string_view hex) {
  std::array<uint8_t, kSize> bytes{};
  size_t length = 0;
  if (hex.size() != kSize * 2 ||
      sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &length,
                     nullptr) != 0 ||
      length != kSize) {
    return std::nullopt;
  }
  return bytes;
}

std::string ToBeSigned(std::string_view domain, std::string_view text) {
  std::string bytes(domain);
  bytes += '\0';
  return bytes.append(text);
}

// Both halves, the secret one wiped when it goes.
struct KeyPair {
  explicit KeyPair(const SigningSeed& seed) {
    crypto_sign_seed_keypair(public_key.data(), secret_key.data(), seed.data());
  }
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;
  ~KeyPair() { sodium_memzero(secret_key.data(), secret_key.size()); }

  SigningPublicKey public_key{};
  std::array<uint8_t, crypto_sign_SECRETKEYBYTES> secret_key{};
};

}  // namespace

SigningPublicKey PublicKeyOf(const SigningSeed& seed) {
  return KeyPair(seed).public_key;
}

std::string PublicKeyText(const SigningPublicKey& key) {
  return Hex(key.data(), key.size());
}

std::optional<SigningPublicKey> PublicKeyFromText(std::string_view text) {
  return FromHex<crypto_sign_PUBLICKEYBYTES>(text);
}

std::string SignText(std::string_view domain, std::string_view text, const SigningSeed& seed) {
  const KeyPair keys(seed);
  const std::string bytes = ToBeSigned(domain, text);
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const uint8_t*>(bytes.data()),
                       bytes.size(), keys.secret_key.data());
  return Hex(signature.data(), signature.size());
}

bool IsSignedBy(std::string_view domain, std::string_view text, std::string_view signature,
                const SigningPublicKey& key) {
  const auto bytes = FromHex<crypto_sign_BYTES>(signature);
  if (!bytes) return false;
  const std::string message = ToBeSigned(domain, text);
  return crypto_sign_verify_detached(bytes->data(),
                                     reinterpret_cast<const uint8_t*>(message.data()),
                                     message.size(), key.data()) == 0;
}

bool HasFormOfSignature(std::string_view text) {
  return FromHex<crypto_sign_BYTES>(text).has_value();
}

}  // namespace chaperone::policy

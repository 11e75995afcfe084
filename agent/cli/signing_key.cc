// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/signing_key.h"

#include <sodium.h>

#include "agent/store/private_file.h"

namespace chaperone::agent {
namespace {

constexpr size_t kSeedDigits = 2 * std::tuple_size_v<policy::SigningSeed>;
constexpr size_t kMostBytes = kSeedDigits + 2;  // and a line end

}  // namespace

SigningKey::SigningKey(SigningKey&& other) noexcept : seed_(other.seed_) {
  sodium_memzero(other.seed_.data(), other.seed_.size());
}

SigningKey::~SigningKey() {
  sodium_memzero(seed_.data(), seed_.size());
}

policy::Result<SigningKey> SigningKey::Make(const std::string& file) {
  if (sodium_init() < 0) return policy::Unavailable("libsodium does not start");
  SigningKey key;
  randombytes_buf(key.seed_.data(), key.seed_.size());
  SecretBytes digits(kSeedDigits + 1);  // and the NUL, which becomes the line end
  sodium_bin2hex(reinterpret_cast<char*>(digits.data()), digits.size(), key.seed_.data(),
                 key.seed_.size());
  digits.data()[kSeedDigits] = '\n';
  if (auto written = WriteNewPrivateFile(file, digits.span()); !written.ok()) {
    return policy::BadInput(
        written.error().detail +
        " Expected the name of a file that is not there yet, in a folder that is");
  }
  return key;
}

policy::Result<SigningKey> SigningKey::Read(const std::string& file) {
  if (sodium_init() < 0) return policy::Unavailable("libsodium does not start");
  const auto text = ReadPrivateFile(file, kMostBytes);
  if (!text.ok()) return text.error();
  SigningKey key;
  size_t length = 0;
  const char* end = nullptr;
  const auto* begin = reinterpret_cast<const char*>(text->data());
  const int fine = sodium_hex2bin(key.seed_.data(), key.seed_.size(), begin, text->size(), nullptr,
                                  &length, &end);
  size_t rest = static_cast<size_t>(end - begin);
  while (rest < text->size() && (begin[rest] == '\n' || begin[rest] == '\r')) ++rest;
  if (fine != 0 || length != key.seed_.size() || rest != text->size()) {
    return policy::BadInput(file +
                            ": holds no signing key; expected 64 hexadecimal digits as `chaperone "
                            "consult new-key` writes them");
  }
  return key;
}

std::string SigningKey::public_key() const {
  return policy::PublicKeyText(policy::PublicKeyOf(seed_));
}

}  // namespace chaperone::agent

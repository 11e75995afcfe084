// SPDX-License-Identifier: Apache-2.0
#include "agent/store/fingerprint_key_file.h"

#include <sodium.h>

#include "agent/store/private_file.h"

namespace chaperone::agent {

policy::Result<std::vector<uint8_t>> ReadFingerprintKey(const std::filesystem::path& file) {
  auto text = ReadPrivateFile(file, 256);
  if (!text) return text.error();
  std::vector<uint8_t> key(kFingerprintKeySize);
  size_t length = 0;
  const auto* hex = reinterpret_cast<const char*>(text->data());
  if (sodium_hex2bin(key.data(), key.size(), hex, text->size(), " \r\n", &length, nullptr) != 0 ||
      length != key.size()) {
    return policy::BadInput(file.string() +
                            ": the fingerprint key must be 32 bytes as 64 hexadecimal digits; make "
                            "one with: openssl rand -hex 32");
  }
  return key;
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/base/result.h"
#include "policy/recording/ruling.h"

namespace chaperone::agent {

// A champion's signing seed, wiped when it goes.
class SigningKey {
 public:
  // A new one in a new file of mode 0600, as 64 hexadecimal digits. Never replaces a file.
  static policy::Result<SigningKey> Make(const std::string& file);
  // kRefused when others may read the file; kBadInput when it holds no key.
  static policy::Result<SigningKey> Read(const std::string& file);
  SigningKey(SigningKey&& other) noexcept;
  SigningKey& operator=(SigningKey&&) = delete;
  ~SigningKey();

  const policy::SigningSeed& seed() const { return seed_; }
  // For [[champions]] ruling_key in managed policy.
  std::string public_key() const;

 private:
  SigningKey() = default;
  policy::SigningSeed seed_{};
};

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace chaperone::policy {

// A Data Protection Champion and who stands in. Business contact data of staff.
struct Champion {
  std::string name;
  std::string email;
  std::vector<std::string> deputies;  // e-mail addresses; they receive what the champion receives
  // Ed25519 public key, 64 hexadecimal digits: signs rulings. Read from managed policy only.
  std::string ruling_key{};

  bool operator==(const Champion&) const = default;
};

}  // namespace chaperone::policy

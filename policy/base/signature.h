// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Ed25519 (RFC 8032) over texts, each in a domain of its own.
namespace chaperone::policy {

using SigningSeed = std::array<uint8_t, 32>;  // the secret half: its owner wipes it
using SigningPublicKey = std::array<uint8_t, 32>;

SigningPublicKey PublicKeyOf(const SigningSeed& seed);
std::string PublicKeyText(const SigningPublicKey& key);  // 64 hexadecimal digits, as in policy
std::optional<SigningPublicKey> PublicKeyFromText(std::string_view text);

// Over `domain`, one zero byte, and `text`, so that what is signed in one domain says nothing in
// another: 128 hexadecimal digits.
std::string SignText(std::string_view domain, std::string_view text, const SigningSeed& seed);
// False for what is no signature at all, too.
bool IsSignedBy(std::string_view domain, std::string_view text, std::string_view signature,
                const SigningPublicKey& key);
bool HasFormOfSignature(std::string_view text);

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/base/result.h"
#include "policy/base/signature.h"
#include "policy/base/time.h"
#include "policy/rules/policy_file.h"

// A firm's managed policy as one signed file, with champions' and recovery keys in it, so that who
// carries it to the machines cannot change it. The format is policy/rules/POLICY_BUNDLE_FORMAT.md.
namespace chaperone::policy {

struct PolicyBundle {
  uint64_t version = 0;  // from 1; a machine never takes a lower one than it has had
  WallTime signed_at;
  // In the order in which they are merged; `name` is a file's without a folder.
  std::vector<PolicyText> texts;
};

inline constexpr size_t kMaxBundleBytes = size_t{4} << 20U;  // a file above it is refused unread
inline constexpr uint64_t kMaxBundleVersion = (uint64_t{1} << 53U) - 1;

// The same bundle and seed give the same file. kBadInput: a text's name is not a file's name, is
// there twice, or the texts are too many or too long.
Result<std::string> SignPolicyBundle(const PolicyBundle& bundle, const SigningSeed& seed);

// Total. The signature is checked before the texts are looked at; they come back as mandatory ones,
// unparsed. kBadInput: not a bundle, or cut short; kRefused: none of `keys` signed it.
Result<PolicyBundle> VerifyPolicyBundle(std::string_view file,
                                        std::span<const SigningPublicKey> keys);

// The keys of a file of trusted keys: 64 hexadecimal digits a line; empty lines and what follows a
// "#" are passed over. kBadInput, with the line, for anything else, and where there is no key.
Result<std::vector<SigningPublicKey>> ParsePolicyKeys(const std::string& name,
                                                      std::string_view text);

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/rules/policy_bundle.h"

// Where a machine keeps its firm's signed policy. From the first bundle that is installed on, no
// managed policy but a signed one counts, and never one of a lower version.
namespace chaperone::agent {

struct SignedPolicyPlace {
  std::filesystem::path keys = "/etc/chaperone/policy.pub";
  std::filesystem::path folder = "/var/lib/chaperone/policy";  // made by the first installation
  uid_t owner = 0;

  std::filesystem::path bundle() const { return folder / "bundle.json"; }
  // The highest version that was ever taken; it outlives the bundle.
  std::filesystem::path floor() const { return folder / "floor"; }
};

// What is installed; nothing where no bundle ever was. An error, which says what to do, where one
// was and it is gone, damaged, older than the floor, or no longer signed by a trusted key: what
// held goes on in agents that run, and none starts without it.
policy::Result<std::optional<policy::PolicyBundle>> InstalledPolicy(const SignedPolicyPlace& place);

// The keys that this machine trusts. kNotFound when there is no file of them.
policy::Result<std::vector<policy::SigningPublicKey>> TrustedKeys(const SignedPolicyPlace& place);

struct PolicyInstallation {
  policy::PolicyBundle bundle;
  bool changed = true;                // false: this very file was there already
  bool first = false;                 // unsigned managed files count no more
  std::vector<std::string> warnings;  // about the policy in it
};

// Takes a bundle, for `place.owner` alone. `trust`: the firm's key, for the first time; "" after
// it. The policy in it must be without an error. Nothing is changed where this fails, and a power
// cut leaves either the policy before or this one. kRefused: another's signature, another key than
// the one that is trusted, an older version, another text under the same version.
policy::Result<PolicyInstallation> InstallPolicy(const SignedPolicyPlace& place,
                                                 std::string_view file, const std::string& trust);

}  // namespace chaperone::agent

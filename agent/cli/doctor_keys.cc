// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/doctor_check.h"
#include "agent/store/fingerprint_key_file.h"

namespace chaperone::agent {
namespace {

constexpr const char* kVault = "keyring";

DoctorResult CheckVault(const DesktopProbe& probe, const policy::Policy& policy) {
  if (probe.secret_service && probe.secret_collection && !probe.secret_locked) {
    return {Level::kOk, kVault, "unlocked", "the Secret Service is unlocked", ""};
  }
  if (policy.file_vault_allowed) {
    return {Level::kOk, kVault, "file_by_policy",
            "no unlocked Secret Service; policy allows the key in a file of mode 0600", ""};
  }
  if (!probe.secret_service) {
    return {Level::kFail, kVault, "no_secret_service",
            "no Secret Service answers: records cannot be sealed or opened",
            "start one, such as gnome-keyring, or set vault.allow_file in the policy"};
  }
  if (!probe.secret_collection) {
    return {Level::kFail, kVault, "no_collection",
            "the Secret Service has no default collection for the key",
            "make one: log in to the desktop with a password, or use seahorse"};
  }
  return {Level::kFail, kVault, "locked", "the Secret Service is locked: records cannot be opened",
          "unlock the keyring: log in to the desktop with your password"};
}

DoctorResult CheckFingerprintKey(const policy::Policy& policy) {
  constexpr const char* kSubject = "fingerprint key";
  if (policy.fingerprint_key_file.empty()) {
    return {Level::kOk, kSubject, "of_this_machine",
            "one of this machine: the same person is not known again on another", ""};
  }
  const auto key = ReadFingerprintKey(policy.fingerprint_key_file);
  if (key.ok()) return {Level::kOk, kSubject, "readable", "the firm's can be read", ""};
  return {Level::kFail, kSubject, "not_usable", key.error().detail,
          "give this user a private copy of the firm's key (mode 0600), or mend "
          "fingerprint.key_file"};
}

}  // namespace

DoctorResults CheckKeys(const policy::Policy& policy, const SessionView& session) {
  return {CheckVault(session.desktop.ok() ? *session.desktop : DesktopProbe{}, policy),
          CheckFingerprintKey(policy)};
}

}  // namespace chaperone::agent

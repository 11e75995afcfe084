// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/signed_policy.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "agent/cli/trusted_file.h"
#include "agent/owned_fd.h"
#include "agent/store/private_file.h"

namespace chaperone::agent {
namespace {

using policy::ErrorCode;
using policy::PolicyBundle;
using policy::Refused;
using policy::Result;

constexpr size_t kMaxKeysBytes = 65536;
constexpr size_t kMaxFloorBytes = 32;
constexpr const char* kInstallAgain =
    "; the policy that held stays with agents that run. Install the newest bundle again: chaperone "
    "policy install FILE";

// 0 where no bundle was ever taken.
Result<uint64_t> FloorOf(const SignedPolicyPlace& place) {
  const auto text = ReadTrustedFile(place.floor(), place.owner, kMaxFloorBytes);
  if (!text.ok()) {
    if (text.error().code == ErrorCode::kNotFound) return uint64_t{0};
    return text.error();
  }
  uint64_t floor = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), floor);
  if (error != std::errc() || std::string_view(end) != "\n" || floor == 0) {
    return policy::BadInput(place.floor().string() +
                            ": is damaged; expected the version of a policy bundle" +
                            kInstallAgain);
  }
  return floor;
}

Result<std::optional<std::string>> BundleFile(const SignedPolicyPlace& place) {
  auto text = ReadTrustedFile(place.bundle(), place.owner, policy::kMaxBundleBytes);
  if (text.ok()) return std::optional(std::move(*text));
  if (text.error().code == ErrorCode::kNotFound) return std::optional<std::string>();
  return text.error();
}

// The keys to verify with, and whether `trust` is to be written.
struct Keys {
  std::vector<policy::SigningPublicKey> trusted;
  bool is_new = false;
};

Result<Keys> KeysFor(const SignedPolicyPlace& place, const std::string& trust) {
  auto trusted = TrustedKeys(place);
  if (!trusted.ok() && trusted.error().code != ErrorCode::kNotFound) return trusted.error();
  if (trust.empty()) {
    if (trusted.ok()) return Keys{std::move(*trusted), false};
    return Refused(place.keys.string() +
                   ": is not there, so no signature counts yet; give the firm's key: chaperone "
                   "policy install --trust KEY FILE");
  }
  const auto key = policy::PublicKeyFromText(trust);
  if (!key) {
    return policy::BadInput(
        "--trust: is no key; expected 64 hexadecimal digits, as `chaperone policy new-key` prints "
        "them");
  }
  if (!trusted.ok()) return Keys{{*key}, true};
  if (std::find(trusted->begin(), trusted->end(), *key) == trusted->end()) {
    return Refused(place.keys.string() +
                   ": trusts another key already. To change keys, write the new one into this file "
                   "under the old one, and take the old one out once every machine has a bundle "
                   "signed with the new one");
  }
  return Keys{std::move(*trusted), false};
}

Result<OwnedFd> LockedFolder(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  OwnedFd fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return FileError(folder, "cannot be made", errno);
  // Whatever the umask is: every agent reads it.
  if (fchmod(fd.get(), 0755) != 0) return FileError(folder, "cannot be opened to agents", errno);
  if (flock(fd.get(), LOCK_EX) != 0) return FileError(folder, "cannot be locked", errno);
  return fd;
}

}  // namespace

Result<std::vector<policy::SigningPublicKey>> TrustedKeys(const SignedPolicyPlace& place) {
  const auto text = ReadTrustedFile(place.keys, place.owner, kMaxKeysBytes);
  if (!text.ok()) return text.error();
  return policy::ParsePolicyKeys(place.keys.string(), *text);
}

Result<std::optional<PolicyBundle>> InstalledPolicy(const SignedPolicyPlace& place) {
  if (auto fine = CheckTrustedFolder(place.folder, place.owner); !fine.ok()) return fine.error();
  const auto floor = FloorOf(place);
  if (!floor.ok()) return floor.error();
  const auto file = BundleFile(place);
  if (!file.ok()) return file.error();
  if (!*file) {
    if (*floor == 0) return std::optional<PolicyBundle>();
    return policy::BadInput(place.bundle().string() +
                            ": the signed policy that was installed is gone" + kInstallAgain);
  }
  const auto keys = TrustedKeys(place);
  if (!keys.ok()) {
    if (keys.error().code != ErrorCode::kNotFound) return keys.error();
    return policy::BadInput(place.keys.string() +
                            ": the firm's key is gone, by which the signed policy in " +
                            place.bundle().string() + " counts; put it back");
  }
  auto bundle = policy::VerifyPolicyBundle(**file, *keys);
  if (!bundle.ok()) {
    return policy::BadInput(place.bundle().string() + ": " + bundle.error().detail + kInstallAgain);
  }
  if (bundle->version < *floor) {
    return policy::BadInput(place.bundle().string() + ": is version " +
                            std::to_string(bundle->version) + ", but this machine has had " +
                            std::to_string(*floor) + kInstallAgain);
  }
  return std::optional(std::move(*bundle));
}

Result<PolicyInstallation> InstallPolicy(const SignedPolicyPlace& place, std::string_view file,
                                         const std::string& trust) {
  if (geteuid() != place.owner) {
    return Refused("policy install: only root decides for a machine; run it with sudo");
  }
  auto keys = KeysFor(place, trust);
  if (!keys.ok()) return keys.error();
  PolicyInstallation done;
  auto bundle = policy::VerifyPolicyBundle(file, keys->trusted);
  if (!bundle.ok()) return bundle.error();
  done.bundle = std::move(*bundle);
  const auto merged = policy::MergePolicies(done.bundle.texts, &done.warnings);
  if (!merged.ok()) return merged.error();
  for (std::string& each : policy::PolicyWarnings(*merged)) {
    done.warnings.push_back(std::move(each));
  }

  const auto lock = LockedFolder(place.folder);
  if (!lock.ok()) return lock.error();
  if (auto fine = CheckTrustedFolder(place.folder, place.owner); !fine.ok()) return fine.error();
  const auto floor = FloorOf(place);
  if (!floor.ok()) return floor.error();
  const auto before = BundleFile(place);
  if (!before.ok()) return before.error();
  done.first = *floor == 0 && !*before;
  done.changed = !*before || **before != file;
  const uint64_t version = done.bundle.version;
  if (version < *floor) {
    return Refused("policy bundle: it is version " + std::to_string(version) +
                   ", but this machine has had " + std::to_string(*floor) +
                   "; sign it anew, which gives it a higher one");
  }
  // A damaged one may be replaced by itself.
  if (version == *floor && done.changed && *before &&
      policy::VerifyPolicyBundle(**before, keys->trusted).ok()) {
    return Refused("policy bundle: this machine has another policy under the same version, " +
                   std::to_string(version) + "; sign it anew, which gives it a higher one");
  }
  // In this order a cut at any point leaves a whole policy: a key alone changes nothing, and a
  // bundle above the floor counts.
  if (keys->is_new) {
    std::error_code failed;
    std::filesystem::create_directories(place.keys.parent_path(), failed);
    const std::string text = "# By this key the firm's signed policy counts.\n" + trust + "\n";
    if (auto put = ReplaceTrustedFile(place.keys, text); !put.ok()) return put.error();
  }
  if (done.changed) {
    if (auto put = ReplaceTrustedFile(place.bundle(), file); !put.ok()) return put.error();
  }
  if (version > *floor) {
    if (auto put = ReplaceTrustedFile(place.floor(), std::to_string(version) + "\n"); !put.ok()) {
      return put.error();
    }
  }
  return done;
}

}  // namespace chaperone::agent

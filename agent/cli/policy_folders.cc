// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_folders.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "agent/cli/folders.h"
#include "agent/cli/trusted_file.h"

namespace chaperone::agent {
namespace {

using policy::PolicyText;
using policy::Result;

Result<PolicyText> ReadText(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  PolicyText text;
  text.name = path.string();
  // One byte more than is allowed is enough for the parser to refuse it.
  text.toml.resize(policy::kMaxPolicyBytes + 1);
  file.read(text.toml.data(), static_cast<std::streamsize>(text.toml.size()));
  if (!file.eof() && file.fail()) {
    return policy::IoError(text.name + ": cannot be read (" + std::strerror(errno) +
                               "): the policy in it would not hold; make it readable for this user",
                           false);
  }
  text.toml.resize(static_cast<size_t>(file.gcount()));
  return text;
}

Result<std::vector<std::filesystem::path>> TomlFiles(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  if (!std::filesystem::exists(folder, error) && !error) return files;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.front() != '.' && entry->path().extension() == ".toml") files.push_back(entry->path());
  }
  if (error) {
    return policy::IoError(
        folder.string() + ": cannot be read (" + error.message() +
            "): the policies in it would not hold; make it readable for this user",
        false);
  }
  std::sort(files.begin(), files.end());
  return files;
}

// `files`: where each of the texts was read.
Result<LoadedPolicy> Merge(const std::vector<PolicyText>& texts, std::vector<PolicyFile> files,
                           std::vector<std::string> warnings = {}) {
  LoadedPolicy loaded;
  loaded.warnings = std::move(warnings);
  auto merged = policy::MergePolicies(texts, &loaded.warnings, &loaded.origins);
  if (!merged.ok()) return merged.error();
  loaded.policy = std::move(*merged);
  loaded.files = std::move(files);
  for (std::string& warning : policy::PolicyWarnings(loaded.policy)) {
    loaded.warnings.push_back(std::move(warning));
  }
  return loaded;
}

}  // namespace

PolicyFolders UsualPolicyFolders() {
  PolicyFolders folders;
  folders.user = UsualConfigFolder() / "policy.toml";
  return folders;
}

Result<LoadedPolicy> LoadPolicy(const PolicyFolders& folders) {
  const uid_t owner = folders.signed_policy.owner;
  std::vector<PolicyText> texts;
  std::vector<PolicyFile> read;
  std::vector<std::string> warnings;
  const auto add_folder = [&](const std::filesystem::path& folder,
                              PolicyLevel level) -> Result<void> {
    if (auto fine = CheckTrustedFolder(folder, owner); !fine.ok()) return fine;
    const auto files = TomlFiles(folder);
    if (!files.ok()) return files.error();
    for (const auto& path : *files) {
      auto toml = ReadTrustedFile(path, owner, policy::kMaxPolicyBytes);
      if (!toml.ok()) return toml.error();
      PolicyText text;
      text.name = path.string();
      text.toml = std::move(*toml);
      text.mandatory = level == PolicyLevel::kManaged;
      read.push_back({text.name, level});
      texts.push_back(std::move(text));
    }
    return {};
  };
  for (const auto& [folder, level] : {std::pair(folders.vendor, PolicyLevel::kVendor),
                                      std::pair(folders.recommended, PolicyLevel::kRecommended)}) {
    const auto added = add_folder(folder, level);
    if (!added.ok()) return added.error();
  }
  std::error_code error;
  if (std::filesystem::exists(folders.user, error) || error) {
    auto text = ReadText(folders.user);
    if (!text.ok()) return text.error();
    text->user = true;
    read.push_back({text->name, PolicyLevel::kUser});
    texts.push_back(std::move(*text));
  }
  auto installed = InstalledPolicy(folders.signed_policy);
  if (!installed.ok()) return installed.error();
  if (!*installed) {
    const auto added = add_folder(folders.managed, PolicyLevel::kManaged);
    if (!added.ok()) return added.error();
    if (TrustedKeys(folders.signed_policy).ok()) {
      warnings.push_back(folders.signed_policy.keys.string() +
                         ": has no effect: no signed policy is installed yet; run chaperone policy "
                         "install FILE");
    }
    return Merge(texts, std::move(read), std::move(warnings));
  }
  const std::string bundle = folders.signed_policy.bundle().string();
  read.push_back({bundle, PolicyLevel::kManaged});
  for (PolicyText& text : (*installed)->texts) {
    text.name = bundle + "#" + text.name;
    texts.push_back(std::move(text));
  }
  const auto unsigned_files = TomlFiles(folders.managed);
  if (!unsigned_files.ok()) return unsigned_files.error();
  for (const auto& path : *unsigned_files) {
    warnings.push_back(path.string() + ": has no effect: it is not signed, and " + bundle +
                       " is; put it into the next bundle, or remove it");
  }
  auto loaded = Merge(texts, std::move(read), std::move(warnings));
  if (loaded.ok()) loaded->bundle_version = (*installed)->version;
  return loaded;
}

Result<LoadedPolicy> LoadPolicyFiles(const std::vector<std::string>& paths, bool managed) {
  std::vector<PolicyText> texts;
  std::vector<PolicyFile> read;
  for (const std::string& path : paths) {
    auto text = ReadText(path);
    if (!text.ok()) return policy::BadInput(text.error().detail);
    text->mandatory = managed;
    read.push_back({text->name, managed ? PolicyLevel::kManaged : PolicyLevel::kUnknown});
    texts.push_back(std::move(*text));
  }
  return Merge(texts, std::move(read));
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_folders.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "agent/cli/folders.h"

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

Result<LoadedPolicy> Merge(const std::vector<PolicyText>& texts) {
  LoadedPolicy loaded;
  auto merged = policy::MergePolicies(texts, &loaded.warnings);
  if (!merged.ok()) return merged.error();
  loaded.policy = std::move(*merged);
  for (const PolicyText& text : texts) loaded.files.push_back(text.name);
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
  std::vector<PolicyText> texts;
  const auto add_folder = [&](const std::filesystem::path& folder, bool mandatory) -> Result<void> {
    const auto files = TomlFiles(folder);
    if (!files.ok()) return files.error();
    for (const auto& path : *files) {
      auto text = ReadText(path);
      if (!text.ok()) return text.error();
      text->mandatory = mandatory;
      texts.push_back(std::move(*text));
    }
    return {};
  };
  for (const auto& folder : {folders.vendor, folders.recommended}) {
    const auto added = add_folder(folder, false);
    if (!added.ok()) return added.error();
  }
  std::error_code error;
  if (std::filesystem::exists(folders.user, error) || error) {
    auto text = ReadText(folders.user);
    if (!text.ok()) return text.error();
    text->user = true;
    texts.push_back(std::move(*text));
  }
  const auto added = add_folder(folders.managed, true);
  if (!added.ok()) return added.error();
  return Merge(texts);
}

Result<LoadedPolicy> LoadPolicyFiles(const std::vector<std::string>& paths, bool managed) {
  std::vector<PolicyText> texts;
  for (const std::string& path : paths) {
    auto text = ReadText(path);
    if (!text.ok()) return policy::BadInput(text.error().detail);
    text->mandatory = managed;
    texts.push_back(std::move(*text));
  }
  return Merge(texts);
}

}  // namespace chaperone::agent

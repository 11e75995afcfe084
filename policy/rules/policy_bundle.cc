// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/policy_bundle.h"

#include <algorithm>
#include <optional>

#include "policy/base/json_members.h"

namespace chaperone::policy {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kFormat = "chaperone-policy-bundle-1";
constexpr std::string_view kDomain = "chaperone.policy-bundle.v1";
constexpr size_t kMaxTexts = 64;
constexpr size_t kMaxName = 128;

Error NotABundle(std::string_view what) {
  return BadInput("policy bundle: " + std::string(what) +
                  "; nothing was taken from it. Ask for the file as `chaperone policy sign` made "
                  "it");
}

// Of a file, without a folder, and plain, for it stands in messages.
bool IsFileName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && name.front() != '.' &&
         name.ends_with(".toml") && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

bool IsPolicyText(std::string_view text) {
  return text.size() <= kMaxPolicyBytes;
}

bool IsAny(std::string_view /*text*/) {
  return true;
}

bool HasRepeatedName(const std::vector<PolicyText>& texts) {
  std::vector<std::string_view> names;
  names.reserve(texts.size());
  for (const PolicyText& text : texts) names.push_back(text.name);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

std::optional<PolicyBundle> Decoded(std::string_view text) {
  const Json document = ParsedJson(text);
  JsonMembers members(document);
  PolicyBundle bundle;
  bundle.version = members.Number("version");
  const auto signed_at = UtcFromText(members.Text("signed_at", IsAny));
  bool fine = signed_at.has_value();
  for (const Json* each : members.List("texts", kMaxTexts)) {
    JsonMembers inner(*each);
    PolicyText one;
    one.name = inner.Text("name", IsFileName);
    one.toml = inner.Text("toml", IsPolicyText);
    one.mandatory = true;
    fine = fine && inner.AllTaken();
    bundle.texts.push_back(std::move(one));
  }
  if (!fine || !members.AllTaken() || bundle.texts.empty() || HasRepeatedName(bundle.texts)) {
    return std::nullopt;
  }
  bundle.signed_at = *signed_at;
  return bundle;
}

}  // namespace

Result<std::string> SignPolicyBundle(const PolicyBundle& bundle, const SigningSeed& seed) {
  if (bundle.version < 1 || bundle.version > kMaxBundleVersion) {
    return BadInput("policy bundle: the version must be 1 to " + std::to_string(kMaxBundleVersion));
  }
  if (bundle.texts.empty() || bundle.texts.size() > kMaxTexts) {
    return BadInput("policy bundle: expected 1 to " + std::to_string(kMaxTexts) + " policy files");
  }
  Json texts = Json::array();
  for (const PolicyText& text : bundle.texts) {
    if (!IsFileName(text.name) || !IsPolicyText(text.toml)) {
      return BadInput("policy bundle: " + text.name +
                      ": expected the name of a .toml file of letters, digits, - _ and ., with at "
                      "most 1 MiB in it");
    }
    texts.push_back({{"name", text.name}, {"toml", text.toml}});
  }
  if (HasRepeatedName(bundle.texts)) {
    return BadInput("policy bundle: two files have the same name; expected each once");
  }
  const std::string content = WrittenJson(Json{{"version", bundle.version},
                                               {"signed_at", FormatUtc(bundle.signed_at)},
                                               {"texts", std::move(texts)}},
                                          -1);
  std::string file = WrittenJson(Json{{"format", kFormat},
                                      {"bundle", content},
                                      {"signature", SignText(kDomain, content, seed)}},
                                 2) +
                     "\n";
  if (file.size() > kMaxBundleBytes) {
    return BadInput("policy bundle: the files are too long together; expected at most 4 MiB");
  }
  return file;
}

Result<PolicyBundle> VerifyPolicyBundle(std::string_view file,
                                        std::span<const SigningPublicKey> keys) {
  if (file.size() > kMaxBundleBytes) return NotABundle("the file has more than 4 MiB");
  const Json document = ParsedJson(file);
  JsonMembers members(document);
  if (members.Text("format", IsAny) != kFormat) {
    return NotABundle("the file is not a policy bundle of Chaperone's");
  }
  const std::string content = members.Text("bundle", IsAny);
  const std::string signature = members.Text("signature", HasFormOfSignature);
  if (!members.AllTaken()) return NotABundle("the file is incomplete or has been changed");
  if (std::none_of(keys.begin(), keys.end(), [&](const SigningPublicKey& key) {
        return IsSignedBy(kDomain, content, signature, key);
      })) {
    return Error{ErrorCode::kRefused, false,
                 "policy bundle: no trusted key of the firm signed it: it was changed, or signed "
                 "with another key; nothing was taken from it"};
  }
  auto bundle = Decoded(content);
  if (!bundle) return NotABundle("what was signed is not a policy that this version can read");
  return std::move(*bundle);
}

Result<std::vector<SigningPublicKey>> ParsePolicyKeys(const std::string& name,
                                                      std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  std::vector<SigningPublicKey> keys;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = line.substr(0, line.find('#'));
    const size_t begin = line.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) continue;
    line = line.substr(begin, line.find_last_not_of(kBlank) + 1 - begin);
    const auto key = PublicKeyFromText(line);
    if (!key) {
      return BadInput(name + ":" + std::to_string(number) +
                      ": is no key; expected 64 hexadecimal digits, as `chaperone policy new-key` "
                      "prints them");
    }
    keys.push_back(*key);
  }
  if (keys.empty()) {
    return BadInput(name +
                    ": holds no key; expected a line of 64 hexadecimal digits, as "
                    "`chaperone policy new-key` prints them");
  }
  return keys;
}

}  // namespace chaperone::policy

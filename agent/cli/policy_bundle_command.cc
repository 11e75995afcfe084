// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_bundle_command.h"

#include <signal.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>

#include "agent/cli/print.h"
#include "agent/cli/running_agents.h"
#include "agent/cli/signed_policy.h"
#include "agent/cli/signing_key.h"
#include "agent/cli/text_file.h"
#include "agent/store/private_file.h"

namespace chaperone::agent {
namespace {

using policy::PolicyBundle;
using policy::Result;

struct BundleOptions {
  bool json = false;
  bool print = false;
  std::string key_file;
  std::vector<std::string> files;
  uint64_t version = 0;
  std::string out;
  std::string bundle;
  std::string key;
};

// "20260314092653": rises by itself, and says when.
uint64_t VersionFor(policy::WallTime now) {
  uint64_t version = 0;
  for (const char c : policy::FormatUtc(now)) {
    if (c >= '0' && c <= '9') version = version * 10 + static_cast<uint64_t>(c - '0');
  }
  return version;
}

// The files as one policy, checked as the managed policy is.
Result<PolicyBundle> BundleOf(const BundleOptions& options, std::vector<std::string>& warnings) {
  PolicyBundle bundle;
  bundle.signed_at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  bundle.version = options.version == 0 ? VersionFor(bundle.signed_at) : options.version;
  for (const std::string& file : options.files) {
    auto toml = ReadSmallFile(file, std::cin, policy::kMaxPolicyBytes);
    if (!toml.ok()) return toml.error();
    policy::PolicyText text;
    text.name = file;
    text.toml = std::move(*toml);
    text.mandatory = true;
    bundle.texts.push_back(std::move(text));
  }
  const auto merged = policy::MergePolicies(bundle.texts, &warnings);
  if (!merged.ok()) return merged.error();
  for (std::string& each : policy::PolicyWarnings(*merged)) warnings.push_back(std::move(each));
  for (policy::PolicyText& text : bundle.texts) {
    text.name = std::filesystem::path(text.name).filename().string();
  }
  return bundle;
}

nlohmann::ordered_json About(const PolicyBundle& bundle) {
  nlohmann::ordered_json names = nlohmann::ordered_json::array();
  for (const policy::PolicyText& text : bundle.texts) names.push_back(text.name);
  return {{"version", bundle.version},
          {"signed_at", policy::FormatUtc(bundle.signed_at)},
          {"files", std::move(names)}};
}

int NewKey(const BundleOptions& options) {
  const auto key = SigningKey::Make(options.key_file);
  if (!key.ok()) return Fail(key.error());
  Print(std::cout, {{"policy_key", key->public_key()}}, options.json);
  if (!options.json) {
    std::cerr << "Machines trust it by: chaperone policy install --trust " << key->public_key()
              << " FILE. Keep the file " << options.key_file
              << " off them, where only you can read it, and a copy of it safe.\n";
  }
  return kExitFine;
}

int Sign(const BundleOptions& options) {
  const auto key = SigningKey::Read(options.key_file);
  if (!key.ok()) {
    const int code = Fail(key.error());
    return code == kExitNo ? kExitBadInput : code;
  }
  std::vector<std::string> warnings;
  const auto bundle = BundleOf(options, warnings);
  if (!bundle.ok()) return Fail(bundle.error());
  const auto file = policy::SignPolicyBundle(*bundle, key->seed());
  if (!file.ok()) return Fail(file.error());
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(file->data()),
                                       file->size());
  // No secret: whoever carries it to the machines has to read it.
  if (auto written = WriteNewPublicFile(options.out, bytes); !written.ok()) {
    return Fail(policy::BadInput(
        written.error().detail +
        " Expected the name of a file that is not there yet, in a folder that is"));
  }
  nlohmann::ordered_json report = About(*bundle);
  report["file"] = options.out;
  report["policy_key"] = key->public_key();
  report["warnings"] = warnings;
  Print(std::cout, report, options.json);
  return kExitFine;
}

Result<std::vector<policy::SigningPublicKey>> KeysToVerifyWith(const BundleOptions& options) {
  if (options.key.empty()) {
    auto keys = TrustedKeys({});
    if (!keys.ok() && keys.error().code == policy::ErrorCode::kNotFound) {
      return policy::BadInput(
          "--key: is needed, for this machine trusts no key yet; expected 64 "
          "hexadecimal digits, or @FILE with such lines");
    }
    return keys;
  }
  const auto text = TextArgument(options.key, std::cin, 65536);
  if (!text.ok()) return text.error();
  return policy::ParsePolicyKeys("--key", *text);
}

int Verify(const BundleOptions& options) {
  const auto keys = KeysToVerifyWith(options);
  if (!keys.ok()) return Fail(keys.error());
  const auto file = ReadSmallFile(options.bundle, std::cin, policy::kMaxBundleBytes);
  if (!file.ok()) return Fail(file.error());
  const auto bundle = policy::VerifyPolicyBundle(*file, *keys);
  if (!bundle.ok()) return Fail(bundle.error());
  std::vector<std::string> warnings;
  const auto merged = policy::MergePolicies(bundle->texts, &warnings);
  if (!merged.ok()) return Fail(merged.error());
  if (options.print) {
    for (const policy::PolicyText& text : bundle->texts) {
      std::cout << "# --- " << text.name << '\n' << text.toml;
      if (!text.toml.ends_with('\n')) std::cout << '\n';
    }
    return kExitFine;
  }
  nlohmann::ordered_json report = About(*bundle);
  report["warnings"] = warnings;
  Print(std::cout, report, options.json);
  return kExitFine;
}

int Install(const BundleOptions& options) {
  const auto file = ReadSmallFile(options.bundle, std::cin, policy::kMaxBundleBytes);
  if (!file.ok()) return Fail(file.error());
  const SignedPolicyPlace place;
  const auto done = InstallPolicy(place, *file, options.key);
  if (!done.ok()) return Fail(done.error());
  nlohmann::ordered_json report = About(done->bundle);
  report["changed"] = done->changed;
  report["agents"] = done->changed ? SignalRunningAgents(SIGHUP) : 0;
  report["warnings"] = done->warnings;
  Print(std::cout, report, options.json);
  if (done->first && !options.json) {
    std::cerr << "From now on unsigned files in /etc/chaperone/managed.d have no effect.\n";
  }
  return kExitFine;
}

}  // namespace

void AddPolicyBundle(CLI::App& policy, Invocation& invocation) {
  auto options = std::make_shared<BundleOptions>();
  const auto runs = [&invocation, options](int (*command)(const BundleOptions&)) {
    return [&invocation, options, command] {
      invocation.run = [options, command] { return command(*options); };
    };
  };

  CLI::App* new_key = AddSubcommand(
      policy, "new-key", "Makes the firm's key for signed policy; prints the half for machines",
      "chaperone policy new-key firm.key");
  new_key->add_option("FILE", options->key_file, "A file that is not there yet")->required();
  new_key->add_flag("--json", options->json, "One JSON document");
  new_key->callback(runs(NewKey));

  CLI::App* sign = AddSubcommand(
      policy, "sign", "Makes one signed file of policy files, which are checked as managed ones",
      "chaperone policy sign --key firm.key --out firm-policy.json 10-firm.toml 20-alerts.toml");
  sign->add_option("FILE", options->files, "Policy files, in the order in which they hold")
      ->required();
  sign->add_option("--key", options->key_file, "The firm's key; only you may read the file")
      ->required();
  sign->add_option("--out", options->out, "A file that is not there yet")->required();
  sign->add_option("--bundle-version", options->version,
                   "A whole number; machines never go back behind it. Without: the time, as "
                   "YYYYMMDDhhmmss in UTC")
      ->check(CLI::Range(uint64_t{1}, policy::kMaxBundleVersion));
  sign->add_flag("--json", options->json, "One JSON document");
  sign->callback(runs(Sign));

  CLI::App* verify =
      AddSubcommand(policy, "verify", "Whether the firm signed a bundle, and what is in it",
                    "chaperone policy verify firm-policy.json");
  verify->add_option("BUNDLE", options->bundle, "The signed file, or -")->required();
  verify->add_option("--key", options->key,
                     "The firm's public key, or @FILE; without: those that this machine trusts "
                     "(/etc/chaperone/policy.pub)");
  verify->add_flag("--print", options->print, "Print the policy files in it");
  verify->add_flag("--json", options->json, "One JSON document")->excludes("--print");
  verify->callback(runs(Verify));

  CLI::App* install = AddSubcommand(
      policy, "install",
      "Makes a signed bundle this machine's managed policy, and running agents read it; for root",
      "sudo chaperone policy install firm-policy.json");
  install->add_option("BUNDLE", options->bundle, "The signed file, or -")->required();
  install->add_option("--trust", options->key,
                      "The firm's public key, the first time: from then on only what it signs "
                      "counts");
  install->add_flag("--json", options->json, "One JSON document");
  install->callback(runs(Install));
}

}  // namespace chaperone::agent

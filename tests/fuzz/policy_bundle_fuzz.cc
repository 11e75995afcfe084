// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "policy/rules/policy_bundle.h"

// Whatever the bytes, signed by the firm or not: no crash, what is taken means the same when signed
// anew, and a refusal says why.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace chaperone::policy;
  static const SigningSeed seed{1, 2, 3};
  static const std::vector<SigningPublicKey> keys = {PublicKeyOf(seed)};
  const std::string text(reinterpret_cast<const char*>(data), size);
  const nlohmann::json outer = {{"format", "chaperone-policy-bundle-1"},
                                {"bundle", text},
                                {"signature", SignText("chaperone.policy-bundle.v1", text, seed)}};
  for (const std::string& file :
       {text, outer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)}) {
    const auto bundle = VerifyPolicyBundle(file, keys);
    if (!bundle.ok()) {
      if (bundle.error().detail.empty()) std::abort();
      continue;
    }
    const auto again = SignPolicyBundle(*bundle, seed);
    if (!again.ok() || VerifyPolicyBundle(*again, keys)->version != bundle->version) std::abort();
  }
  const auto read = ParsePolicyKeys("policy.pub", text);
  if (read.ok() == false && read.error().detail.empty()) std::abort();
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "policy/rules/policy_file.h"

// Any bytes as a policy: a policy within its limits, or a message that names the file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace chaperone::policy;
  static const Policy base = DefaultPolicy();
  const std::string text(data, data + size);
  const Result<Policy> result = ParsePolicy({"p.toml", text}, base);
  const bool sane = result.ok() ? result->mail.port >= 1 && result->mail.port <= 65535 &&
                                      result->alerts.min_score >= 0 && result->alerts.min_score <= 1
                                : result.error().detail.starts_with("p.toml:");
  if (!sane) std::abort();
  return 0;
}

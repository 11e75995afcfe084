// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "policy/people/call_context.h"
#include "policy/recording/recording_rules.h"

// Which purpose a call probably has, so that a usual one takes few actions. A proposal, no more:
// the employee states the ground. Pure.
namespace chaperone::policy {

// What a purpose is remembered by. `text` is personal data: it stays in memory, and is hashed with
// a key before anything is kept.
struct PurposeCue {
  enum class Kind : uint8_t {
    kUnknown,
    kNumber,  // a phone number, e-mail address or reference of a customer whose identity is
              // confirmed
    kClass,   // the customer's organisation or, for a person, the place whose law holds
  };
  Kind kind = Kind::kUnknown;
  std::string text;

  bool operator==(const PurposeCue&) const = default;
};
// Of all customers on the call; numbers first, each once.
std::vector<PurposeCue> CuesOf(const CallContext& call, const RecordingRules& rules);

struct BasisSuggestion {
  std::string purpose;  // "": none
  std::string because;  // "same_number", "same_class", "only_one" or ""

  bool operator==(const BasisSuggestion&) const = default;
};
// `recall` gives the purpose that was remembered for a cue. One that the policy no longer has is
// never proposed.
BasisSuggestion SuggestPurpose(
    const std::vector<PurposeCue>& cues, const RecordingRules& rules,
    const std::function<std::optional<std::string>(const PurposeCue&)>& recall);

}  // namespace chaperone::policy

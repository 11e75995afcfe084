// SPDX-License-Identifier: Apache-2.0
// The purpose that a call usually has: remembered by keyed digests, proposed, forgotten.
#include <sodium.h>
#include <spdlog/spdlog.h>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/glass_box_replies.h"

namespace chaperone::agent {

using nlohmann::json;
using policy::Result;

namespace {

// Enough that two callers never meet, and no more.
constexpr size_t kKeyBytes = 16;

}  // namespace

std::optional<Bytes> Agent::KeyOf(const policy::PurposeCue& cue) const {
  const auto secret = records_.DeriveKey("remembered purpose");
  if (!secret) return std::nullopt;
  Bytes key(kKeyBytes);
  crypto_generichash(key.data(), key.size(),
                     reinterpret_cast<const unsigned char*>(cue.text.data()), cue.text.size(),
                     secret->data(), secret->size());
  return key;
}

// What cannot be kept is typed again: nothing rests on it.
void Agent::Remember(const std::string& purpose) {
  if (!session_.call) return;
  std::vector<Bytes> keys;
  for (const policy::PurposeCue& cue : policy::CuesOf(*session_.call, session_.policy.recording)) {
    if (auto key = KeyOf(cue)) keys.push_back(std::move(*key));
  }
  if (keys.empty()) return;
  policy::RetentionClass retention{session_.policy.alert_retention_class};
  for (const policy::RetentionClass& c : session_.policy.retention) {
    if (c.name == retention.name) retention = c;
  }
  const auto kept = records_.store().Remember(keys, purpose, retention, ReadClock());
  if (!kept) spdlog::warn("a purpose was not remembered: {}", kept.error().detail);
}

Result<json> Agent::On(const request::SuggestBasis& /*request*/) {
  if (auto open = CallIsOpen(); !open) return open.error();
  const auto& rules = session_.policy.recording;
  const policy::BasisSuggestion suggestion =
      policy::SuggestPurpose(policy::CuesOf(*session_.call, rules), rules,
                             [this](const policy::PurposeCue& cue) -> std::optional<std::string> {
                               const auto key = KeyOf(cue);
                               if (!key) return std::nullopt;
                               auto purpose = records_.store().Recall(*key);
                               return purpose ? *purpose : std::nullopt;
                             });
  return json{{"purpose", suggestion.purpose}, {"because", suggestion.because}};
}

Result<json> Agent::On(const request::ListRemembered& /*request*/) {
  auto all = records_.store().ListRemembered();
  if (!all) return all.error();
  json list = json::array();
  for (const RememberedPurpose& one : *all) list.push_back(RememberedReply(one));
  return json{{"remembered", list}};
}

Result<json> Agent::On(const request::ForgetRemembered& /*request*/) {
  auto count = records_.store().ForgetRemembered(ReadClock());
  if (!count) return count.error();
  return json{{"forgotten", *count}};
}

}  // namespace chaperone::agent

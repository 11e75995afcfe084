// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "policy/base/result.h"

namespace chaperone::agent {

// Whether the payload is CBOR, and no deeper and no larger than anything that our processes say to
// each other: the library's parser calls itself for each level, and a hostile helper could send
// millions.
bool IsBoundedCbor(std::span<const uint8_t> payload);

// What is thrown on anything that no process of ours says.
struct Odd {};

// A whole number within these bounds; throws Odd.
int64_t Bounded(const nlohmann::json& value, int64_t low, int64_t high);

// The message that `from` makes of the payload; it throws Odd, or what the library throws.
// `between` names the two for the error (kProtocol).
template <class Message>
policy::Result<Message> DecodeBounded(std::span<const uint8_t> payload,
                                      Message (*from)(const nlohmann::json&), const char* between) {
  const policy::Error odd{policy::ErrorCode::kProtocol, false,
                          std::string("a message between ") + between + " is malformed"};
  try {
    if (!IsBoundedCbor(payload)) return odd;
    return from(nlohmann::json::from_cbor(payload.begin(), payload.end()));
  } catch (const nlohmann::json::exception&) {
    return odd;
  } catch (const Odd&) {
    return odd;
  }
}

}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "policy/base/geometry.h"
#include "policy/base/result.h"
#include "policy/people/known_people.h"
#include "policy/personal_data/finding.h"
#include "policy/rules/policy_file.h"

// What the agent and chaperone-reader say to each other: CBOR maps in a MessagePipe. Pixels go by a
// shared memory file; text never leaves the reader.
namespace chaperone::agent {

namespace to_reader {

// First, and again whenever policy changes.
struct Configure {
  policy::DetectionRules detection;
  std::vector<uint8_t> fingerprint_key;  // 32 bytes; empty: findings carry no fingerprint

  bool operator==(const Configure&) const = default;
};
// Who is known from now on; what stands on the frame is judged anew.
struct People {
  policy::KnownPeople people;

  bool operator==(const People&) const = default;
};
// The shared frame holds new pixels in `changed`. The agent leaves the frame alone until Taken.
struct Frame {
  uint64_t serial = 0;
  int width = 0;
  int height = 0;
  bool brings_descriptor = false;  // a new shared frame: its descriptor comes with the message
  std::vector<policy::Rect> changed;

  bool operator==(const Frame&) const = default;
};

}  // namespace to_reader

namespace from_reader {

// The model is loaded, frames may come.
struct Ready {
  bool operator==(const Ready&) const = default;
};
// The changed pixels of this frame were copied: the shared frame may be written again.
struct Taken {
  uint64_t serial = 0;

  bool operator==(const Taken&) const = default;
};
// All that stands on the frame as far as it has been read.
struct Findings {
  uint64_t serial = 0;
  std::vector<policy::Finding> findings;
  uint32_t unread = 0;      // lines found but not read yet
  uint32_t missed = 0;      // lines that vanished before they were read, since the last message
  bool unreadable = false;  // a part changes faster than it can be read (video)
  bool card_form = false;   // a form that asks for a payment card stands on it

  bool operator==(const Findings&) const = default;
};
// It cannot work, and why; it ends after this.
struct Failed {
  std::string reason;

  bool operator==(const Failed&) const = default;
};

}  // namespace from_reader

using ToReader = std::variant<to_reader::Configure, to_reader::People, to_reader::Frame>;
using FromReader = std::variant<from_reader::Ready, from_reader::Taken, from_reader::Findings,
                                from_reader::Failed>;

std::vector<uint8_t> Encode(const ToReader& message);
std::vector<uint8_t> Encode(const FromReader& message);

// kProtocol for anything that Encode() would not have made: wrong types, unknown kinds, numbers out
// of range. The reader is not trusted: a frame of no size, or a rectangle beyond it, never comes
// through.
policy::Result<ToReader> DecodeToReader(std::span<const uint8_t> payload);
policy::Result<FromReader> DecodeFromReader(std::span<const uint8_t> payload);

}  // namespace chaperone::agent

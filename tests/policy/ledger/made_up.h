// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>

#include "policy/ledger/entry.h"

namespace chaperone::test {

inline std::string MadeUpText(std::mt19937& random) {
  static constexpr const char* kPieces[] = {
      "alert", "\"", "\\", "\n", "\x01", "ü", "名", "\U0001F512", "\"digest\":\"", " ", "\x7f", ""};
  std::string out;
  for (auto n = random() % 6; n > 0; --n) out += kPieces[random() % std::size(kPieces)];
  return out;
}

inline policy::Now MadeUpMoment(std::mt19937& random) {
  policy::Now now;
  now.wall = policy::WallTime{std::chrono::milliseconds{1'700'000'000'000 + random()}};
  now.boot = policy::BootTime{random()};
  now.boot_id = MadeUpText(random);
  return now;
}

// An entry with anything in it that the format allows; sequence and previous are left to the chain.
inline policy::LedgerEntry MadeUpEntry(std::mt19937& random) {
  policy::LedgerEntry entry;
  entry.sequence = 1;
  entry.at = MadeUpMoment(random);
  if (random() % 3 == 0) entry.late = MadeUpMoment(random);
  entry.type = random() % 2 == 0 ? "alert.opened" : "share_started.2";
  for (auto n = random() % 5; n > 0; --n) {
    policy::FieldValue value;
    if (random() % 3 == 0) {
      value = MadeUpText(random);
    } else if (random() % 2 == 0) {
      value =
          static_cast<int64_t>(random()) - int64_t{1} * (random() % 2 == 0 ? 9007199254740991 : 0);
    } else {
      value = random() % 2 == 0;
    }
    entry.fields["field_" + std::to_string(random() % 50)] = value;
  }
  if (random() % 2 == 0) {
    policy::Digest digest{};
    for (uint8_t& byte : digest) byte = static_cast<uint8_t>(random());
    entry.commitment = digest;
  }
  return entry;
}

}  // namespace chaperone::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "policy/personal_data/gazetteer.h"

// The form of the table, shared by the compiler that writes it and the code that reads it: entries
// sorted by a 64-bit hash; its top bits choose a bucket, the next 24 stand in the entry beside the
// word's class.
namespace chaperone::policy::gazetteer {

inline constexpr int kBucketBits = 14;
inline constexpr size_t kBucketCount = size_t{1} << kBucketBits;

constexpr uint64_t Hash(std::string_view word) {
  uint64_t h = 0xcbf29ce484222325u;
  for (const char c : word) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53u;
  return h ^ (h >> 33);
}
constexpr size_t Bucket(uint64_t hash) {
  return static_cast<size_t>(hash >> (64 - kBucketBits));
}
constexpr uint32_t Tag(uint64_t hash) {
  return static_cast<uint32_t>(hash >> (64 - kBucketBits - 24)) & 0xFFFFFFu;
}

constexpr uint8_t Pack(const WordClass& c) {
  return static_cast<uint8_t>(static_cast<unsigned>(c.given) |
                              static_cast<unsigned>(c.surname) << 2 | unsigned{c.word} << 4 |
                              unsigned{c.never} << 5 | unsigned{c.place} << 6);
}
constexpr WordClass Unpack(uint8_t bits) {
  return {static_cast<Usual>(bits & 3u), static_cast<Usual>(bits >> 2 & 3u), (bits & 16u) != 0,
          (bits & 32u) != 0, (bits & 64u) != 0};
}

// A district's up to four characters as one number.
constexpr uint32_t PackDistrict(std::string_view district) {
  uint32_t packed = 0;
  for (const char c : district) packed = packed << 8 | static_cast<unsigned char>(c);
  return packed;
}

// Written at build time by gazetteer_compiler.
extern const uint32_t kEntries[];  // tag << 8 | class
extern const uint32_t kBuckets[];  // kBucketCount + 1 offsets into kEntries
extern const uint32_t kDistricts[];
extern const size_t kDistrictCount;

}  // namespace chaperone::policy::gazetteer

// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/gazetteer.h"

#include <algorithm>

#include "policy/personal_data/gazetteer_table.h"

namespace chaperone::policy {

WordClass ClassOf(std::string_view word) {
  const uint64_t hash = gazetteer::Hash(word);
  const size_t bucket = gazetteer::Bucket(hash);
  const uint32_t tag = gazetteer::Tag(hash);
  const uint32_t* entry = gazetteer::kEntries + gazetteer::kBuckets[bucket];
  const uint32_t* end = gazetteer::kEntries + gazetteer::kBuckets[bucket + 1];
  for (; entry != end; ++entry) {
    if (*entry >> 8 == tag) return gazetteer::Unpack(static_cast<uint8_t>(*entry & 0xFFu));
  }
  return {};
}

bool IsPostcodeDistrict(std::string_view district) {
  if (district.size() < 2 || district.size() > 4) return false;
  return std::binary_search(gazetteer::kDistricts,
                            gazetteer::kDistricts + gazetteer::kDistrictCount,
                            gazetteer::PackDistrict(district));
}

}  // namespace chaperone::policy

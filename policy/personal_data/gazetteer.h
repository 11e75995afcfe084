// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace chaperone::policy {

// How usual a word is as a name.
enum class Usual : uint8_t { kNever, kRare, kKnown, kCommon };

// What the gazetteer knows of a word. All zero: it stands in no list.
struct WordClass {
  Usual given = Usual::kNever;
  Usual surname = Usual::kNever;
  bool word = false;   // an English word too ("will", "brown")
  bool never = false;  // belongs to programs and offices ("account"): never part of a name
  bool place = false;  // also a place ("lincoln")
  bool operator==(const WordClass&) const = default;
};

// Looks up a word folded to lower-case ASCII, apostrophes taken out ("obrien"). Two words joined by
// '_' ask for a phrase. The table is in read-only memory, shared by processes and paged in as
// touched. One word in a million that stands in no list is taken for one that does (hashes).
WordClass ClassOf(std::string_view word);

// Whether "SW1A" is a postcode district of the United Kingdom; upper case.
bool IsPostcodeDistrict(std::string_view district);

}  // namespace chaperone::policy

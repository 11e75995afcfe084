// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/personal_data/gazetteer.h"

namespace chaperone::policy {

// What a word does beside a name.
enum class WordRole : uint8_t {
  kNone,
  kTitle,        // Mr, Dr
  kParticle,     // van, de
  kStreet,       // Road
  kCompany,      // Ltd
  kInstitution,  // Hospital
  kSaint,        // St
  kGreeting,     // Dear
};

// One word of a folded text.
struct Word {
  size_t start = 0;
  size_t end = 0;   // without a possessive "'s" and without the point of "J."
  size_t next = 0;  // where the text goes on after it
  std::string key;  // lower case, letters only: "obrien"; of a compound all parts joined
  WordClass known;  // of a compound, the best of its parts
  WordRole role = WordRole::kNone;
  bool capital = false;  // starts with one
  bool shouted = false;  // all capitals, two or more
  bool initial = false;  // "J" or "J."
};

// The words of a text, in order. A stretch with digits in it ("A1") is no word.
std::vector<Word> WordsOf(std::string_view folded);

}  // namespace chaperone::policy

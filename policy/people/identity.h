// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/people/known_people.h"
#include "policy/personal_data/finding.h"

// When two writings mean the same: of a person's name, and of an identifier.
namespace chaperone::policy {

// A name taken apart: folded, lower case, titles left out. "Thompson, Ms Sarah J." gives
// {"sarah", "j"} and "thompson".
struct NameParts {
  std::vector<std::string> given;  // as far as known; may be initials
  std::string surname;             // "" for a single word

  bool empty() const { return given.empty() && surname.empty(); }
  bool operator==(const NameParts&) const = default;
};
NameParts PartsOf(std::string_view name);

enum class SameName {
  kNo,
  kPerhaps,  // by an initial, or by one word alone: good only while nobody else fits
  kYes,
};
// In any order, accents and hyphens aside; middle names may be left out but not contradict.
SameName Compare(const NameParts& a, const NameParts& b);

// The one form in which identifiers are compared and fingerprinted: e-mail in lower case, phone
// with country code, everything else upper case without spaces and dashes; a name as sorted words.
std::string Normalised(Kind kind, std::string_view value);
// An identifier as somebody gave it: its kind is guessed from its form.
std::string NormalisedIdentifier(std::string_view value);

// "example.com" of an address, lower case; "" where there is none.
std::string DomainOf(std::string_view email);
// "mail.acme.example" is in "acme.example".
bool InDomain(std::string_view domain, std::string_view of);

}  // namespace chaperone::policy

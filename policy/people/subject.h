// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "policy/base/geometry.h"
#include "policy/people/dividers.h"
#include "policy/people/identity.h"
#include "policy/people/known_people.h"
#include "policy/personal_data/detect.h"

// Whose data it is (domain.md, "Whose data is on the screen"). Where it is not clear, it is a third
// party's: a false alarm costs a moment, a missed one a breach.
namespace chaperone::policy {

// KnownPeople, ready to be asked many times. Personal data: memory only.
class PeopleIndex {
 public:
  explicit PeopleIndex(const KnownPeople& people);

  struct Answer {
    Subject subject = Subject::kThirdParty;
    SameName same = SameName::kNo;
    uint32_t entry = 0;  // which known person, from 1; 0: nobody
  };
  Answer ByName(const NameParts& name) const;
  // kThirdParty where nobody gave this identifier.
  Answer ByIdentifier(Kind kind, std::string_view value) const;
  bool IsCustomerDomain(std::string_view domain) const;
  bool IsStaffDomain(std::string_view domain) const;
  // A customer or representative whose given name and surname both stand in an address.
  Answer ByAddress(std::string_view local_part) const;
  // Whether that person's identifiers hold one of this kind, of which people have only one.
  bool HasOther(uint32_t entry, Kind kind) const;
  bool SamePerson(uint32_t entry, const NameParts& name) const;

 private:
  struct Entry {
    Subject subject;
    NameParts name;
    std::vector<std::string> identifiers;
  };
  void Add(const std::vector<KnownPerson>& people, Subject subject);

  std::vector<Entry> entries_;
  std::unordered_multimap<std::string, uint32_t> by_word_;
  std::unordered_map<std::string, uint32_t> by_identifier_;
  std::unordered_set<std::string> identifier_ends_;
  std::vector<std::string> customer_domains_;
  std::vector<std::string> staff_domains_;
};

// One match where it stands on the page.
struct Sighting {
  Match match;
  std::string_view text;    // the value as it is written
  std::string_view before;  // what stands before it in its own line
  std::string_view after;   // what stands after it there
  std::string_view label;   // the label beside its line: to the left, above or at the column's head
  uint32_t line = 0;
  int line_x = 0;  // where its line starts, in pixels
  Rect box;
};

struct Attribution {
  Subject subject = Subject::kUnknownPerson;
  uint32_t person = 0;  // sightings with the same number are about the same person; 0: not known

  bool operator==(const Attribution&) const = default;
};

// Gives each sighting of one page its subject and person, in the same order. Who a value without a
// name belongs to is told by the layout: the names in its row, or else the nearest heading above.
// `passages`: the lines in which nothing was found.
std::vector<Attribution> Attribute(const std::vector<Sighting>& sightings,
                                   const std::vector<Passage>& passages, const PeopleIndex& people);

}  // namespace chaperone::policy

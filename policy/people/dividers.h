// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "policy/base/geometry.h"

namespace chaperone::policy {

// A line of the page in which nothing was found, but which may part a record from the next.
struct Passage {
  std::string_view text;
  Rect box;
  bool label = false;        // a label that some detector knows
  bool has_value = false;    // something stands to its right: a field's label, no heading
  bool field_value = false;  // a label stands to its left or above it
  bool doubtful_name = false;
};

// Whether words name a part that somebody else has in a person's record ("next of kin").
bool NamesRelation(std::string_view words);

// Whether all words of a text could be a name's, known or not: two to four with capitals, none of
// them English or a program's.
bool MayBeName(std::string_view text);

// Whether text beside a name ("Orla Fenwick | Oluwaseun Adeyemi") may hold another one.
bool HoldsRival(std::string_view beside);

// What stands between a heading and a value below it. `passages` may go after construction.
class Dividers {
 public:
  explicit Dividers(const std::vector<Passage>& passages);

  // The nearest heading between the two begins somebody else's part: "Second applicant".
  bool RelationBetween(const Rect& owner, const Rect& value) const;
  // A heading between the two, or what stands before the value in its row, may be a name that was
  // not recognised.
  bool StrangerBetween(const Rect& owner, const Rect& value) const;
  // The value stands below another heading that is as large as the owner's and in its row.
  bool InOtherPanel(const Rect& owner, const Rect& value) const;

 private:
  enum class Says : uint8_t { kRelation, kMainPerson, kStranger, kStrangerInField };
  struct Divider {
    Rect box;
    Says says;
  };

  std::vector<Divider> dividers_;  // by y
  std::vector<Rect> panels_;       // what may head a panel, by y
  std::vector<Rect> labels_;       // by y
};

// Whether two boxes stand in one row.
bool SameRow(const Rect& a, const Rect& b);

}  // namespace chaperone::policy

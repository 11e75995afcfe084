// SPDX-License-Identifier: Apache-2.0
#include "policy/people/dividers.h"

#include <re2/re2.h>

#include <algorithm>

#include "policy/personal_data/text.h"
#include "policy/personal_data/words.h"

namespace chaperone::policy {
namespace {

constexpr int kNearest = 64;  // dividers looked at; keeps a page's cost linear

struct Patterns {
  RE2 relation{
      "(?i)\\b(?:guarantors?|next of kin|partners?|spouse|husband|wife|fianc[eé]e?|"
      "(?:second|2nd|third|3rd|joint|other|additional|secondary)(?: account| named| policy)?[ -]"
      "?(?:applicant|holder|borrower|customer|client|party|insured|driver|person|tenant|owner)s?|"
      "co[ -]?(?:applicant|borrower|signatory|owner|habitant)s?|applicant (?:2|3|two|three|b)|"
      "joint (?:name|account with)|"
      "beneficiar(?:y|ies)|payees?|dependa?[ae]nts?|emergency(?: contact)?|executors?|attorneys?|"
      "power of attorney|trustees?|guardians?|carers?|parents?|mother|father|sons?|daughters?|"
      "child(?:ren)?|sibling|brother|sister|relatives?|witness(?:es)?|referees?|landlords?|"
      "solicitors?|lodgers?|housemates?|third part(?:y|ies))\\b"};
  RE2 main{
      "(?i)^\\W*(?:(?:first|1st|main|primary|lead)[ -](?:applicant|holder|borrower|customer|client|"
      "account holder)|applicant (?:1|one|a)|(?:customer|applicant|client) details)\\W*$"};
};

const Patterns& ThePatterns() {
  static const Patterns patterns;  // compiled once, never changed
  return patterns;
}

bool Mentions(const RE2& words, std::string_view text) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), words);
}

// Where in a list sorted by y the boxes below `y` begin.
template <class T, class BoxOf>
auto FirstBelow(const std::vector<T>& sorted, int y, BoxOf box_of) {
  return std::lower_bound(sorted.begin(), sorted.end(), y,
                          [&](const T& one, int at) { return box_of(one).y < at; });
}

bool Heads(const Rect& heading, const Rect& value) {
  return heading.y < value.y && !SameRow(heading, value) && heading.x <= value.x + 2 * value.height;
}

}  // namespace

bool SameRow(const Rect& a, const Rect& b) {
  const int overlap = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  return overlap * 2 >= std::max(1, std::min(a.height, b.height));
}

bool NamesRelation(std::string_view words) {
  return Mentions(ThePatterns().relation, words);
}

bool MayBeName(std::string_view text) {
  if (text.size() < 5 || text.size() > 60) return false;
  const Folded folded = Fold(text);
  if (std::any_of(folded.text.begin(), folded.text.end(), [](char c) {
        return IsDigit(c) || c == ':' || c == '@' || c == '/' || c == '_';
      })) {
    return false;
  }
  size_t names = 0;
  for (const Word& word : WordsOf(folded.text)) {
    if (word.role == WordRole::kTitle || word.role == WordRole::kParticle || word.initial) continue;
    const bool a_name = word.known.given >= Usual::kKnown || word.known.surname >= Usual::kCommon;
    if (!word.capital || word.known.never || word.role != WordRole::kNone || word.key.size() < 2 ||
        ((word.known.word || word.known.place) && !(a_name && names > 0))) {
      return false;
    }
    ++names;
  }
  return names >= 2 && names <= 4;
}

bool HoldsRival(std::string_view beside) {
  constexpr std::string_view kSeparators = "|/&+;\\\t";
  for (size_t at = 0; at < beside.size();) {
    const size_t separator = beside.find_first_of(kSeparators, at);
    const size_t end = std::min(separator, beside.size());
    std::string_view part = beside.substr(at, end - at);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (beside.find_first_of(kSeparators) != std::string_view::npos && MayBeName(part)) return true;
    at = end + 1;
  }
  return false;
}

Dividers::Dividers(const std::vector<Passage>& passages) {
  for (const Passage& passage : passages) {
    if (passage.label) labels_.push_back(passage.box);
    if (!passage.label && !passage.field_value) panels_.push_back(passage.box);
    if (passage.text.size() > 60) continue;
    const bool a_field = passage.has_value || passage.text.find(": ") != std::string_view::npos;
    if (!a_field && NamesRelation(passage.text)) {
      dividers_.push_back({passage.box, Says::kRelation});
    } else if (Mentions(ThePatterns().main, passage.text)) {
      dividers_.push_back({passage.box, Says::kMainPerson});
    } else if (passage.doubtful_name || MayBeName(passage.text)) {
      dividers_.push_back(
          {passage.box, passage.field_value ? Says::kStrangerInField : Says::kStranger});
    }
  }
  const auto higher = [](const Rect& a, const Rect& b) { return a.y < b.y; };
  std::stable_sort(labels_.begin(), labels_.end(), higher);
  std::stable_sort(panels_.begin(), panels_.end(), higher);
  std::stable_sort(dividers_.begin(), dividers_.end(),
                   [](const Divider& a, const Divider& b) { return a.box.y < b.box.y; });
}

bool Dividers::RelationBetween(const Rect& owner, const Rect& value) const {
  auto it = FirstBelow(dividers_, value.y, [](const Divider& d) { return d.box; });
  for (int looked = 0; it != dividers_.begin() && looked < kNearest; ++looked) {
    const Divider& divider = *--it;
    if (divider.box.y < owner.y || SameRow(divider.box, owner)) break;
    if (!Heads(divider.box, value)) continue;
    if (divider.says == Says::kMainPerson) return false;
    if (divider.says == Says::kRelation) return true;
  }
  return false;
}

bool Dividers::StrangerBetween(const Rect& owner, const Rect& value) const {
  auto it = FirstBelow(dividers_, value.bottom(), [](const Divider& d) { return d.box; });
  for (int looked = 0; it != dividers_.begin() && looked < kNearest; ++looked) {
    const Divider& divider = *--it;
    const Rect& box = divider.box;
    if (SameRow(box, value)) {
      const bool labelled = std::any_of(
          FirstBelow(labels_, value.y - value.height, [](const Rect& r) { return r; }),
          FirstBelow(labels_, value.bottom(), [](const Rect& r) { return r; }),
          [&](const Rect& r) { return SameRow(r, value) && r.x > box.x && r.x < value.x; });
      if (box.x < value.x && !labelled &&
          (divider.says == Says::kStranger || divider.says == Says::kStrangerInField)) {
        return true;
      }
      continue;
    }
    // In the owner's row a stranger heads the next column only.
    const bool beside = SameRow(box, owner) && box.x > owner.x;
    if (box.y < owner.y && !beside) break;
    if (divider.says == Says::kStranger && Heads(box, value) && (beside || box.y > owner.y)) {
      return true;
    }
  }
  return false;
}

bool Dividers::InOtherPanel(const Rect& owner, const Rect& value) const {
  auto it = FirstBelow(panels_, owner.y - owner.height, [](const Rect& r) { return r; });
  for (int looked = 0; it != panels_.end() && it->y < owner.bottom() && looked < kNearest;
       ++it, ++looked) {
    const bool as_large =
        it->height * 20 >= owner.height * 17 && it->height * 5 >= value.height * 6;
    if (as_large && SameRow(*it, owner) && it->x >= owner.right() + 4 * owner.height &&
        Heads(*it, value)) {
      return true;
    }
  }
  return false;
}

}  // namespace chaperone::policy

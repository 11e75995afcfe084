// SPDX-License-Identifier: Apache-2.0
#include "policy/people/subject.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "policy/people/address_fit.h"
#include "policy/personal_data/text.h"
#include "policy/personal_data/validators.h"
#include "policy/personal_data/words.h"

namespace chaperone::policy {
namespace {

// What a label says of the name that it stands beside.
enum class LabelSays : uint8_t {
  kNothing,
  kRecord,   // this is the person whom the record is about
  kMention,  // somebody else who is mentioned in it
  kHandler,  // who of the firm looks after it
};

struct Labels {
  RE2 handler{
      "(?i)(?:account|relationship|case|line|branch|sales|portfolio)[ -]?(?:manager|owner|handler|"
      "worker|officer)|\\b(?:assigned to|assignee|owner|agent|advis[eo]r|handled "
      "by|handler|created "
      "by|modified by|updated by|prepared by|completed by|resolved by|opened by|closed by|reviewed "
      "by|logged in(?: as)?|signed in(?: as)?|your contact|manager|consultant|representative "
      "of)\\b"};
  RE2 record{
      "(?i)\\b(?:names?|customers?|clients?|patients?|employees?|contacts?|account ?holder|card "
      "?holder|"
      "policy ?holder|applicant|members?|tenant|debtor|guest|passenger|student|pupil|borrower|"
      "insured|claimant|profile|record|details|surname|forename|title|person|people)\\b"};
  RE2 mention{
      "(?i)\\b(?:next of kin|emergency|spouse|partner|parent|guardian|mother|father|husband|wife|"
      "son|daughter|referred|referee|introduce[rd]|spoke|witness|solicitor|doctor|gp|executor|"
      "beneficiary|payee|joint|maiden|previous|reference|carer|dependants?|trustee|power of "
      "attorney|from|to|cc|bcc|landlord)\\b"};
};

const Labels& TheLabels() {
  static const Labels labels;  // compiled once, never changed
  return labels;
}

// How much of a long line around a name or value is looked at, in bytes.
constexpr size_t kBeside = 60;

std::string_view EndOf(std::string_view text) {
  return text.substr(text.size() - std::min(text.size(), kBeside));
}

std::string_view UpToWord(std::string_view text) {
  while (!text.empty() && !IsWordChar(text.back())) text.remove_suffix(1);
  return text;
}

// "Customer: Mrs" says no more than "Customer:".
std::string_view WithoutTitle(std::string_view before) {
  before = UpToWord(before);
  size_t start = before.size();
  while (start > 0 && IsLetter(before[start - 1])) --start;
  const std::vector<Word> last = WordsOf(before.substr(start));
  const bool title = last.size() == 1 && last[0].role == WordRole::kTitle;
  return title ? UpToWord(before.substr(0, start)) : before;
}

LabelSays Says(const Sighting& name) {
  const Labels& labels = TheLabels();
  // What stands before the name in its own line counts first: "Account manager: …".
  const std::string_view before = WithoutTitle(name.before);
  const bool inline_label = !before.empty();
  std::string_view label = inline_label ? before : name.label;
  if (label.size() > 40) label = label.substr(label.size() - 40);
  if (label.empty()) return LabelSays::kNothing;
  const re2::StringPiece piece(label.data(), label.size());
  if (RE2::PartialMatch(piece, labels.handler)) return LabelSays::kHandler;
  if (RE2::PartialMatch(piece, labels.mention)) return LabelSays::kMention;
  if (RE2::PartialMatch(piece, labels.record)) return LabelSays::kRecord;
  // Any other words before it in the line are prose; a label with a colon is a field's.
  return inline_label || label.back() == ':' ? LabelSays::kMention : LabelSays::kNothing;
}

// A name on the page.
struct Name {
  const Sighting* at = nullptr;
  NameParts parts;
  Subject subject = Subject::kThirdParty;
  uint32_t known = 0;   // which known person
  uint32_t person = 0;  // which person of the page
  LabelSays label = LabelSays::kNothing;
  bool rival = false;       // its line may hold another name, which was not recognised
  bool by_address = false;  // staff by nothing but the address beside it
};

bool IsBusinessContact(Kind kind) {
  return kind == Kind::kPersonName || kind == Kind::kPhone || kind == Kind::kEmployeeId;
}

// The rule of domain.md for a value that belongs to a person with a name.
Subject SubjectOf(Kind kind, Subject person) {
  if (person != Subject::kStaff) return person;
  return IsBusinessContact(kind) ? Subject::kStaff : Subject::kThirdParty;
}

// Kinds of which a person has one only.
bool HasOneOnly(Kind kind) {
  return kind == Kind::kUkNino || kind == Kind::kUkNhsNumber || kind == Kind::kDateOfBirth ||
         kind == Kind::kUsSsn;
}

// How many names are looked at around a value, above and below it: keeps the cost linear.
constexpr int kNearest = 64;

struct IsAbove {
  static bool Of(const Rect& a, const Rect& b) { return a.y != b.y ? a.y < b.y : a.x < b.x; }
  bool operator()(const Sighting* a, const Sighting* b) const { return Of(a->box, b->box); }
  bool operator()(const Sighting* a, const Sighting& b) const { return Of(a->box, b.box); }
};

class Page {
 public:
  Page(const std::vector<Sighting>& sightings, const std::vector<Passage>& passages,
       const PeopleIndex& people)
      : sightings_(sightings), people_(people), dividers_(passages) {
    for (const Sighting& sighting : sightings_) {
      if (sighting.match.kind == Kind::kPersonName) AddName(sighting);
    }
    JoinFields();
    for (Name& name : names_) Resolve(name);
    KnowByAddress();
    NumberPeople();
    for (const Name& name : names_) {
      by_y_.push_back(&name);
      person_of_.emplace(name.known, name.person);
    }
    std::stable_sort(by_y_.begin(), by_y_.end(), IsAfter());
    for (const Sighting& sighting : sightings_) by_kind_[sighting.match.kind].push_back(&sighting);
    for (auto& [kind, values] : by_kind_) {
      std::stable_sort(values.begin(), values.end(),
                       [](const Sighting* a, const Sighting* b) { return a->box.y < b->box.y; });
    }
  }

  Attribution Of(const Sighting& sighting) {
    if (sighting.match.kind == Kind::kPersonName) return OfName(sighting);
    if (sighting.match.kind == Kind::kEmail) return OfEmail(sighting);
    return OfValue(sighting);
  }

  // Of two NINOs in one known person's record the one further from the name is somebody else's.
  void KeepOneEach(std::vector<Attribution>& attributions) const {
    std::map<std::pair<uint32_t, Kind>, std::vector<size_t>> same;
    for (size_t i = 0; i < sightings_.size(); ++i) {
      const Attribution& a = attributions[i];
      if (a.person != 0 && !IsThirdParty(a.subject) && HasOneOnly(sightings_[i].match.kind)) {
        same[{a.person, sightings_[i].match.kind}].push_back(i);
      }
    }
    for (auto& [whose, values] : same) {
      if (values.size() < 2) continue;
      const uint32_t person = whose.first;
      const Kind kind = whose.second;
      const auto nearest = std::min_element(values.begin(), values.end(), [&](size_t a, size_t b) {
        return Distance(person, sightings_[a]) < Distance(person, sightings_[b]);
      });
      const std::string kept = Normalised(kind, sightings_[*nearest].text);
      for (const size_t i : values) {
        const Sighting& s = sightings_[i];
        if (Normalised(kind, s.text) != kept && people_.ByIdentifier(kind, s.text).entry == 0) {
          attributions[i] = {Subject::kUnknownPerson, 0};
        }
      }
    }
  }

 private:
  // From the first mention of a person: rows count before columns.
  std::pair<int, int> Distance(uint32_t person, const Sighting& value) const {
    const auto name = std::find_if(names_.begin(), names_.end(),
                                   [&](const Name& n) { return n.person == person; });
    if (name == names_.end()) return {0, 0};
    const Rect& box = name->at->box;
    return {SameRow(box, value.box) ? 0 : std::abs(value.box.y - box.y),
            std::abs(value.box.x - box.x)};
  }

  void AddName(const Sighting& sighting) {
    index_of_[&sighting] = names_.size();
    names_.push_back(
        {&sighting, PartsOf(sighting.text), Subject::kThirdParty, 0, 0, Says(sighting),
         HoldsRival(EndOf(sighting.before)) || HoldsRival(sighting.after.substr(0, kBeside))});
  }

  // "First name" and "Surname" of a form are one person.
  void JoinFields() {
    for (size_t i = 0; i < names_.size(); ++i) {
      Name& given = names_[i];
      if (given.at->match.rule != "name.given") continue;
      Name* nearest = nullptr;
      int nearest_distance = given.at->box.height * 5;
      const size_t end = std::min(names_.size(), i + kNearest);
      for (size_t k = i - std::min<size_t>(i, kNearest); k < end; ++k) {
        Name& surname = names_[k];
        if (surname.at->match.rule != "name.surname") continue;
        const int distance = std::abs(surname.at->box.y - given.at->box.y);
        if (distance <= nearest_distance) {
          nearest = &surname;
          nearest_distance = distance;
        }
      }
      if (!nearest || !nearest->parts.given.empty()) continue;
      NameParts joined = given.parts;
      if (!joined.surname.empty()) joined.given.push_back(joined.surname);
      joined.surname = nearest->parts.surname;
      given.parts = nearest->parts = joined;
    }
  }

  void Resolve(Name& name) {
    const PeopleIndex::Answer answer = people_.ByName(name.parts);
    if (answer.same == SameName::kNo) return;
    if (answer.same == SameName::kPerhaps) {
      // "S. Thompson" is Sarah only while no Simon Thompson stands on the page.
      std::string writing = name.parts.surname;
      for (const std::string& given : name.parts.given) writing += ' ' + given;
      const auto [known, is_new] = only_fits_.try_emplace(std::move(writing), true);
      if (is_new) {
        known->second = std::none_of(names_.begin(), names_.end(), [&](const Name& other) {
          return Compare(other.parts, name.parts) != SameName::kNo &&
                 !people_.SamePerson(answer.entry, other.parts);
        });
      }
      if (!known->second) return;
    }
    name.subject = answer.subject;
    name.known = answer.entry;
  }

  // A name wholly spelled by an address of the firm beside it or, in a signature, just below it.
  void KnowByAddress() {
    std::vector<const Sighting*> addresses;
    for (const Sighting& sighting : sightings_) {
      if (sighting.match.kind == Kind::kEmail && people_.IsStaffDomain(DomainOf(sighting.text))) {
        addresses.push_back(&sighting);
      }
    }
    std::stable_sort(addresses.begin(), addresses.end(), IsAbove());
    for (Name& name : names_) {
      if (name.subject != Subject::kThirdParty || name.parts.given.empty()) continue;
      const Rect& box = name.at->box;
      auto it = std::lower_bound(addresses.begin(), addresses.end(), *name.at, IsAbove());
      it -= std::min<std::ptrdiff_t>(it - addresses.begin(), kNearest);
      for (int looked = 0; it != addresses.end() && looked < 2 * kNearest; ++it, ++looked) {
        const Rect& there = (*it)->box;
        const bool below = there.y > box.y && there.y - box.bottom() <= 4 * box.height &&
                           std::abs(there.x - box.x) <= box.height;
        if ((SameRow(there, box) || below) &&
            FitOf(LocalPart((*it)->text), name.parts) == Fits::kWholly) {
          name.subject = Subject::kStaff;
          name.by_address = true;
          break;
        }
      }
    }
  }

  void NumberPeople() {
    std::unordered_multimap<std::string, const Name*> seen;
    for (Name& name : names_) {
      const auto ask = [&](const std::string& word) {
        const auto [from, to] = seen.equal_range(word);
        for (auto it = from; it != to && name.person == 0; ++it) {
          if (it->second->subject == name.subject &&
              Compare(it->second->parts, name.parts) != SameName::kNo) {
            name.person = it->second->person;
          }
        }
      };
      const std::string given = name.parts.given.empty() ? "" : name.parts.given[0];
      if (!name.parts.surname.empty()) ask(name.parts.surname);
      if (name.person == 0 && !given.empty()) ask(given);
      if (name.person == 0) {
        name.person = ++people_seen_;
        if (!name.parts.surname.empty()) seen.emplace(name.parts.surname, &name);
        if (given.size() > 1) seen.emplace(given, &name);
      }
    }
  }

  Attribution OfName(const Sighting& sighting) const {
    const Name& name = names_[index_of_.at(&sighting)];
    return {name.subject, name.person};
  }

  // A colleague who looks after a record owns nothing of it.
  static bool MayOwn(const Name& name) {
    return name.label != LabelSays::kHandler || name.subject != Subject::kStaff;
  }

  // Lowest first, and in a row the rightmost.
  struct IsAfter {
    static bool Of(const Rect& a, const Rect& b) { return a.y != b.y ? a.y > b.y : a.x > b.x; }
    bool operator()(const Name* a, const Name* b) const { return Of(a->at->box, b->at->box); }
    bool operator()(const Name* a, const Sighting* b) const { return Of(a->at->box, b->box); }
  };

  // Who may own the value, likeliest first: the names in its row to its left, or else one to its
  // right, then headings above.
  std::vector<const Name*> Owners(const Sighting& value) const {
    const auto here = std::lower_bound(by_y_.begin(), by_y_.end(), &value, IsAfter());
    const auto from = here - std::min<std::ptrdiff_t>(here - by_y_.begin(), kNearest);
    const auto to = here + std::min<std::ptrdiff_t>(by_y_.end() - here, kNearest);
    std::vector<const Name*> row;
    const Name* right = nullptr;
    for (auto it = from; it != to; ++it) {
      const Name* name = *it;
      const Rect& box = name->at->box;
      if (!MayOwn(*name) || !SameRow(box, value.box)) continue;
      if (box.x <= value.box.x) {
        row.push_back(name);
      } else if (!right || box.x < right->at->box.x) {
        right = name;
      }
    }
    std::stable_sort(row.begin(), row.end(),
                     [](const Name* a, const Name* b) { return a->at->box.x > b->at->box.x; });
    if (row.empty() && right) row.push_back(right);
    std::vector<const Name*> owners = row;
    for (auto it = from; it != to; ++it) {
      const Name* name = *it;
      if (MayHead(*name, value) && std::none_of(owners.begin(), owners.end(), [&](const Name* o) {
            return o == name || Hides(*o, *name);
          })) {
        owners.push_back(name);
      }
    }
    return owners;
  }

  static bool MayHead(const Name& name, const Sighting& value) {
    const Rect& box = name.at->box;
    if (!MayOwn(name) || box.y >= value.box.y || SameRow(box, value.box)) return false;
    if (name.at->line_x > value.box.x + 2 * value.box.height) return false;
    switch (name.subject) {
      case Subject::kThirdParty:
      case Subject::kUnknownPerson:
        return true;
      case Subject::kStaff:  // a colleague's name at the top of a page heads no record far below
        return name.label != LabelSays::kMention &&
               value.box.y - box.bottom() <= 8 * std::max(box.height, 1);
      default:
        return name.label != LabelSays::kMention;
    }
  }

  // Whether `near` takes the place of `far`, which stands above it: the next row of a table or the
  // next record of a list. A name that stands elsewhere in somebody's record does not: then both
  // may own the value, and the safe side wins.
  static bool Hides(const Name& near, const Name& far) {
    const Rect& n = near.at->box;
    const Rect& f = far.at->box;
    if (n.y <= f.y) return false;
    if (IsThirdParty(near.subject)) return true;
    const bool aligned = std::abs(n.x - f.x) <= std::max(n.height, 8);
    const bool alike = near.label == far.label ||
                       (near.label == LabelSays::kRecord && far.label == LabelSays::kNothing);
    if (aligned && alike && near.label != LabelSays::kMention) return true;
    return far.subject == Subject::kStaff && near.label != LabelSays::kMention;
  }

  // The safe side: one owner to whom it would be a third party's is enough.
  Attribution Decide(const Sighting& value, const std::vector<const Name*>& owners) const {
    Attribution first{Subject::kUnknownPerson, 0};
    for (const Name* owner : owners) {
      // Further up the same person again: what parts that mention from the value is no matter.
      if (first.person != 0 && owner->person == first.person) continue;
      Attribution one{Judge(value, *owner), owner->person};
      if (one.subject == Subject::kUnknownPerson) one.person = 0;
      if (IsThirdParty(one.subject)) return one;
      if (first.person == 0) first = one;
    }
    return first;
  }

  // Why a value near a known person's name is not that person's all the same.
  struct Doubt {
    bool (Page::*holds)(const Sighting& value, const Name& owner) const;
    Subject subject;
  };
  static constexpr size_t kDoubts = 6;
  static const Doubt kDoubtTable[kDoubts];

  // "Guarantor NI number: …"; what stands before a name in the same line speaks for that name.
  bool IsRelations(const Sighting& value, const Name& owner) const {
    std::string_view before = value.before;
    const size_t name_end = owner.at->before.size() + owner.at->text.size();
    if (owner.at->line == value.line && name_end <= before.size()) before.remove_prefix(name_end);
    before = UpToWord(before);
    if (before.empty()) before = value.label.find(": ") == value.label.npos ? value.label : "";
    return NamesRelation(EndOf(before));
  }
  bool BelowRelation(const Sighting& value, const Name& owner) const {
    return dividers_.RelationBetween(owner.at->box, value.box);
  }
  bool BelowStranger(const Sighting& value, const Name& owner) const {
    return !SameRow(owner.at->box, value.box) &&
           dividers_.StrangerBetween(owner.at->box, value.box);
  }
  bool InOtherPanel(const Sighting& value, const Name& owner) const {
    return dividers_.InOtherPanel(owner.at->box, value.box);
  }
  bool BesideRival(const Sighting&, const Name& owner) const { return owner.rival; }
  // The name's own row holds such a value in the same column, so this one is of a later row.
  bool InLaterRow(const Sighting& value, const Name& owner) const {
    if (SameRow(owner.at->box, value.box)) return false;
    const auto row = by_kind_.find(value.match.kind);
    if (row == by_kind_.end()) return false;
    const int top = owner.at->box.y - owner.at->box.height;
    auto it = std::lower_bound(row->second.begin(), row->second.end(), top,
                               [](const Sighting* s, int y) { return s->box.y < y; });
    for (int looked = 0; it != row->second.end() && looked < kNearest; ++it, ++looked) {
      const Rect& box = (*it)->box;
      if (box.y > owner.at->box.bottom()) break;
      if (SameRow(box, owner.at->box) && std::abs(box.x - value.box.x) <= box.height) return true;
    }
    return false;
  }

  // A colleague whom nobody named has a work phone only where its label says so.
  static bool SaysWork(const Sighting& phone) {
    static const RE2 work(
        "(?i)\\b(?:work|office|business|direct|desk|ext(?:ension)?|switchboard)\\b");
    const auto says = [](std::string_view words) {
      return RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), work);
    };
    return says(EndOf(phone.before)) || says(phone.label);
  }

  Subject Judge(const Sighting& value, const Name& owner) const {
    const Kind kind = value.match.kind;
    if (!IsThirdParty(owner.subject)) {
      for (const Doubt& doubt : kDoubtTable) {
        if ((this->*doubt.holds)(value, owner)) return doubt.subject;
      }
    }
    if (owner.by_address && kind == Kind::kPhone && !SaysWork(value)) return Subject::kThirdParty;
    // Somebody has one NINO only: another one in the customer's record is another's.
    if (owner.known != 0 && people_.HasOther(owner.known, kind)) return Subject::kThirdParty;
    if (kind == Kind::kEmail) {
      if (owner.subject == Subject::kStaff) return Subject::kThirdParty;  // not a work address
      const bool known = !IsThirdParty(owner.subject);
      if (known && FitOf(LocalPart(value.text), owner.parts) == Fits::kContradicts) {
        return Subject::kThirdParty;
      }
    }
    return SubjectOf(kind, owner.subject);
  }

  Attribution OfValue(const Sighting& value) const {
    const PeopleIndex::Answer given = people_.ByIdentifier(value.match.kind, value.text);
    const std::vector<const Name*> owners = Owners(value);
    if (given.entry != 0) {
      return {SubjectOf(value.match.kind, given.subject), PersonOf(given.entry, owners)};
    }
    return Decide(value, owners);
  }

  Attribution OfEmail(const Sighting& value) {
    const std::vector<const Name*> owners = Owners(value);
    const PeopleIndex::Answer given = people_.ByIdentifier(Kind::kEmail, value.text);
    if (given.entry != 0) return {given.subject, PersonOf(given.entry, owners)};
    const std::string domain = DomainOf(value.text);
    const std::string_view local = LocalPart(value.text);
    const auto named = std::find_if(owners.begin(), owners.end(), [&](const Name* name) {
      return FitOf(local, name->parts) == Fits::kWholly;
    });
    const uint32_t person = named != owners.end() ? (*named)->person : AddressPerson(value.text);
    if (people_.IsCustomerDomain(domain)) return {Subject::kCustomer, person};
    if (people_.IsStaffDomain(domain)) return {Subject::kStaff, person};
    const PeopleIndex::Answer by_address = people_.ByAddress(local);
    if (by_address.entry != 0) return {by_address.subject, PersonOf(by_address.entry, owners)};
    if (named != owners.end()) return {Judge(value, **named), person};
    if (IsRoleMailbox(local)) return Decide(value, owners);
    const Attribution decided = Decide(value, owners);
    // An address of nobody we know names somebody by itself.
    if (decided.person == 0) return {Subject::kThirdParty, person};
    return decided;
  }

  uint32_t PersonOf(uint32_t known, const std::vector<const Name*>& owners) const {
    for (const Name* owner : owners) {
      if (owner->known == known) return owner->person;
    }
    const auto named = person_of_.find(known);
    return named == person_of_.end() ? 0 : named->second;
  }

  uint32_t AddressPerson(std::string_view email) {
    uint32_t& person = by_address_[Normalised(Kind::kEmail, email)];
    if (person == 0) person = ++people_seen_;
    return person;
  }

  const std::vector<Sighting>& sightings_;
  const PeopleIndex& people_;
  std::vector<Name> names_;
  std::vector<const Name*> by_y_;  // lowest first
  std::unordered_map<const Sighting*, size_t> index_of_;
  std::map<Kind, std::vector<const Sighting*>> by_kind_;  // highest first
  Dividers dividers_;
  std::map<std::string, bool> only_fits_;   // by the writing of a name that fits somebody perhaps
  std::map<uint32_t, uint32_t> person_of_;  // by known person
  std::map<std::string, uint32_t> by_address_;
  uint32_t people_seen_ = 0;
};

// In this order: the first that holds decides.
const Page::Doubt Page::kDoubtTable[] = {
    {&Page::IsRelations, Subject::kThirdParty},      {&Page::BelowRelation, Subject::kThirdParty},
    {&Page::BelowStranger, Subject::kUnknownPerson}, {&Page::InOtherPanel, Subject::kUnknownPerson},
    {&Page::BesideRival, Subject::kUnknownPerson},   {&Page::InLaterRow, Subject::kUnknownPerson}};

}  // namespace

std::vector<Attribution> Attribute(const std::vector<Sighting>& sightings,
                                   const std::vector<Passage>& passages,
                                   const PeopleIndex& people) {
  Page page(sightings, passages, people);
  std::vector<Attribution> attributions;
  attributions.reserve(sightings.size());
  for (const Sighting& sighting : sightings) attributions.push_back(page.Of(sighting));
  page.KeepOneEach(attributions);
  return attributions;
}

}  // namespace chaperone::policy

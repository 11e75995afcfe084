// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "policy/people/subject.h"
#include "policy/personal_data/text.h"

namespace chaperone::policy {
namespace {

// How much a subject may be shown; of two people who fit equally well the more trusted one counts.
int Rank(Subject subject) {
  switch (subject) {
    case Subject::kCustomer:
      return 3;
    case Subject::kRepresentative:
      return 2;
    case Subject::kStaff:
      return 1;
    default:
      return 0;
  }
}

// What kind of identifier a normalised one can be, for kinds of which a person has one only.
bool LooksLike(Kind kind, std::string_view identifier) {
  const auto letters =
      static_cast<size_t>(std::count_if(identifier.begin(), identifier.end(), IsLetter));
  switch (kind) {
    case Kind::kUkNino:
      return (identifier.size() == 8 || identifier.size() == 9) &&
             letters + 6 == identifier.size() && letters >= 2 && IsLetter(identifier[0]) &&
             IsLetter(identifier[1]);
    case Kind::kUkNhsNumber:
      return identifier.size() == 10 && letters == 0;
    default:
      return false;
  }
}

// The last digits, which no way of writing a phone number changes.
std::string EndOf(std::string_view number) {
  const std::string digits = DigitsOf(Fold(number).text);
  return digits.substr(digits.size() - std::min<size_t>(digits.size(), 6));
}

std::string LettersOf(std::string_view text) {
  std::string letters;
  for (const char c : Fold(text).text) {
    if (IsLetter(c)) letters.push_back(ToLower(c));
  }
  return letters;
}

}  // namespace

PeopleIndex::PeopleIndex(const KnownPeople& people)
    : customer_domains_(people.customer_domains), staff_domains_(people.staff_domains) {
  Add(people.customers, Subject::kCustomer);
  Add(people.representatives, Subject::kRepresentative);
  Add(people.staff, Subject::kStaff);
}

void PeopleIndex::Add(const std::vector<KnownPerson>& people, Subject subject) {
  for (const KnownPerson& person : people) {
    Entry entry{subject, PartsOf(person.name), {}};
    for (const std::string& identifier : person.identifiers) {
      if (identifier.size() > 1 && identifier[0] == '@') {
        if (subject == Subject::kCustomer) customer_domains_.push_back(identifier.substr(1));
        continue;
      }
      std::string normalised = NormalisedIdentifier(identifier);
      if (!normalised.empty()) entry.identifiers.push_back(std::move(normalised));
    }
    entries_.push_back(std::move(entry));
    const auto number = static_cast<uint32_t>(entries_.size());
    const Entry& added = entries_.back();
    if (!added.name.surname.empty()) by_word_.emplace(added.name.surname, number);
    if (!added.name.given.empty()) by_word_.emplace(added.name.given[0], number);
    for (const std::string& identifier : added.identifiers) {
      by_identifier_.emplace(identifier, number);  // the first, more trusted one stays
      identifier_ends_.insert(EndOf(identifier));
    }
  }
}

PeopleIndex::Answer PeopleIndex::ByName(const NameParts& name) const {
  Answer best;
  const auto ask = [&](const std::string& word) {
    const auto [from, to] = by_word_.equal_range(word);
    for (auto it = from; it != to; ++it) {
      const Entry& entry = entries_[it->second - 1];
      const SameName same = Compare(entry.name, name);
      if (same == SameName::kNo || it->second == best.entry) continue;
      // By an initial several may fit: then the least trusted of them counts.
      const bool better = best.entry == 0 || same > best.same ||
                          (same == best.same &&
                           (same == SameName::kYes ? Rank(entry.subject) > Rank(best.subject)
                                                   : Rank(entry.subject) < Rank(best.subject)));
      if (better) best = {entry.subject, same, it->second};
    }
  };
  if (!name.surname.empty()) ask(name.surname);
  if (!name.given.empty()) ask(name.given[0]);
  return best;
}

PeopleIndex::Answer PeopleIndex::ByIdentifier(Kind kind, std::string_view value) const {
  if (by_identifier_.empty()) return {};
  // Parsing a phone number is dear; most end otherwise than any that was given.
  if (kind == Kind::kPhone && identifier_ends_.count(EndOf(value)) == 0) return {};
  const std::string normalised = Normalised(kind, value);
  if (normalised.empty()) return {};
  auto found = by_identifier_.find(normalised);
  if (found == by_identifier_.end() && kind == Kind::kUkBankAccount && normalised.size() > 8) {
    found = by_identifier_.find(normalised.substr(normalised.size() - 8));  // without its sort code
  }
  if (found == by_identifier_.end()) return {};
  return {entries_[found->second - 1].subject, SameName::kYes, found->second};
}

bool PeopleIndex::IsCustomerDomain(std::string_view domain) const {
  return std::any_of(customer_domains_.begin(), customer_domains_.end(),
                     [&](const std::string& of) { return InDomain(domain, of); });
}

bool PeopleIndex::IsStaffDomain(std::string_view domain) const {
  return std::any_of(staff_domains_.begin(), staff_domains_.end(),
                     [&](const std::string& of) { return InDomain(domain, of); });
}

PeopleIndex::Answer PeopleIndex::ByAddress(std::string_view local_part) const {
  const std::string letters = LettersOf(local_part);
  for (size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (entry.subject == Subject::kStaff) break;  // staff stand last
    if (entry.name.given.empty() || entry.name.given[0].size() < 2) continue;
    const std::string& given = entry.name.given[0];
    const std::string& surname = entry.name.surname;
    if (letters == given + surname || letters == surname + given) {
      return {entry.subject, SameName::kYes, static_cast<uint32_t>(i + 1)};
    }
  }
  return {};
}

bool PeopleIndex::HasOther(uint32_t entry, Kind kind) const {
  if (entry == 0) return false;
  const auto& identifiers = entries_[entry - 1].identifiers;
  return std::any_of(identifiers.begin(), identifiers.end(),
                     [&](const std::string& identifier) { return LooksLike(kind, identifier); });
}

bool PeopleIndex::SamePerson(uint32_t entry, const NameParts& name) const {
  return entry != 0 && Compare(entries_[entry - 1].name, name) != SameName::kNo;
}

}  // namespace chaperone::policy

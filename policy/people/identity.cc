// SPDX-License-Identifier: Apache-2.0
#include "policy/people/identity.h"

#include <algorithm>

#include "policy/personal_data/text.h"
#include "policy/personal_data/validators.h"
#include "policy/personal_data/words.h"

namespace chaperone::policy {
namespace {

std::string Compact(std::string_view value) {
  std::string compact;
  for (const char c : Fold(value).text) {
    if (IsWordChar(c)) compact.push_back(ToUpper(c));
  }
  return compact;
}

std::string NormalisedEmail(std::string_view value) {
  std::string email;
  for (const char c : Fold(value).text) {
    if (c != ' ') email.push_back(ToLower(c));
  }
  return email;
}

std::string SortedWords(std::string_view name) {
  std::vector<std::string> words;
  for (Word& word : WordsOf(Fold(name).text)) {
    if (word.role != WordRole::kTitle) words.push_back(std::move(word.key));
  }
  std::sort(words.begin(), words.end());
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

// "s" of "s" and "sarah"; equal words; never two different full words.
bool Compatible(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return false;
  if (a.size() == 1 || b.size() == 1) return a[0] == b[0];
  return a == b;
}

// Middle names: those that both tell must agree, in order.
bool MiddlesAgree(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (size_t i = 1; i < std::min(a.size(), b.size()); ++i) {
    if (!Compatible(a[i], b[i])) return false;
  }
  return true;
}

SameName CompareInOrder(const NameParts& a, const NameParts& b) {
  if (a.surname != b.surname || !Compatible(a.given[0], b.given[0]) ||
      !MiddlesAgree(a.given, b.given)) {
    return SameName::kNo;
  }
  const bool spelled_out = a.given[0].size() > 1 && b.given[0].size() > 1;
  return spelled_out ? SameName::kYes : SameName::kPerhaps;
}

// "Nguyen Van An" and "An Nguyen Van": the surname may stand first without a comma.
NameParts SurnameFirst(const NameParts& name) {
  NameParts turned;
  turned.surname = name.given[0];
  turned.given.assign(name.given.begin() + 1, name.given.end());
  turned.given.push_back(name.surname);
  return turned;
}

bool HasWord(const NameParts& name, const std::string& word) {
  return name.surname == word || (!name.given.empty() && name.given[0] == word && word.size() > 1);
}

}  // namespace

NameParts PartsOf(std::string_view name) {
  const Folded folded = Fold(name);
  const std::string_view text = folded.text;
  const size_t comma = text.find(',');
  NameParts parts;
  std::vector<std::string> before_comma;
  std::vector<std::string> words;
  std::string particles;
  for (const Word& word : WordsOf(text)) {
    if (word.role == WordRole::kTitle) continue;
    // "van Dijk" is one surname, as "van-Dijk" is.
    if (word.role == WordRole::kParticle && !word.capital) {
      particles += word.key;
      continue;
    }
    std::string key = particles + word.key;
    particles.clear();
    (comma != std::string_view::npos && word.start < comma ? before_comma : words)
        .push_back(std::move(key));
  }
  if (!before_comma.empty() && !words.empty()) {
    for (const std::string& word : before_comma) parts.surname += word;
    parts.given = std::move(words);
    return parts;
  }
  if (words.empty()) words = std::move(before_comma);
  if (words.empty()) return parts;
  parts.surname = std::move(words.back());
  words.pop_back();
  parts.given = std::move(words);
  return parts;
}

SameName Compare(const NameParts& a, const NameParts& b) {
  if (a.surname.empty() || b.surname.empty()) return SameName::kNo;
  if (a.given.empty() && b.given.empty()) {
    return a.surname == b.surname ? SameName::kYes : SameName::kNo;
  }
  if (a.given.empty()) return HasWord(b, a.surname) ? SameName::kPerhaps : SameName::kNo;
  if (b.given.empty()) return HasWord(a, b.surname) ? SameName::kPerhaps : SameName::kNo;
  const SameName same = CompareInOrder(a, b);
  if (same != SameName::kNo) return same;
  const SameName turned = CompareInOrder(SurnameFirst(a), b);
  return turned != SameName::kNo ? turned : CompareInOrder(a, SurnameFirst(b));
}

std::string Normalised(Kind kind, std::string_view value) {
  switch (kind) {
    case Kind::kEmail:
      return NormalisedEmail(value);
    case Kind::kPhone: {
      std::string phone = NormalisedPhone(Fold(value).text);
      return phone.empty() ? DigitsOf(Fold(value).text) : phone;
    }
    case Kind::kPersonName:
      return SortedWords(value);
    case Kind::kUkBankAccount:
      return DigitsOf(Fold(value).text);
    default:
      return Compact(value);
  }
}

std::string NormalisedIdentifier(std::string_view value) {
  if (value.find('@') != std::string_view::npos) return NormalisedEmail(value);
  const std::string digits = DigitsOf(value);
  const bool phone_like =
      value.substr(0, 1) == "+" || value.substr(0, 1) == "0" || value.substr(0, 2) == "(0";
  if (phone_like && digits.size() >= 9 && digits.size() <= 15) {
    std::string phone = NormalisedPhone(Fold(value).text);
    if (!phone.empty()) return phone;
  }
  return Compact(value);
}

std::string DomainOf(std::string_view email) {
  const std::string whole = NormalisedEmail(email);
  const size_t at = whole.rfind('@');
  return at == std::string::npos ? "" : whole.substr(at + 1);
}

bool InDomain(std::string_view domain, std::string_view of) {
  if (!of.empty() && of[0] == '@') of.remove_prefix(1);
  const std::string wanted = Lower(of);
  if (wanted.empty() || domain.size() < wanted.size()) return false;
  if (domain.substr(domain.size() - wanted.size()) != wanted) return false;
  return domain.size() == wanted.size() || domain[domain.size() - wanted.size() - 1] == '.';
}

}  // namespace chaperone::policy

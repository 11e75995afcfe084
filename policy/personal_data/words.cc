// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/words.h"

#include <algorithm>
#include <array>

#include "policy/personal_data/text.h"

namespace chaperone::policy {
namespace {

struct RoleWord {
  std::string_view word;
  WordRole role;
};

using enum WordRole;

// Sorted by word.
constexpr RoleWord kRoles[] = {{"academy", kInstitution},
                               {"airport", kInstitution},
                               {"al", kParticle},
                               {"arena", kInstitution},
                               {"associates", kCompany},
                               {"association", kInstitution},
                               {"avenue", kStreet},
                               {"award", kInstitution},
                               {"awards", kInstitution},
                               {"bin", kParticle},
                               {"boulevard", kStreet},
                               {"bros", kCompany},
                               {"brothers", kCompany},
                               {"building", kStreet},
                               {"capt", kTitle},
                               {"captain", kTitle},
                               {"castle", kInstitution},
                               {"cathedral", kInstitution},
                               {"clinic", kInstitution},
                               {"close", kStreet},
                               {"college", kInstitution},
                               {"company", kCompany},
                               {"consulting", kCompany},
                               {"corp", kCompany},
                               {"corporation", kCompany},
                               {"court", kStreet},
                               {"crescent", kStreet},
                               {"cup", kInstitution},
                               {"da", kParticle},
                               {"dame", kTitle},
                               {"de", kParticle},
                               {"dear", kGreeting},
                               {"del", kParticle},
                               {"della", kParticle},
                               {"den", kParticle},
                               {"der", kParticle},
                               {"di", kParticle},
                               {"dos", kParticle},
                               {"dr", kTitle},
                               {"drive", kStreet},
                               {"du", kParticle},
                               {"el", kParticle},
                               {"estate", kStreet},
                               {"festival", kInstitution},
                               {"foundation", kInstitution},
                               {"fr", kTitle},
                               {"gallery", kInstitution},
                               {"gardens", kStreet},
                               {"gmbh", kCompany},
                               {"group", kCompany},
                               {"grove", kStreet},
                               {"hello", kGreeting},
                               {"hey", kGreeting},
                               {"hi", kGreeting},
                               {"holdings", kCompany},
                               {"hospital", kInstitution},
                               {"hotel", kInstitution},
                               {"house", kStreet},
                               {"ibn", kParticle},
                               {"inc", kCompany},
                               {"industries", kCompany},
                               {"insurance", kCompany},
                               {"island", kInstitution},
                               {"judge", kTitle},
                               {"la", kParticle},
                               {"lady", kTitle},
                               {"lane", kStreet},
                               {"le", kParticle},
                               {"library", kInstitution},
                               {"limited", kCompany},
                               {"llc", kCompany},
                               {"llp", kCompany},
                               {"lord", kTitle},
                               {"ltd", kCompany},
                               {"madam", kTitle},
                               {"medal", kInstitution},
                               {"mews", kStreet},
                               {"miss", kTitle},
                               {"motors", kCompany},
                               {"mr", kTitle},
                               {"mrs", kTitle},
                               {"ms", kTitle},
                               {"museum", kInstitution},
                               {"mx", kTitle},
                               {"parade", kStreet},
                               {"partners", kCompany},
                               {"place", kStreet},
                               {"plc", kCompany},
                               {"prize", kInstitution},
                               {"prof", kTitle},
                               {"professor", kTitle},
                               {"rd", kStreet},
                               {"rev", kTitle},
                               {"reverend", kTitle},
                               {"road", kStreet},
                               {"row", kStreet},
                               {"saint", kSaint},
                               {"santa", kSaint},
                               {"school", kInstitution},
                               {"services", kCompany},
                               {"sir", kTitle},
                               {"solicitors", kCompany},
                               {"solutions", kCompany},
                               {"sons", kCompany},
                               {"square", kStreet},
                               {"st", kSaint},
                               {"stadium", kInstitution},
                               {"station", kInstitution},
                               {"street", kStreet},
                               {"surgery", kInstitution},
                               {"ten", kParticle},
                               {"ter", kParticle},
                               {"terrace", kStreet},
                               {"thanks", kGreeting},
                               {"theatre", kInstitution},
                               {"trust", kInstitution},
                               {"university", kInstitution},
                               {"van", kParticle},
                               {"view", kStreet},
                               {"von", kParticle},
                               {"walk", kStreet},
                               {"way", kStreet},
                               {"yard", kStreet},
                               {"zu", kParticle}};

constexpr bool Sorted() {
  for (size_t i = 1; i < std::size(kRoles); ++i) {
    if (!(kRoles[i - 1].word < kRoles[i].word)) return false;
  }
  return true;
}
static_assert(Sorted());

WordRole RoleOf(std::string_view word) {
  const auto* found =
      std::lower_bound(std::begin(kRoles), std::end(kRoles), word,
                       [](const RoleWord& r, std::string_view w) { return r.word < w; });
  return found != std::end(kRoles) && found->word == word ? found->role : kNone;
}

bool InsideWord(char c) {
  return c == '\'' || c == '-';
}

// "Anne-Marie", "Smith-Jones": each part may be the one that is known.
WordClass ClassOfCompound(std::string_view parts) {
  WordClass best;
  bool all_words = true;
  bool all_never = true;
  for (size_t at = 0; at < parts.size();) {
    const size_t end = std::min(parts.find('-', at), parts.size());
    const WordClass c = ClassOf(parts.substr(at, end - at));
    best.given = std::max(best.given, c.given);
    best.surname = std::max(best.surname, c.surname);
    all_never = all_never && c.never;
    all_words = all_words && c.word;
    at = end + 1;
  }
  best.word = all_words;
  best.never = all_never;
  return best;
}

// "I'm", "we'll", "don't"
bool IsContraction(std::string_view word) {
  static constexpr std::array<std::string_view, 6> kEndings = {"m", "ll", "ve", "re", "d", "t"};
  const size_t apostrophe = word.rfind('\'');
  return apostrophe != std::string_view::npos &&
         std::find(kEndings.begin(), kEndings.end(), Lower(word.substr(apostrophe + 1))) !=
             kEndings.end();
}

void Describe(std::string_view text, Word& word) {
  std::string parts;  // with its hyphens
  size_t capitals = 0;
  size_t letters = 0;
  for (size_t i = word.start; i < word.end; ++i) {
    const char c = text[i];
    if (c == '-') parts.push_back(c);
    if (!IsLetter(c)) continue;
    parts.push_back(ToLower(c));
    word.key.push_back(ToLower(c));
    ++letters;
    capitals += IsUpper(c) ? 1 : 0;
  }
  word.capital = IsUpper(text[word.start]) || text[word.start] == kOtherLetter;
  // "van-Dijk"
  const size_t hyphen = parts.find('-');
  if (hyphen != std::string::npos && RoleOf(parts.substr(0, hyphen)) == kParticle) {
    word.capital = word.capital || capitals > 0;
  }
  word.shouted = letters >= 2 && capitals == letters;
  word.initial = letters == 1 && word.capital;
  const bool compound = parts.size() != word.key.size();
  word.known = compound ? ClassOfCompound(parts) : ClassOf(word.key);
  word.role = RoleOf(word.key);
  word.known.never =
      word.known.never || IsContraction(text.substr(word.start, word.end - word.start));
}

}  // namespace

std::vector<Word> WordsOf(std::string_view text) {
  std::vector<Word> words;
  for (size_t at = 0; at < text.size();) {
    if (!IsWordChar(text[at]) && text[at] != '_') {
      ++at;
      continue;
    }
    bool plain = true;
    size_t end = at;
    while (end < text.size()) {
      const char c = text[end];
      const bool joins = InsideWord(c) && end + 1 < text.size() && IsLetter(text[end + 1]);
      if (!IsWordChar(c) && c != '_' && !joins) break;
      plain = plain && (IsLetter(c) || joins);
      ++end;
    }
    if (plain) {
      Word word;
      word.start = at;
      word.end = word.next = end;
      const bool possessive =
          end - at > 3 && text[end - 2] == '\'' && ToLower(text[end - 1]) == 's';
      if (possessive) word.end -= 2;
      Describe(text, word);
      if (word.next < text.size() && text[word.next] == '.' &&
          (word.initial || word.role == kTitle || word.role == kSaint)) {
        ++word.next;
      }
      words.push_back(std::move(word));
    }
    at = end;
  }
  return words;
}

}  // namespace chaperone::policy

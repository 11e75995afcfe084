// SPDX-License-Identifier: Apache-2.0
#include "policy/people/address_fit.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "policy/personal_data/text.h"
#include "policy/personal_data/validators.h"

namespace chaperone::policy {
namespace {

constexpr std::array<std::string_view, 24> kAnybodys = {
    "and", "business", "dr",  "email",  "family", "gmail", "home",    "inbox",
    "me",  "miss",     "mob", "mobile", "mr",     "mrs",   "ms",      "mx",
    "my",  "new",      "old", "post",   "the",    "uk",    "private", "work"};

bool IsAnybodys(std::string_view token) {
  return IsRoleMailbox(token) ||
         std::find(kAnybodys.begin(), kAnybodys.end(), token) != kAnybodys.end();
}

std::vector<std::string> TokensOf(std::string_view local_part) {
  std::vector<std::string> tokens(1);
  for (const char c : Fold(local_part).text) {
    if (IsLetter(c)) {
      tokens.back().push_back(ToLower(c));
    } else if (!tokens.back().empty()) {
      tokens.emplace_back();
    }
  }
  if (tokens.back().empty()) tokens.pop_back();
  return tokens;
}

std::string InitialsOf(const NameParts& name) {
  std::string initials;
  for (const std::string& given : name.given) initials += given.substr(0, 1);
  return initials + name.surname.substr(0, 1);
}

bool Contains(std::string_view token, std::string_view word, size_t least) {
  return word.size() >= least && token.find(word) != std::string_view::npos;
}

bool Is(std::string_view token, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), token) != words.end();
}

// A token that is not the given name or surname itself.
Fits FitOfToken(const std::string& token, const NameParts& name) {
  const std::string initials = InitialsOf(name);
  if (token.size() <= initials.size()) {  // "sjt", "s"
    size_t at = 0;
    for (const char c : initials) at += at < token.size() && token[at] == c ? 1 : 0;
    if (at == token.size()) return Fits::kPartly;
  }
  if (token.size() == 1) return Fits::kContradicts;
  const std::string given = name.given.empty() ? "" : name.given[0];
  const size_t rest = token.size() - std::min(token.size(), name.surname.size());
  if (name.surname.size() >= 2 && rest == 1 && token.substr(1) == name.surname) {
    return !given.empty() && token[0] == given[0] ? Fits::kPartly : Fits::kContradicts;
  }
  if (Is(token, name.given) || Contains(token, given, 3) || Contains(token, name.surname, 4) ||
      (token.size() >= 3 && given.compare(0, token.size(), token) == 0)) {
    return Fits::kPartly;
  }
  // Two letters may be anything; a longer word that is not the person's is somebody else's.
  return token.size() <= 2 || IsAnybodys(token) ? Fits::kSaysNothing : Fits::kContradicts;
}

}  // namespace

Fits FitOf(std::string_view local_part, const NameParts& name) {
  const std::vector<std::string> tokens = TokensOf(local_part);
  const std::string given = name.given.empty() ? "" : name.given[0];
  std::string letters;
  for (const std::string& token : tokens) letters += token;
  if (!given.empty() && (letters == given + name.surname || letters == name.surname + given)) {
    return Fits::kWholly;
  }
  bool has_given = false;
  bool has_surname = false;
  bool partly = false;
  bool strange = false;
  for (const std::string& token : tokens) {
    if (token == given || token == name.surname) {
      (token == given ? has_given : has_surname) = true;
      continue;
    }
    const Fits fit = FitOfToken(token, name);
    partly = partly || fit == Fits::kPartly;
    strange = strange || fit == Fits::kContradicts;
  }
  if (has_given && has_surname) return Fits::kWholly;
  if (strange) return Fits::kContradicts;
  return has_given || has_surname || partly ? Fits::kPartly : Fits::kSaysNothing;
}

std::string_view LocalPart(std::string_view email) {
  std::string_view local = email.substr(0, email.find('@'));
  while (!local.empty() && local.back() == ' ') local.remove_suffix(1);
  return local;
}

}  // namespace chaperone::policy

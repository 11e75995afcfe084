// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "policy/personal_data/text.h"
#include "policy/personal_data/validators.h"

namespace chaperone::policy {
namespace {

// Recognition takes 0 for O and 1 for l. Read back only where a checksum backs it.
std::string ReadAsDigits(std::string_view value) {
  std::string digits;
  for (const char c : value) {
    if (IsDigit(c)) digits.push_back(c);
    if (c == 'O' || c == 'o') digits.push_back('0');
    if (c == 'l' || c == 'I') digits.push_back('1');
  }
  return digits;
}

bool AllTheSame(std::string_view digits) {
  return digits.find_first_not_of(digits[0]) == std::string_view::npos;
}

size_t RealDigits(std::string_view value) {
  return static_cast<size_t>(std::count_if(value.begin(), value.end(), IsDigit));
}

bool Luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto d = digits.rbegin(); d != digits.rend(); ++d, twice = !twice) {
    const int value = (*d - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

// Who issues a card whose first digits lie in a range, and how long its number is.
struct Issuer {
  int first;
  int last;  // both with four digits
  size_t min_length;
  size_t max_length;
  bool well_known;  // its ranges are narrow enough to believe without context
};
constexpr Issuer kIssuers[] = {
    {4000, 4999, 16, 16, true},  {4000, 4999, 13, 13, false}, {4000, 4999, 19, 19, false},
    {5100, 5599, 16, 16, true},  {2221, 2720, 16, 16, true},  {3400, 3499, 15, 15, true},
    {3700, 3799, 15, 15, true},  {6011, 6011, 16, 19, true},  {6440, 6599, 16, 19, true},
    {3528, 3589, 16, 19, true},  {3000, 3059, 14, 19, true},  {3600, 3699, 14, 19, true},
    {3800, 3999, 14, 19, true},  {6200, 6299, 16, 19, true},  {5000, 5099, 12, 19, false},
    {5600, 6999, 12, 19, false},
};

double CardStrength(std::string_view digits, bool in_context) {
  if (digits.size() < 12 || AllTheSame(digits) || !Luhn(digits)) return 0;
  const int prefix = (digits[0] - '0') * 1000 + (digits[1] - '0') * 100 + (digits[2] - '0') * 10 +
                     (digits[3] - '0');
  for (const Issuer& issuer : kIssuers) {
    if (prefix < issuer.first || prefix > issuer.last || digits.size() < issuer.min_length ||
        digits.size() > issuer.max_length) {
      continue;
    }
    if (issuer.well_known || in_context) return 1;
  }
  return 0;
}

struct IbanLength {
  std::string_view country;
  size_t length;
};
constexpr IbanLength kIbanLengths[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28},
    {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20},
    {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"MC", 27}, {"MD", 24},
    {"ME", 22}, {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NL", 18}, {"NO", 15}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24}, {"SC", 31},
    {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22},
    {"VG", 24}, {"XK", 20}};

// ISO 7064 mod 97: letters count 10 to 35, the first four characters come last.
bool Mod97(std::string_view iban) {
  unsigned remainder = 0;
  for (size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    const unsigned value =
        IsDigit(c) ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(ToUpper(c) - 'A') + 10;
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder == 1;
}

}  // namespace

// Prefixes that HMRC never issues (NIM39110).
Verdict ValidateNino(const Candidate& candidate) {
  static constexpr std::array<std::string_view, 7> kNever = {"BG", "GB", "KN", "NK",
                                                             "NT", "TN", "ZZ"};
  std::string code;
  bool lower = false;
  for (const char c : candidate.value) {
    if (c == ' ' || c == '-') continue;
    lower = lower || IsLower(c);
    code.push_back(c);
  }
  const std::string prefix{ToUpper(code[0]), ToUpper(code[1])};
  if (std::find(kNever.begin(), kNever.end(), prefix) != kNever.end()) return {};
  const size_t real = RealDigits(candidate.value);
  if (!candidate.in_context && (lower || code.size() < 9 || real < 6)) return {};
  if (real < 5) return {};
  return {code.size() < 9 ? 0.9 : 1.0, candidate.value.size()};
}

// Modulus 11 (NHS Data Dictionary).
Verdict ValidateNhsNumber(const Candidate& candidate) {
  const std::string digits = ReadAsDigits(candidate.value);
  if (!candidate.in_context || digits.size() != 10 || AllTheSame(digits) ||
      RealDigits(candidate.value) < 7) {
    return {};
  }
  int sum = 0;
  for (size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * static_cast<int>(10 - i);
  const int check = (11 - sum % 11) % 11;
  return {check == digits[9] - '0' ? 1.0 : 0.0, candidate.value.size()};
}

// The pattern may take in the group that follows (an expiry date): tries each end of a group.
Verdict ValidateCard(const Candidate& candidate) {
  for (size_t length = candidate.value.size(); length >= 12; --length) {
    const char next = length < candidate.value.size() ? candidate.value[length] : ' ';
    if (next != ' ' && next != '-') continue;
    const std::string_view value = candidate.value.substr(0, length);
    if (RealDigits(value) < 12 || !IsWordChar(value.back())) continue;
    const double strength = CardStrength(ReadAsDigits(value), candidate.in_context);
    if (strength == 0) continue;
    const bool grouped = value.find_first_of(" -") != std::string_view::npos;
    return {grouped || candidate.in_context ? strength : strength * 0.85, length};
  }
  return {};
}

Verdict ValidateIban(const Candidate& candidate) {
  const std::string country{ToUpper(candidate.value[0]), ToUpper(candidate.value[1])};
  const auto* entry = std::find_if(std::begin(kIbanLengths), std::end(kIbanLengths),
                                   [&](const IbanLength& e) { return e.country == country; });
  if (entry == std::end(kIbanLengths)) return {};
  std::string iban;
  size_t length = 0;
  while (length < candidate.value.size() && iban.size() < entry->length) {
    const char c = candidate.value[length++];
    if (c != ' ') iban.push_back(c);
  }
  if (iban.size() != entry->length) return {};
  if (length < candidate.value.size() && IsWordChar(candidate.value[length])) return {};
  if (Mod97(iban)) return {1.0, length};
  for (const size_t from : {size_t{2}, size_t{8}}) {
    std::string corrected = iban;
    for (size_t i = from; i < corrected.size(); ++i) {
      char& c = corrected[i];
      if (c == 'O' || c == 'o') c = '0';
      if (c == 'I' || c == 'l') c = '1';
    }
    corrected[2] = iban[2] == 'O' ? '0' : iban[2];
    corrected[3] = iban[3] == 'O' ? '0' : iban[3];
    if (corrected != iban && IsDigit(corrected[2]) && IsDigit(corrected[3]) && Mod97(corrected)) {
      return {0.95, length};
    }
  }
  return {};
}

Verdict ValidateBankAccount(const Candidate& candidate) {
  const bool dashed = candidate.value.size() > 8 && candidate.value[2] == '-';
  if (!dashed && !candidate.in_context) return {};
  return {1.0, candidate.value.size()};
}

Verdict ValidateSsn(const Candidate& candidate) {
  const std::string digits = DigitsOf(candidate.value);
  const std::string_view d = digits;
  const bool never = d.substr(0, 3) == "000" || d.substr(0, 3) == "666" || d[0] == '9' ||
                     d.substr(3, 2) == "00" || d.substr(5) == "0000";
  return {never ? 0.0 : 1.0, candidate.value.size()};
}

Verdict Accept(const Candidate& candidate) {
  return {1.0, candidate.value.size()};
}

}  // namespace chaperone::policy

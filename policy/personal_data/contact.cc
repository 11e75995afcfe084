// SPDX-License-Identifier: Apache-2.0
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>

#include "policy/personal_data/gazetteer.h"
#include "policy/personal_data/text.h"
#include "policy/personal_data/validators.h"

namespace chaperone::policy {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

template <size_t N>
bool Contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 39> kRoleMailboxes = {
    "accounts",      "admin",    "alerts",    "billing",    "bookings",     "careers",
    "complaints",    "contact",  "contactus", "customer",   "customercare", "customerservice",
    "donotreply",    "dpo",      "enquiries", "feedback",   "finance",      "hello",
    "help",          "helpdesk", "hr",        "info",       "inquiries",    "invoices",
    "jobs",          "mail",     "marketing", "news",       "newsletter",   "noreply",
    "notifications", "office",   "payments",  "postmaster", "privacy",      "sales",
    "service",       "support",  "webmaster"};

constexpr std::array<std::string_view, 14> kFileEndings = {"png", "jpg", "jpeg", "gif", "svg",
                                                           "css", "js",  "ts",   "pdf", "html",
                                                           "htm", "php", "webp", "json"};

// Ranges that Ofcom keeps for drama: nobody's, and so right for samples, training and tests.
// libphonenumber calls most of them invalid. National digits without the leading 0.
struct Range {
  std::string_view prefix;
  size_t digits;
};
constexpr Range kDramaRanges[] = {
    {"7700900", 10}, {"1632960", 10}, {"2079460", 10}, {"1134960", 10}, {"1144960", 10},
    {"1154960", 10}, {"1164960", 10}, {"1174960", 10}, {"1184960", 10}, {"1214960", 10},
    {"1314960", 10}, {"1414960", 10}, {"1514960", 10}, {"1614960", 10}, {"1914980", 10},
    {"2896496", 10}, {"2920180", 10}, {"3069990", 10}, {"8081570", 10}, {"9098790", 10}};

bool IsDrama(std::string_view national) {
  return std::any_of(std::begin(kDramaRanges), std::end(kDramaRanges), [&](const Range& r) {
    return national.size() == r.digits && national.substr(0, r.prefix.size()) == r.prefix;
  });
}

// NPA-555-0100 to 0199, kept for fiction in the North American plan.
bool IsUsFiction(std::string_view national) {
  return national.size() == 10 && national[0] >= '2' && national.substr(3, 5) == "55501";
}

struct Parsed {
  bool valid = false;
  bool possible = false;
  std::string e164;
};

Parsed Parse(std::string_view written, const char* region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(std::string(written), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
    return {};
  }
  Parsed parsed;
  std::string national;
  util.GetNationalSignificantNumber(number, &national);
  parsed.valid = util.IsValidNumber(number) || (number.country_code() == 44 && IsDrama(national)) ||
                 (number.country_code() == 1 && IsUsFiction(national));
  parsed.possible = parsed.valid || util.IsPossibleNumber(number);
  parsed.e164 = "+" + std::to_string(number.country_code()) + national;
  return parsed;
}

// A pattern takes in what follows a number ("07700 900123 12"): tries ever fewer groups.
template <class Accepts>
size_t LongestAccepted(std::string_view value, size_t min_digits, Accepts accepts) {
  for (int tries = 0; tries < 4; ++tries) {
    const auto digits = std::count_if(value.begin(), value.end(), IsDigit);
    if (static_cast<size_t>(digits) < min_digits) return 0;
    if (accepts(value)) return value.size();
    const size_t group = value.find_last_of(" .-");
    if (group == std::string_view::npos) return 0;
    value = value.substr(0, group);
    while (!value.empty() && !IsDigit(value.back())) value.remove_suffix(1);
  }
  return 0;
}

}  // namespace

bool IsRoleMailbox(std::string_view local_part) {
  std::string word;
  for (const char c : local_part) {
    if (IsLetter(c)) word.push_back(ToLower(c));
  }
  return Contains(kRoleMailboxes, word);
}

Verdict ValidateEmail(const Candidate& candidate) {
  const std::string_view value = candidate.value;
  const size_t at = value.find('@');
  const std::string ending = Lower(value.substr(value.rfind('.') + 1));
  if (Contains(kFileEndings, ending)) return {};
  // Recognition puts spaces around "@"; so do people who write of places "@ home.example".
  const bool spaced = value[at - 1] == ' ' || value[at + 1] == ' ';
  if (IsRoleMailbox(value.substr(0, at))) return {0.56, value.size()};
  return {spaced ? 0.8 : 1.0, value.size()};
}

Verdict ValidatePhone(const Candidate& candidate) {
  const size_t length = LongestAccepted(candidate.value, 9, [&](std::string_view value) {
    const Parsed parsed = Parse(value, "GB");
    return parsed.valid || (candidate.in_context && parsed.possible && value[0] == '+');
  });
  return {length == 0 ? 0.0 : 1.0, length};
}

Verdict ValidateUsPhone(const Candidate& candidate) {
  // Three groups set apart by spaces alone are as often an NHS number.
  const bool american = candidate.value.find_first_of("(-.") != std::string_view::npos;
  if (!american && !candidate.in_context) return {};
  return {Parse(candidate.value, "US").valid ? 1.0 : 0.0, candidate.value.size()};
}

std::string NormalisedPhone(std::string_view written) {
  const Parsed parsed = Parse(written, "GB");
  return parsed.possible ? parsed.e164 : "";
}

Verdict ValidatePostcode(const Candidate& candidate) {
  std::string code;
  bool lower = false;
  for (const char c : candidate.value) {
    if (c == ' ') continue;
    lower = lower || (IsLower(c) && c != 'l' && c != 'o');
    code.push_back(c);
  }
  const auto as_digit = [](char c) {
    return c == 'O' || c == 'o' ? '0' : c == 'I' || c == 'l' ? '1' : c;
  };
  double strength = candidate.value.find(' ') == std::string_view::npos ? 0.75 : 1.0;
  char& inward_digit = code[code.size() - 3];
  if (!IsDigit(inward_digit)) {
    inward_digit = as_digit(inward_digit);
    strength *= 0.8;
  }
  const std::string as_read = code;
  std::transform(code.begin(), code.end(), code.begin(), ToUpper);
  const auto inward = [](char c) {
    return std::string_view("CIKMOV").find(c) == std::string::npos;
  };
  if (!inward(code[code.size() - 1]) || !inward(code[code.size() - 2])) return {};
  std::string district = code.substr(0, code.size() - 3);
  if (!IsPostcodeDistrict(district)) {
    // Recognition reads the district's 0 and 1 as letters; the list of districts tells.
    for (size_t i = 1; i < district.size(); ++i) district[i] = as_digit(as_read[i]);
    if (!IsPostcodeDistrict(district)) return {};
    strength *= 0.8;
  }
  if (lower && !candidate.in_context) return {};
  return {strength, candidate.value.size()};
}

}  // namespace chaperone::policy

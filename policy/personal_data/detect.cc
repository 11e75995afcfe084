// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/detect.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "policy/personal_data/names.h"
#include "policy/personal_data/text.h"
#include "policy/personal_data/validators.h"

namespace chaperone::policy {
namespace {

// Words near a value that say what it is. `before` and `after`: how many bytes away they may stand.
struct Context {
  const char* words = nullptr;  // alternatives, matched as whole words in any case
  size_t before = 0;
  size_t after = 0;
};

struct Detector {
  std::string_view rule;
  Kind kind;
  std::string_view country;
  const char* pattern;  // group 1 is the value; it never starts or ends within a word
  Verdict (*validate)(const Candidate&);
  size_t min_digits;  // a text with fewer is not looked at
  Context context;
  const char* against;  // words just before that say it is something else
  double alone;         // score without context; 0: never without
  double in_context;
};

// D: a digit, or a letter that recognition takes for one (only where a checksum backs it).
#define D "[0-9OoIl]"

#define MONTH "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"

constexpr const char* kPhoneWords =
    "tel|phone|telephone|mobile|mob|cell|call|ring|fax|contact|landline|home|work|whatsapp";
constexpr const char* kReferenceWords =
    "order|invoice|ref|reference|account|policy|ticket|case|tracking|serial|barcode";

// Every detector but person names, which are words rather than a pattern (kShapes in names.cc).
// clang-format off
constexpr Detector kDetectors[] = {
    {"contact.email", Kind::kEmail, "",
     "([A-Za-z0-9\\x80_][A-Za-z0-9\\x80._%+'-]* ?@ ?[A-Za-z0-9\\x80][A-Za-z0-9\\x80-]*"
     "(?:\\.[A-Za-z0-9\\x80-]+){0,5}\\.[A-Za-z]{2,24})",
     ValidateEmail, 0, {}, nullptr, 0.98, 0.98},
    {"contact.phone_international", Kind::kPhone, "",
     "(\\+ ?[0-9(][0-9() .-]{6,22}[0-9])",
     ValidatePhone, 9, {kPhoneWords, 40, 0}, nullptr, 0.9, 0.97},
    {"contact.phone_national", Kind::kPhone, "",
     "(\\(?0[0-9][0-9() .-]{6,17}[0-9])",
     ValidatePhone, 10, {kPhoneWords, 40, 0}, kReferenceWords, 0.8, 0.97},
    {"contact.phone_us", Kind::kPhone, "",
     "((?:1[ .-])?\\(?[2-9][0-9]{2}\\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4})",
     ValidateUsPhone, 10, {kPhoneWords, 40, 0}, kReferenceWords, 0.7, 0.93},
    {"address.uk_postcode", Kind::kPostcode, "",
     "([A-Za-z]{1,2}" D "[0-9A-Za-z]? ?" D "[A-Za-z]{2})",
     ValidatePostcode, 1, {"post ?code|postal code|zip|address", 60, 0}, nullptr, 0.85, 0.96},
    {"number.uk_nino", Kind::kUkNino, "",
     "((?i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ -]?" D "{2}[ -]?" D "{2}[ -]?" D "{2}"
     "(?:[ -]?(?i:[A-D]))?)",
     ValidateNino, 5, {"ni ?(?:no|number|num)|nino|national insurance(?: no| number)?", 60, 20}, nullptr,
     0.88, 0.98},
    {"number.uk_nhs", Kind::kUkNhsNumber, "",
     "(" D "{3}[ -]?" D "{3}[ -]?" D "{4})",
     ValidateNhsNumber, 7, {"nhs|chi number|health service number", 60, 20}, nullptr, 0, 0.96},
    {"number.payment_card", Kind::kPaymentCard, "",
     "(" D "{4}(?:[ -]?" D "){8,17})",
     ValidateCard, 10, {"card|visa|mastercard|maestro|amex|american express|debit|credit|pan|discover",
     60, 30}, nullptr, 0.9, 0.98},
    {"number.iban", Kind::kIban, "",
     "([A-Za-z]{2}" D "{2}(?: ?[A-Za-z0-9]){11,32})",
     ValidateIban, 8, {}, nullptr, 0.97, 0.97},
    {"number.uk_sort_code_with_account", Kind::kUkBankAccount, "",
     "((?:[0-9]{2}[ -][0-9]{2}[ -][0-9]{2}|[0-9]{6})[^0-9]{1,40}[0-9]{8})",
     ValidateBankAccount, 14, {"sort ?code|s/c|account|acct|a/c|acc|bank|bacs", 60, 20}, nullptr,
     0.65, 0.96},
    {"number.uk_account", Kind::kUkBankAccount, "",
     "([0-9]{8})",
     Accept, 8, {"(?:bank )?(?:account|acct|a/c|acc) ?(?:no|number|num)?", 24, 0}, nullptr, 0, 0.8},
    {"number.uk_sort_code", Kind::kUkBankAccount, "",
     "([0-9]{2}[ -][0-9]{2}[ -][0-9]{2})",
     Accept, 6, {"sort ?code|s/c", 24, 0}, nullptr, 0, 0.8},
    {"number.us_ssn", Kind::kUsSsn, "",
     "([0-9]{3}-[0-9]{2}-[0-9]{4})",
     ValidateSsn, 9, {"ssn|social security", 60, 0}, nullptr, 0.7, 0.97},
    {"date.birth", Kind::kDateOfBirth, "",
     "([0-9]{1,2} ?[/.-] ?[0-9]{1,2} ?[/.-] ?(?:[0-9]{4}|[0-9]{2})|"
     "[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2}|"
     "[0-9]{1,2}(?:st|nd|rd|th)?[ -](?:of )?" MONTH "[ ,-]{1,2}[0-9]{4}|"
     MONTH " [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4})",
     ValidateDate, 5,
     {"date of birth|birth ?date|d\\.?o\\.?b|born(?: on)?|birthday|geburtsdatum|geboren", 32, 0},
     nullptr, 0, 0.95},
};
// clang-format on
#undef MONTH
#undef D

RE2::Options Options() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);  // folded text has one byte a character
  options.set_log_errors(false);
  options.set_max_mem(4 << 20);
  return options;
}

std::string WholeWords(const char* words) {
  return std::string("(?i)(?:^|[^a-z0-9\\x80])(?:") + words + ")(?:$|[^a-z0-9\\x80])";
}

bool Mentions(const RE2& words, std::string_view text) {
  return !text.empty() && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), words);
}

// Bytes of the addresses near a text that its names are compared with; keeps the cost linear.
constexpr size_t kMostAddresses = 1024;

struct Row {
  const Detector* detector;
  std::unique_ptr<RE2> pattern;
  std::unique_ptr<RE2> context;  // null: there is none
  std::unique_ptr<RE2> against;
};

// Where within a word a match must not start or end: "X943…" is no number.
bool StandsAlone(std::string_view text, size_t start, size_t end) {
  static constexpr std::string_view kJoins = ".,/-";
  const bool numeric = IsDigit(text[start]) || text[start] == '(';
  if (start > 0) {
    const char before = text[start - 1];
    if (IsWordChar(before) || before == '_' || before == '@') return false;
    if (numeric && start > 1 && kJoins.find(before) != std::string_view::npos) {
      const char joined = text[start - 2];
      if (IsDigit(joined) || (before == '-' && IsLetter(joined))) return false;
    }
    if (numeric && (before == '#' || before == '$')) return false;
  }
  if (end < text.size()) {
    const char after = text[end];
    if (IsWordChar(after) || after == '_') return false;
    if (IsDigit(text[end - 1]) && end + 1 < text.size() &&
        kJoins.find(after) != std::string_view::npos && IsDigit(text[end + 1])) {
      return false;
    }
  }
  return true;
}

size_t EndOfWord(std::string_view text, size_t at) {
  while (at < text.size() && IsWordChar(text[at])) ++at;
  return at;
}

// Finds what one row of the table finds.
class RowSearch {
 public:
  RowSearch(const Row& row, std::string_view text, bool context_beside)
      : row_(row), text_(text), context_beside_(context_beside) {}

  void Run(std::vector<Match>& matches) {
    const re2::StringPiece whole(text_.data(), text_.size());
    re2::StringPiece found[2];
    size_t at = 0;
    while (at < text_.size() &&
           row_.pattern->Match(whole, at, whole.size(), RE2::UNANCHORED, found, 2)) {
      const auto start = static_cast<size_t>(found[1].data() - text_.data());
      const size_t end = start + found[1].size();
      const std::optional<Match> match = Judge(start, end);
      if (match) {
        matches.push_back(*match);
        previous_end_ = at = match->end;
      } else {
        at = std::max(start + 1, EndOfWord(text_, start));
      }
    }
  }

 private:
  std::optional<Match> Judge(size_t start, size_t end) const {
    const Detector& d = *row_.detector;
    if (start > 0 && IsWordChar(text_[start - 1])) return std::nullopt;
    const Candidate candidate{text_.substr(start, end - start), InContext(start, end)};
    if (d.alone == 0 && !candidate.in_context) return std::nullopt;
    const Verdict verdict = d.validate(candidate);
    if (verdict.strength <= 0 || !StandsAlone(text_, start, start + verdict.length)) {
      return std::nullopt;
    }
    double score = (candidate.in_context ? d.in_context : d.alone) * verdict.strength;
    if (row_.against && !candidate.in_context && Mentions(*row_.against, Before(start, 24))) {
      score *= 0.5;
    }
    if (score < Detectors::kLowestScore) return std::nullopt;
    return Match{d.kind, start, start + verdict.length, score, d.rule, d.country};
  }

  // A label speaks for the value that follows it, not for the one after that.
  std::string_view Before(size_t start, size_t reach) const {
    const size_t from = std::max(previous_end_, start > reach ? start - reach : 0);
    return text_.substr(from, start - from);
  }

  bool InContext(size_t start, size_t end) const {
    if (!row_.context) return false;
    if (context_beside_) return true;
    const Context& context = row_.detector->context;
    return Mentions(*row_.context, Before(start, context.before)) ||
           Mentions(*row_.context, text_.substr(end, context.after));
  }

  const Row& row_;
  std::string_view text_;
  bool context_beside_;
  size_t previous_end_ = 0;
};

// Where matches overlap the surest stays: a card number is no phone number.
std::vector<Match> WithoutOverlaps(std::vector<Match> matches) {
  std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    if (a.score != b.score) return a.score > b.score;
    return a.end - a.start > b.end - b.start;
  });
  std::map<size_t, const Match*> kept;  // by start
  for (const Match& match : matches) {
    const auto next = kept.lower_bound(match.start);
    const bool overlaps = (next != kept.end() && next->first < match.end) ||
                          (next != kept.begin() && std::prev(next)->second->end > match.start);
    if (!overlaps) kept.emplace_hint(next, match.start, &match);
  }
  std::vector<Match> sorted;
  sorted.reserve(kept.size());
  for (const auto& [start, match] : kept) sorted.push_back(*match);
  return sorted;
}

}  // namespace

struct Detectors::Compiled {
  std::vector<Row> rows;
  NameFinder names;
  std::unique_ptr<RE2> any_context;
};

Detectors::Detectors(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Detectors::Detectors(Detectors&&) noexcept = default;
Detectors& Detectors::operator=(Detectors&&) noexcept = default;
Detectors::~Detectors() = default;

Result<Detectors> Detectors::Create() {
  const auto compile = [](const std::string& pattern) {
    return std::make_unique<RE2>(pattern, Options());
  };
  std::vector<Row> rows;
  std::string contexts;
  for (const Detector& detector : kDetectors) {
    if (detector.context.words) {
      contexts += (contexts.empty() ? "" : "|") + std::string(detector.context.words);
    }
    Row row{&detector, compile(detector.pattern), nullptr, nullptr};
    if (detector.context.words) row.context = compile(WholeWords(detector.context.words));
    if (detector.against) row.against = compile(WholeWords(detector.against));
    for (const RE2* re : {row.pattern.get(), row.context.get(), row.against.get()}) {
      if (re && !re->ok()) {
        return BadInput("detector " + std::string(detector.rule) + ": " + re->error());
      }
    }
    rows.push_back(std::move(row));
  }
  Result<NameFinder> names = NameFinder::Create();
  if (!names) return names.error();
  std::unique_ptr<RE2> any_context = compile(WholeWords(contexts.c_str()));
  if (!any_context->ok()) return BadInput("labels of all detectors: " + any_context->error());
  auto compiled = std::make_unique<Compiled>(
      Compiled{std::move(rows), std::move(*names), std::move(any_context)});
  return Detectors(std::move(compiled));
  // The analyzer does not follow a unique_ptr through the variant in Result.
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks)

std::vector<Match> Detectors::Detect(std::string_view source, const Surroundings& near) const {
  const Folded folded = Fold(source);
  const std::string_view text = folded.text;
  const auto label = [](std::string_view neighbour) {
    return LooksLikeLabel(neighbour) ? Fold(neighbour).text : std::string();
  };
  const std::string labels[] = {label(near.left), label(near.above), label(near.header)};

  size_t digits = 0;
  bool at_sign = false;
  for (const char c : text) {
    digits += IsDigit(c) ? 1 : 0;
    at_sign = at_sign || c == '@';
  }
  std::vector<Match> matches;
  for (const Row& row : compiled_->rows) {
    const Detector& d = *row.detector;
    if (digits < d.min_digits || (d.kind == Kind::kEmail && !at_sign)) continue;
    const bool beside =
        row.context && std::any_of(std::begin(labels), std::end(labels), [&](const auto& words) {
          return Mentions(*row.context, words);
        });
    if (d.alone == 0 && !beside && !Mentions(*row.context, text)) continue;
    RowSearch(row, text, beside).Run(matches);
  }
  matches = WithoutOverlaps(std::move(matches));

  std::string emails = Lower(Fold(near.emails.substr(0, kMostAddresses)).text);
  for (const Match& match : matches) {
    if (match.kind != Kind::kEmail || emails.size() >= kMostAddresses) continue;
    emails += ' ';
    emails += Lower(text.substr(match.start, match.end - match.start));
  }
  NameSurroundings around{labels[0], labels[1], labels[2], emails};
  compiled_->names.Find(text, around, matches);
  matches = WithoutOverlaps(std::move(matches));
  for (Match& match : matches) {
    match.start = folded.SourceStart(match.start);
    match.end = folded.SourceEnd(match.end);
  }
  return matches;
}

bool Detectors::IsKnownLabel(std::string_view text) const {
  if (!LooksLikeLabel(text)) return false;
  const Folded folded = Fold(text);
  return compiled_->names.IsLabel(folded.text) || Mentions(*compiled_->any_context, folded.text);
}

bool LooksLikeLabel(std::string_view text) {
  if (text.size() < 2 || text.size() > 48) return false;
  return std::count_if(text.begin(), text.end(), IsDigit) <= 2 &&
         text.find('@') == std::string_view::npos;
}

}  // namespace chaperone::policy

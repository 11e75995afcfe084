// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/names.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "policy/personal_data/text.h"
#include "policy/personal_data/words.h"

namespace chaperone::policy {
namespace {

// What a label asks for.
enum class Asked : uint8_t { kNothing, kName, kGiven, kSurname };

constexpr const char* kNameLabels =
    "(?:full|legal|preferred|display|customer|client|patient|employee|contact|account ?holder|"
    "card ?holder|policy ?holder|applicant|member|staff|tenant|debtor|guest|passenger|beneficiary|"
    "payee|recipient|sender|student|pupil|parent|guardian|spouse|partner|owner|primary|emergency|"
    "billing|shipping|agent|manager|borrower|insured|claimant|driver|candidate|lead)?"
    "(?:'?s)? ?(?:full )?names?(?: on card)?|"
    "customers?|clients?|patients?|employees?|contacts?|contact person|primary contact|"
    "emergency contact|account ?holder|card ?holder|policy ?holder|applicant|from|to|cc|attn|"
    "attention|next of kin|spouse|parent|guardian|mother|father|account (?:manager|owner)|owner|"
    "assigned to|assignee|agent|advis[eo]r|case ?worker|line "
    "manager|manager|author|sender|recipient|"
    "reporter|requester|requested by|caller|created by|modified by|updated by|prepared by|signed "
    "by|"
    "approved by|handled by|referred by|spoke "
    "(?:to|with)|beneficiary|payee|tenant|landlord|passenger|"
    "guest|representative|solicitor|gp|logged in as|signed in "
    "as|member|person|people|participants?|"
    "attendees?|borrower|insured|claimant|candidate|lead|driver|student|pupil|organi[sz]er|host|"
    "employee|colleague|staff(?: member)?|witness|executor|trustee|director|party|debtor|carer|"
    "reference name|opened by|resolved by|completed by|seen by|reviewed by";
constexpr const char* kGivenLabels =
    "first ?names?|given ?names?|forenames?|christian name|preferred name|middle ?names?|known as";
constexpr const char* kSurnameLabels =
    "surnames?|last ?names?|family ?names?|maiden ?name|2nd name";

// How good a word is as the first or the last word of a name, best first.
enum Grade : uint8_t {
  kSure,      // a name and nothing else
  kWeak,      // a rare name, or also a word or a place ("Will", "Lincoln")
  kWordy,     // last only: a usual surname that is also a word ("Brown")
  kOther,     // a name, but of the other sort: a surname in front, a given name behind
  kInitial,   // first only
  kStranger,  // in no list, and no English word either
  kNot,
};

Grade AsFirst(const Word& word) {
  const WordClass& c = word.known;
  if (c.never || !word.capital || (word.role != WordRole::kNone && c.given < Usual::kKnown)) {
    return kNot;
  }
  if (word.initial) return kInitial;
  const bool ambiguous = c.word || c.place;
  if (c.given >= Usual::kKnown) return ambiguous ? kWeak : kSure;
  if (c.given == Usual::kRare && !ambiguous) return kWeak;
  if (c.surname != Usual::kNever && !ambiguous) return kOther;
  if (c == WordClass{} && word.key.size() >= 3) return kStranger;
  return kNot;
}

Grade AsLast(const Word& word) {
  const WordClass& c = word.known;
  if (c.never || !word.capital || word.initial || word.key.size() < 2) return kNot;
  if (word.role == WordRole::kTitle || word.role == WordRole::kGreeting) return kNot;
  const bool ambiguous = c.word || c.place;
  if (c.surname != Usual::kNever && !ambiguous) return kSure;
  if (c.surname == Usual::kCommon) return kWordy;
  if (c.surname == Usual::kRare) return kWeak;
  if (c.given >= Usual::kKnown && !ambiguous) return kOther;
  if (c == WordClass{} && word.key.size() >= 3) return kStranger;
  return kNot;
}

// Score of two words as a full name, [first][last]. Rows and columns in the order of Grade.
constexpr double kShapes[kNot][kNot] = {
    // last:   sure  weak  wordy other init  stranger
    /*sure*/ {0.90, 0.48, 0.82, 0.62, 0.00, 0.72},
    /*weak*/ {0.72, 0.30, 0.46, 0.40, 0.00, 0.42},
    /*wordy*/ {0.00, 0.00, 0.00, 0.00, 0.00, 0.00},
    /*other*/ {0.55, 0.20, 0.30, 0.48, 0.00, 0.30},
    /*initial*/ {0.64, 0.30, 0.45, 0.35, 0.00, 0.32},
    /*stranger*/ {0.55, 0.20, 0.32, 0.30, 0.00, 0.22},
};
constexpr double kTitled[] = {0.93, 0.80, 0.90, 0.85, 0.0, 0.85};  // by the last word's grade
constexpr double kInverted = 0.88;                                 // "Surname, Given", both sure
constexpr double kForLabel = 0.33;        // raises what stands under "Customer name"
constexpr double kLabelled = 0.65;        // what stands there in no list
constexpr double kForAddress = 0.93;      // an e-mail address beside it holds both words
constexpr double kForPartAddress = 0.80;  // … or one and the initial of the other
constexpr double kForOneWord = 0.7;       // … or one of them
constexpr double kHighest = 0.98;
constexpr size_t kLongest = 5;  // words of a name

struct Found {
  size_t first = 0;  // words, inclusive
  size_t last = 0;
  double score = 0;
  std::string_view rule;
};

bool Holds(std::string_view addresses, std::string_view key) {
  return key.size() >= 3 && addresses.find(key) != std::string_view::npos;
}

// "sthompson@" or "s.thompson@" for Sarah Thompson.
bool HoldsWithInitial(std::string_view addresses, char initial, std::string_view key) {
  if (key.size() < 4) return false;
  for (size_t at = addresses.find(key); at != std::string_view::npos;
       at = addresses.find(key, at + 1)) {
    const size_t from = at > 0 && !IsWordChar(addresses[at - 1]) ? at - 1 : at;
    if (from > 0 && addresses[from - 1] == initial &&
        (from == 1 || !IsWordChar(addresses[from - 2]))) {
      return true;
    }
  }
  return false;
}

}  // namespace

struct NameFinder::Labels {
  RE2 name;
  RE2 given;
  RE2 surname;
  RE2 before;  // any of them at the end of a text, then a colon or nothing

  static RE2::Options Options() {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    return options;
  }
  static std::string Whole(const char* labels) {
    return std::string("\\W*(?:") + labels + ")[\\s:;*?.=-]*";
  }
  Labels()
      : name(Whole(kNameLabels), Options()),
        given(Whole(kGivenLabels), Options()),
        surname(Whole(kSurnameLabels), Options()),
        before(std::string("(?:^|[^a-z])(?:(") + kGivenLabels + ")|(" + kSurnameLabels + ")|(" +
                   kNameLabels + "))(\\s*[:;=-]+\\s*|\\s+)$",
               Options()) {}

  Asked Of(std::string_view label) const {
    if (label.empty()) return Asked::kNothing;
    const re2::StringPiece piece(label.data(), label.size());
    if (RE2::FullMatch(piece, given)) return Asked::kGiven;
    if (RE2::FullMatch(piece, surname)) return Asked::kSurname;
    return RE2::FullMatch(piece, name) ? Asked::kName : Asked::kNothing;
  }
};

namespace {

// The search in one text.
class Search {
 public:
  Search(std::string_view text, const NameSurroundings& near, Asked beside, const RE2& before,
         const std::vector<Match>& taken)
      : text_(text), near_(near), beside_(beside), before_(before) {
    auto next = taken.begin();
    for (Word& word : WordsOf(text)) {
      while (next != taken.end() && next->end <= word.start) ++next;
      if (next == taken.end() || next->start >= word.end) words_.push_back(std::move(word));
    }
  }

  std::vector<Found> Run() {
    for (size_t i = 0; i < words_.size();) {
      const size_t end = EndOfRun(i);
      SearchRun(i, end);
      i = end;
    }
    return std::move(found_);
  }

  const Word& word(size_t i) const { return words_[i]; }

 private:
  std::string_view Gap(size_t i) const {  // between word i and the next
    return text_.substr(words_[i].next, words_[i + 1].start - words_[i].next);
  }
  bool Adjacent(size_t i) const {  // word i and the next
    // "Bob's Guardian" is no name.
    if (i + 1 < words_.size() && words_[i].next > words_[i].end && !words_[i].initial &&
        words_[i].role == WordRole::kNone) {
      return false;
    }
    return i + 1 < words_.size() &&
           (Gap(i) == " " || Gap(i) == "  " || (words_[i].initial && Gap(i).empty()));
  }
  static bool IsPlainGiven(const Word& word) {
    return word.known.given != Usual::kNever && !word.known.word && !word.known.place &&
           word.known.surname != Usual::kCommon;
  }
  bool CanBelong(size_t i) const {
    const Word& w = words_[i];
    return w.role == WordRole::kParticle || (!w.known.never && w.capital);
  }

  size_t EndOfRun(size_t i) const {
    if (!CanBelong(i)) return i + 1;
    size_t end = i + 1;
    while (end < words_.size() && Adjacent(end - 1) && CanBelong(end)) ++end;
    return end;
  }

  // The label for word i: what stands before it in the text, or else beside the text.
  Asked AskedAt(size_t i) const {
    const size_t start = words_[i].start;
    const size_t from = start > 40 ? start - 40 : 0;
    if (start > 0) {
      re2::StringPiece groups[5];
      const re2::StringPiece before(text_.data() + from, start - from);
      if (before_.Match(before, 0, before.size(), RE2::UNANCHORED, groups, 5)) {
        // "Name" and "… name" say enough by themselves; "to" or "manager" need their colon.
        const bool colon =
            std::string_view(groups[4].data(), groups[4].size()).find_first_of(":;=") !=
            std::string_view::npos;
        if (!groups[1].empty()) return Asked::kGiven;
        if (!groups[2].empty()) return Asked::kSurname;
        const std::string_view words(groups[3].data(), groups[3].size());
        if (colon || Lower(words).find("name") != std::string::npos) return Asked::kName;
      }
    }
    // A label beside the text speaks for its first name.
    return LettersBefore(start) ? Asked::kNothing : beside_;
  }
  bool LettersBefore(size_t start) const {
    return std::any_of(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(start),
                       IsWordChar);
  }

  void SearchRun(size_t begin, size_t end) {
    const Asked asked = AskedAt(begin);
    for (size_t i = begin; i < end;) {
      Found best = BestFrom(i, begin, end, i == begin ? asked : Asked::kNothing);
      // "Royal Sarah Thompson": a better name may start one word later, unless the first is a given
      // name and nothing else: "Orla Jane Fenwick".
      if (best.score > 0 && i + 1 < end && (best.score < 0.5 || !IsPlainGiven(words_[i]))) {
        const Found later = BestFrom(i + 1, begin, end, Asked::kNothing);
        if (later.score > best.score + 0.05 && later.first <= best.last) best = {};
      }
      if (best.score < Detectors::kLowestScore) {
        ++i;
        continue;
      }
      found_.push_back(best);
      i = best.last + 1;
    }
  }

  Found BestFrom(size_t i, size_t begin, size_t end, Asked asked) const {
    Found best;
    const auto consider = [&](const Found& found) {
      if (found.score > best.score) best = found;
    };
    for (size_t last = i + 1; last < std::min(end, i + kLongest); ++last) {
      consider(Full(i, last, asked));
    }
    if (asked == Asked::kName) consider(Labelled(i, end, best));
    consider(Titled(i, end));
    consider(SurnameFirst(i, begin, end, asked));
    consider(Single(i, begin, end, asked));
    return best;
  }

  // Under a label of names any two to four words with capitals are one, in a list or not, unless a
  // program or English has them; `best` is the best that the lists alone gave.
  Found Labelled(size_t first, size_t end, const Found& best) const {
    if (end - first < 2 || end - first > 4) return {};
    if (best.last + 1 == end && best.score >= kLabelled) return {};
    for (size_t i = first; i < end; ++i) {
      const Word& word = words_[i];
      if (word.role == WordRole::kParticle || word.initial) continue;
      const bool a_name = word.known.given != Usual::kNever || word.known.surname != Usual::kNever;
      if (!word.capital || word.role != WordRole::kNone || word.key.size() < 2 ||
          (!a_name && (word.known.word || word.known.place)) ||
          (i == first && word.known.word && word.known.given < Usual::kKnown)) {
        return {};
      }
    }
    if (words_[end - 1].role != WordRole::kNone && words_[end - 1].role != WordRole::kParticle) {
      return {};
    }
    // Two whole names in a row are two people.
    if (end - first == 4 && Full(first, first + 1, Asked::kNothing).score >= 0.7 &&
        Full(first + 2, first + 3, Asked::kNothing).score >= 0.7) {
      return {};
    }
    if (end - first == 2 && IsPhrase(first)) return {};
    const double what = What(first, end - 1);
    if (what < 1) return {};
    return {first, end - 1, std::max(kLabelled, best.score + 0.001), "name.labelled"};
  }

  Found Full(size_t first, size_t last, Asked asked) const {
    const Grade f = AsFirst(words_[first]);
    const Grade l = AsLast(words_[last]);
    if (f >= kNot || l >= kNot || (f == kInitial && words_[last].role == WordRole::kParticle)) {
      return {};
    }
    double score = kShapes[f][l];
    bool surname_seen = false;
    for (size_t m = first + 1; m < last; ++m) {
      const Word& middle = words_[m];
      if (middle.role == WordRole::kParticle || middle.initial) continue;
      const Grade as_first = AsFirst(middle);
      const bool given = as_first <= kWeak;
      const bool surname = AsLast(middle) == kSure;
      // Two names side by side are two people.
      if ((surname_seen && as_first == kSure) || (!given && !surname)) return {};
      surname_seen = surname_seen || (surname && !given);
      if (as_first == kWeak) score -= 0.05;
    }
    if (last > first + 1) score += 0.02;
    // "S." says more than a single letter.
    if (f == kInitial && words_[first].next > words_[first].end) score += 0.12;
    if (last == first + 1 && IsPhrase(first)) return {};
    const bool sure = f == kSure && l == kSure;
    if (words_[last].shouted && words_[first].shouted && !sure) score -= 0.12;
    std::string_view rule = "name.full";
    if (asked == Asked::kName) {
      score += kForLabel;
      rule = "name.labelled";
    }
    score = std::max(score, AddressScore(words_[first], words_[last]));
    if (asked != Asked::kName) score *= What(first, last);
    return {first, last, std::min(score, kHighest), rule};
  }

  // Two words that together name a place or a firm ("Milton Keynes").
  bool IsPhrase(size_t first) const {
    const WordClass phrase = ClassOf(words_[first].key + "_" + words_[first + 1].key);
    return phrase.never || phrase.place;
  }

  double AddressScore(const Word& first, const Word& last) const {
    if (near_.emails.empty()) return 0;
    if (Holds(near_.emails, first.key) && Holds(near_.emails, last.key)) return kForAddress;
    if (HoldsWithInitial(near_.emails, first.key[0], last.key) ||
        HoldsWithInitial(near_.emails, last.key[0], first.key)) {
      return kForPartAddress;
    }
    const bool one = (first.key.size() >= 4 && Holds(near_.emails, first.key)) ||
                     (last.key.size() >= 4 && Holds(near_.emails, last.key));
    return one ? kForOneWord : 0;
  }

  // What surrounds a name may say that it names a street, a firm or a hospital.
  double What(size_t first, size_t last) const {
    if (last + 1 < words_.size()) {
      const bool touching = Adjacent(last);
      const WordRole next = words_[last + 1].role;
      if (touching && (next == WordRole::kStreet || next == WordRole::kInstitution)) return 0;
      if (next == WordRole::kCompany && (touching || Gap(last) == ", ")) return 0;
      if (Gap(last).find('&') != std::string_view::npos && Gap(last).size() <= 3) return 0.7;
    }
    if (words_[last].role == WordRole::kStreet || words_[last].role == WordRole::kInstitution ||
        words_[last].role == WordRole::kCompany) {
      return 0;
    }
    if (first > 0 && Gap(first - 1).size() <= 2 && words_[first - 1].role == WordRole::kSaint) {
      return 0;
    }
    const size_t start = words_[first].start;
    if (start > 0 && (text_[start - 1] == '#' || text_[start - 1] == '/')) return 0.6;
    return 1;
  }

  Found Titled(size_t i, size_t end) const {
    if (i == 0 || words_[i - 1].role != WordRole::kTitle || !Adjacent(i - 1) ||
        !words_[i - 1].capital) {
      return {};
    }
    Found best;
    for (size_t last = i; last < std::min(end, i + 4); ++last) {
      const Word& word = words_[last];
      if (word.role == WordRole::kParticle || word.initial) continue;
      const Grade grade = AsLast(word);
      if (grade == kNot || grade == kInitial) break;
      const Grade as_first = AsFirst(words_[i]);
      if (last > i && as_first == kNot && words_[i].role != WordRole::kParticle) break;
      // Further words count while they go on looking like a name.
      if (last > i + 1 && AsLast(words_[last - 1]) == kSure && AsFirst(words_[last - 1]) != kSure &&
          grade != kSure) {
        break;
      }
      if (last > i && grade > kWordy && as_first == kOther) break;
      best = {i, last, kTitled[grade], "name.title"};
    }
    return best;
  }

  // "Thompson, Sarah J."
  Found SurnameFirst(size_t i, size_t begin, size_t end, Asked asked) const {
    if (i != begin || end >= words_.size() || Gap(end - 1) != ", ") return {};
    if (i > 0 && Gap(i - 1) == ", " && asked == Asked::kNothing) return {};  // a list of words
    for (size_t k = i; k + 1 < end; ++k) {
      if (words_[k].role != WordRole::kParticle) return {};
    }
    const Grade l = AsLast(words_[end - 1]);
    const Grade f = AsFirst(words_[end]);
    if (l >= kNot || f >= kNot || f == kInitial) return {};
    if (f == kStranger && l != kSure) return {};
    if (words_[end - 1].known.place && asked == Asked::kNothing) return {};
    double score = kShapes[f][l] * kInverted / kShapes[kSure][kSure];
    size_t last = end;
    while (last + 1 < words_.size() && Adjacent(last) && words_[last + 1].capital &&
           (words_[last + 1].initial || AsFirst(words_[last + 1]) == kSure)) {
      ++last;
    }
    if (asked == Asked::kName) score += kForLabel;
    score = std::max(score, AddressScore(words_[end], words_[end - 1]));
    return {i, last, std::min(score, kHighest) * What(i, last), "name.surname_first"};
  }

  // One word is a name only where something says so.
  Found Single(size_t i, size_t begin, size_t end, Asked asked) const {
    const Word& word = words_[i];
    if (word.initial || word.known.never || !word.capital || word.key.size() < 2) return {};
    const Grade f = AsFirst(word);
    const Grade l = AsLast(word);
    const bool whole = i == begin && i + 1 == end;
    if (asked == Asked::kGiven && whole) return {i, i, f <= kWeak ? 0.9 : 0.65, "name.given"};
    if (asked == Asked::kSurname && i == begin) {
      return {i, end - 1, l <= kWordy ? 0.9 : 0.65, "name.surname"};
    }
    if (asked == Asked::kName && whole) {
      if (f == kSure || (l == kSure && f != kStranger)) return {i, i, 0.66, "name.labelled"};
      if (f == kWeak || l == kStranger) return {i, i, 0.45, "name.labelled"};
    }
    const bool greeted = i > 0 && words_[i - 1].role == WordRole::kGreeting &&
                         (Gap(i - 1) == " " || Gap(i - 1) == ", ");
    if (greeted && f != kNot && i + 1 == end)
      return {i, i, f == kSure ? 0.66 : 0.55, "name.greeting"};
    return {};
  }

  std::string_view text_;
  const NameSurroundings& near_;
  Asked beside_;
  const RE2& before_;
  std::vector<Word> words_;
  std::vector<Found> found_;
};

}  // namespace

NameFinder::NameFinder(std::unique_ptr<const Labels> labels) : labels_(std::move(labels)) {}
NameFinder::NameFinder(NameFinder&&) noexcept = default;
NameFinder& NameFinder::operator=(NameFinder&&) noexcept = default;
NameFinder::~NameFinder() = default;

Result<NameFinder> NameFinder::Create() {
  auto labels = std::make_unique<const Labels>();
  for (const RE2* re : {&labels->name, &labels->given, &labels->surname, &labels->before}) {
    if (!re->ok()) return BadInput("labels of names: " + re->error());
  }
  return NameFinder(std::move(labels));
}

bool NameFinder::IsLabel(std::string_view text) const {
  return labels_->Of(text) != Asked::kNothing;
}

void NameFinder::Find(std::string_view text, const NameSurroundings& near,
                      std::vector<Match>& matches) const {
  if (IsLabel(text)) return;  // "Surname" below "First name" is nobody
  Asked beside = Asked::kNothing;
  for (const std::string_view label : {near.left, near.above, near.header}) {
    if (beside == Asked::kNothing) beside = labels_->Of(label);
  }
  std::vector<Match> taken = matches;
  Search search(text, near, beside, labels_->before, taken);
  for (const Found& found : search.Run()) {
    matches.push_back({Kind::kPersonName, search.word(found.first).start,
                       search.word(found.last).end, found.score, found.rule, ""});
  }
}

}  // namespace chaperone::policy

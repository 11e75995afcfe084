// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/card_form.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "policy/personal_data/text.h"

namespace chaperone::policy {
namespace {

enum class Field : uint8_t { kNumber, kCode, kExpiry, kHolder };
constexpr size_t kFields = 4;

struct Label {
  std::string_view words;  // as WordsOf() leaves them
  Field field;
};

// What stands beside the boxes of such forms. Data: a language more is a few lines more.
constexpr std::array kLabels = {
    Label{"card number", Field::kNumber},
    Label{"card no", Field::kNumber},
    Label{"credit card number", Field::kNumber},
    Label{"debit card number", Field::kNumber},
    Label{"long card number", Field::kNumber},
    Label{"16 digit card number", Field::kNumber},
    Label{"number on card", Field::kNumber},
    Label{"kartennummer", Field::kNumber},
    Label{"kreditkartennummer", Field::kNumber},
    Label{"numero de carte", Field::kNumber},
    Label{"numero de tarjeta", Field::kNumber},
    Label{"numero carta", Field::kNumber},
    Label{"numero della carta", Field::kNumber},
    Label{"kaartnummer", Field::kNumber},
    Label{"cvv", Field::kCode},
    Label{"cvv2", Field::kCode},
    Label{"cvc", Field::kCode},
    Label{"cvc2", Field::kCode},
    Label{"cvv cvc", Field::kCode},
    Label{"cvc cvv", Field::kCode},
    Label{"csc", Field::kCode},
    Label{"cid", Field::kCode},
    Label{"security code", Field::kCode},
    Label{"card security code", Field::kCode},
    Label{"card verification code", Field::kCode},
    Label{"card verification number", Field::kCode},
    Label{"prufnummer", Field::kCode},
    Label{"prufziffer", Field::kCode},
    Label{"kartenprufnummer", Field::kCode},
    Label{"sicherheitscode", Field::kCode},
    Label{"code de securite", Field::kCode},
    Label{"cryptogramme", Field::kCode},
    Label{"cryptogramme visuel", Field::kCode},
    Label{"codigo de seguridad", Field::kCode},
    Label{"codice di sicurezza", Field::kCode},
    Label{"beveiligingscode", Field::kCode},
    Label{"expiry date", Field::kExpiry},
    Label{"expiry", Field::kExpiry},
    Label{"expiration date", Field::kExpiry},
    Label{"expiration", Field::kExpiry},
    Label{"exp date", Field::kExpiry},
    Label{"expires", Field::kExpiry},
    Label{"expires end", Field::kExpiry},
    Label{"valid thru", Field::kExpiry},
    Label{"valid through", Field::kExpiry},
    Label{"valid until", Field::kExpiry},
    Label{"mm yy", Field::kExpiry},
    Label{"mm yyyy", Field::kExpiry},
    Label{"mm jj", Field::kExpiry},
    Label{"mm aa", Field::kExpiry},
    Label{"gultig bis", Field::kExpiry},
    Label{"ablaufdatum", Field::kExpiry},
    Label{"date d'expiration", Field::kExpiry},
    Label{"fecha de caducidad", Field::kExpiry},
    Label{"data di scadenza", Field::kExpiry},
    Label{"vervaldatum", Field::kExpiry},
    Label{"name on card", Field::kHolder},
    Label{"name on the card", Field::kHolder},
    Label{"cardholder name", Field::kHolder},
    Label{"cardholder's name", Field::kHolder},
    Label{"cardholder", Field::kHolder},
    Label{"card holder", Field::kHolder},
    Label{"karteninhaber", Field::kHolder},
    Label{"name auf der karte", Field::kHolder},
    Label{"titulaire de la carte", Field::kHolder},
    Label{"titular de la tarjeta", Field::kHolder},
    Label{"intestatario", Field::kHolder},
    Label{"kaarthouder", Field::kHolder},
};

// Fields of one form stand at most so many lines apart.
constexpr size_t kNear = 8;
// A label's line holds little else: another label, a hint, a value that was typed. Prose holds
// more.
constexpr size_t kMostOtherWords = 3;
constexpr size_t kMostBytes = 160;

// In lower case and without accents; what is neither letter, digit nor apostrophe parts words.
std::vector<std::string> WordsOf(std::string_view line) {
  std::vector<std::string> words(1);
  for (const char c : Lower(Fold(line).text)) {
    if (IsWordChar(c) || c == '\'')
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool IsNumber(const std::string& word) {
  return std::all_of(word.begin(), word.end(), IsDigit);
}

// How many words from `at` on are this label: all of its words, or 0.
size_t Matches(const std::vector<std::string>& words, size_t at, std::string_view label) {
  size_t count = 0;
  while (!label.empty()) {
    const std::string_view word = label.substr(0, label.find(' '));
    if (at + count >= words.size() || words[at + count] != word) return 0;
    ++count;
    label.remove_prefix(std::min(label.size(), word.size() + 1));
  }
  return count;
}

// Which fields this line labels; none where it is a sentence.
std::array<bool, kFields> LabelsOf(std::string_view line) {
  std::array<bool, kFields> fields{};
  if (line.size() > kMostBytes) return fields;
  const std::vector<std::string> words = WordsOf(line);
  size_t others = 0;
  for (size_t at = 0; at < words.size();) {
    size_t longest = 0;
    Field field = Field::kNumber;
    for (const Label& label : kLabels) {
      const size_t count = Matches(words, at, label.words);
      if (count > longest) {
        longest = count;
        field = label.field;
      }
    }
    if (longest == 0) {
      if (!IsNumber(words[at])) ++others;
      ++at;
      continue;
    }
    fields[static_cast<size_t>(field)] = true;
    at += longest;
  }
  return others <= kMostOtherWords ? fields : std::array<bool, kFields>{};
}

}  // namespace

bool LooksLikeCardForm(std::span<const std::string> lines) {
  // For each field the last line that labelled it, counted from 1; 0: none yet.
  std::array<size_t, kFields> last{};
  for (size_t number = 1; number <= lines.size(); ++number) {
    const auto fields = LabelsOf(lines[number - 1]);
    for (size_t i = 0; i < kFields; ++i) {
      if (fields[i]) last[i] = number;
    }
    const auto near = [&](size_t at) { return at != 0 && number - at <= kNear; };
    const bool asks = near(last[static_cast<size_t>(Field::kNumber)]) ||
                      near(last[static_cast<size_t>(Field::kCode)]);
    if (asks && std::count_if(last.begin(), last.end(), near) >= 2) return true;
  }
  return false;
}

}  // namespace chaperone::policy

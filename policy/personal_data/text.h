// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::policy {

// A letter of a script that has no Latin base letter (Greek, Cyrillic, Han …).
inline constexpr char kOtherLetter = '\x80';

// Text as detectors match it: accents folded to their base letter, typographic quotes, dashes,
// spaces and digits to ASCII ones, what is invisible taken out. One byte a character: ASCII or
// kOtherLetter. What people read as the same matches the same, and nothing can hide behind a
// look-alike space. Any bytes are allowed: one that is not UTF-8 becomes '?'.
struct Folded {
  std::string text;
  // Where text[i] came from, in bytes of the source; both empty where the source was plain ASCII.
  std::vector<uint32_t> starts;
  std::vector<uint32_t> ends;

  // The stretch of the source that [start, end) of `text` came from. Requires start < end.
  size_t SourceStart(size_t start) const { return starts.empty() ? start : starts[start]; }
  size_t SourceEnd(size_t end) const { return ends.empty() ? end : ends[end - 1]; }
};

Folded Fold(std::string_view source);

// Turns byte offsets into offsets in Unicode code points. Asking with rising offsets costs one pass
// over the text in all. A byte that is not UTF-8 counts as one code point.
class CodePointCounter {
 public:
  explicit CodePointCounter(std::string_view text) : text_(text) {}
  size_t At(size_t byte);

 private:
  std::string_view text_;
  size_t byte_ = 0;
  size_t points_ = 0;
};

// The same text with each byte that is not part of valid UTF-8 replaced by '?'; the length stays.
std::string Sanitised(std::string_view text);

inline bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
inline bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}
inline bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}
inline bool IsLetter(char c) {
  return IsUpper(c) || IsLower(c) || c == kOtherLetter;
}
inline bool IsWordChar(char c) {
  return IsLetter(c) || IsDigit(c);
}
inline char ToLower(char c) {
  return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
inline char ToUpper(char c) {
  return IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string Lower(std::string_view text);
std::string DigitsOf(std::string_view text);  // only its ASCII digits

}  // namespace chaperone::policy

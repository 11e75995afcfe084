// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/text.h"

#include <algorithm>

namespace chaperone::policy {
namespace {

// Base letters of U+00C0..U+024F and U+1E00..U+1EFF by Unicode decomposition; 'x' where there is
// none. Ligatures are spelled out below.
constexpr std::string_view kLatin =
    "AAAAAAACEEEEIIIIDNOOOOO;OUUUUYTsaaaaaaaceeeeiiiidnooooo;ouuuuytyAaAaAaCcCcCcCcDd"
    "DdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlxxLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSs"
    "SsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzsbBxxxxxxxDDxxxxExxfxxxxIKkxxxxxOOoxxxxxxxxxxxxTU"
    "uxVYyZzxxxxxxxxxxxxxDDdLLlNNnAaIiOoUuUuUuUuUueAaAaxxxxGgKkOoOoxxjDDdGgxxNnAaxxxx"
    "AaAaEeEeIiIiOoOoRrRrUuUuSsTtxxHhxxxxxxAaEeOoOoOoOoYyxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
constexpr std::string_view kLatinAdditional =
    "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOo"
    "OoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyxsxxSx"
    "AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUu"
    "UuYyYyYyYyxxxxxx";
static_assert(kLatin.size() == 0x250 - 0xC0);
static_assert(kLatinAdditional.size() == 0x100);

struct Decoded {
  uint32_t point = 0;
  uint32_t length = 0;  // bytes; 0: not UTF-8
};

Decoded Decode(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto continues = [&](size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const uint32_t b = byte(at);
  if (b < 0x80) return {b, 1};
  if (b >= 0xC2 && b < 0xE0 && continues(at + 1)) {
    return {(b & 0x1Fu) << 6 | (byte(at + 1) & 0x3Fu), 2};
  }
  if (b >= 0xE0 && b < 0xF0 && continues(at + 1) && continues(at + 2)) {
    const uint32_t point = (b & 0xFu) << 12 | (byte(at + 1) & 0x3Fu) << 6 | (byte(at + 2) & 0x3Fu);
    if (point >= 0x800 && (point < 0xD800 || point > 0xDFFF)) return {point, 3};
  }
  if (b >= 0xF0 && b < 0xF5 && continues(at + 1) && continues(at + 2) && continues(at + 3)) {
    const uint32_t point = (b & 0x7u) << 18 | (byte(at + 1) & 0x3Fu) << 12 |
                           (byte(at + 2) & 0x3Fu) << 6 | (byte(at + 3) & 0x3Fu);
    if (point >= 0x10000 && point <= 0x10FFFF) return {point, 4};
  }
  return {};
}

struct Range {
  uint32_t first;
  uint32_t last;
  char to;  // 0: taken out
};

// Sorted. What stands in no range is a letter of another script.
constexpr Range kRanges[] = {
    {0x80, 0x9F, ' '},       {0xA0, 0xA0, ' '},      {0xA1, 0xAC, ';'},     {0xAD, 0xAD, 0},
    {0xAE, 0xB3, ';'},       {0xB4, 0xB4, '\''},     {0xB5, 0xBF, ';'},     {0x2B9, 0x2BF, '\''},
    {0x300, 0x36F, 0},       {0x2000, 0x200A, ' '},  {0x200B, 0x200F, 0},   {0x2010, 0x2015, '-'},
    {0x2016, 0x2017, ';'},   {0x2018, 0x201B, '\''}, {0x201C, 0x201F, '"'}, {0x2020, 0x2027, ';'},
    {0x2028, 0x2029, '\n'},  {0x202A, 0x202E, 0},    {0x202F, 0x202F, ' '}, {0x2030, 0x2031, ';'},
    {0x2032, 0x2032, '\''},  {0x2033, 0x205E, ';'},  {0x205F, 0x205F, ' '}, {0x2060, 0x206F, 0},
    {0x20A0, 0x2211, ';'},   {0x2212, 0x2212, '-'},  {0x2213, 0x2BFF, ';'}, {0x3000, 0x3000, ' '},
    {0x3001, 0x303F, ';'},   {0xE000, 0xF8FF, ';'},  {0xFE00, 0xFE0F, 0},   {0xFEFF, 0xFEFF, 0},
    {0x1F000, 0x1FAFF, ';'}, {0xE0000, 0xE0FFF, 0},
};

struct Ligature {
  uint32_t point;
  std::string_view spelled;
};
constexpr Ligature kLigatures[] = {{0xC6, "Ae"},  {0xDE, "Th"},   {0xDF, "ss"},   {0xE6, "ae"},
                                   {0xFE, "th"},  {0x132, "IJ"},  {0x133, "ij"},  {0x152, "Oe"},
                                   {0x153, "oe"}, {0x1E9E, "Ss"}, {0xFB01, "fi"}, {0xFB02, "fl"}};

char FoldOne(uint32_t point) {
  if (point >= 0xC0 && point < 0x250) return kLatin[point - 0xC0];
  if (point >= 0x1E00 && point < 0x1F00) return kLatinAdditional[point - 0x1E00];
  if (point >= 0xFF01 && point <= 0xFF5E) return static_cast<char>(point - 0xFEE0);  // full width
  if (point >= 0x660 && point <= 0x669) return static_cast<char>('0' + (point - 0x660));
  if (point >= 0x6F0 && point <= 0x6F9) return static_cast<char>('0' + (point - 0x6F0));
  const auto* range = std::lower_bound(std::begin(kRanges), std::end(kRanges), point,
                                       [](const Range& r, uint32_t p) { return r.last < p; });
  if (range != std::end(kRanges) && range->first <= point) return range->to;
  return kOtherLetter;
}

char FoldAscii(char c) {
  if (c == '\t' || c == '\n') return c;
  if (c == '\r') return '\n';
  if (c == '`') return '\'';
  return c < 0x20 || c == 0x7F ? ' ' : c;
}

}  // namespace

Folded Fold(std::string_view source) {
  Folded folded;
  folded.text.reserve(source.size());
  const bool ascii = std::all_of(source.begin(), source.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) {
    for (const char c : source) folded.text.push_back(FoldAscii(c));
    return folded;
  }
  folded.starts.reserve(source.size());
  folded.ends.reserve(source.size());
  for (size_t at = 0; at < source.size();) {
    const Decoded decoded = Decode(source, at);
    const size_t length = std::max<size_t>(decoded.length, 1);
    const auto put = [&](char c) {
      folded.text.push_back(c);
      folded.starts.push_back(static_cast<uint32_t>(at));
      folded.ends.push_back(static_cast<uint32_t>(at + length));
    };
    const auto* ligature =
        std::find_if(std::begin(kLigatures), std::end(kLigatures),
                     [&](const Ligature& l) { return l.point == decoded.point; });
    if (decoded.length == 0) {
      put('?');
    } else if (decoded.length == 1) {
      put(FoldAscii(static_cast<char>(decoded.point)));
    } else if (ligature != std::end(kLigatures)) {
      for (const char c : ligature->spelled) put(c);
    } else if (const char c = FoldOne(decoded.point); c != 0) {
      put(c);
    }
    at += length;
  }
  return folded;
}

size_t CodePointCounter::At(size_t byte) {
  if (byte < byte_) byte_ = points_ = 0;
  while (byte_ < byte && byte_ < text_.size()) {
    byte_ += std::max<size_t>(Decode(text_, byte_).length, 1);
    ++points_;
  }
  return points_;
}

std::string Sanitised(std::string_view text) {
  std::string clean(text);
  for (size_t at = 0; at < text.size();) {
    const Decoded decoded = Decode(text, at);
    if (decoded.length == 0) clean[at] = '?';
    at += std::max<size_t>(decoded.length, 1);
  }
  return clean;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
  return lower;
}

std::string DigitsOf(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), IsDigit);
  return digits;
}

}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/mime.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "policy/ledger/entry.h"

namespace chaperone::agent {
namespace {

constexpr size_t kLine = 76;

// No byte below space survives, so nothing that is put into a header can end it.
std::string OneLine(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<uint8_t>(c);
    const bool control = byte < 0x20 || byte == 0x7f;
    if (control && !out.empty() && out.back() == ' ') continue;
    out += control ? ' ' : c;
  }
  const size_t end = out.find_last_not_of(' ');
  out.resize(end == std::string::npos ? 0 : end + 1);
  return out;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

std::string Base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const uint8_t*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the final zero
  return out;
}

// Folds at spaces; a single longer word stays whole, up to the 998 bytes of RFC 5322.
std::string Fold(std::string_view name, std::string_view value) {
  std::string out(name);
  out += ':';
  size_t column = out.size();
  while (!value.empty()) {
    const size_t end = std::min(value.find(' '), value.size());
    const std::string_view word = value.substr(0, std::min<size_t>(end, 900));
    if (column + 1 + word.size() > kLine && column > name.size() + 1) {
      out += "\r\n";
      column = 0;
    }
    out += ' ';
    out += word;
    column += 1 + word.size();
    value.remove_prefix(word.size());
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  }
  return out + "\r\n";
}

}  // namespace

std::string TextHeader(std::string_view name, std::string_view value) {
  std::string text = OneLine(value);
  const bool looks_encoded = text.find("=?") != std::string::npos;
  if (IsAscii(text) && !looks_encoded) return Fold(name, text);
  if (!policy::IsUtf8(text)) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) >= 0x80; }, '?');
  }
  std::string words;
  for (size_t at = 0; at < text.size();) {
    size_t size = std::min<size_t>(42, text.size() - at);  // 42 bytes are 56 in base64
    while (at + size < text.size() && static_cast<uint8_t>(text[at + size]) >> 6 == 2) --size;
    if (!words.empty()) words += ' ';
    words += "=?UTF-8?B?" + Base64(std::string_view(text).substr(at, size)) + "?=";
    at += size;
  }
  return Fold(name, words);
}

std::string TokenHeader(std::string_view name, std::string_view value) {
  std::string text = OneLine(value);
  text.erase(std::remove_if(text.begin(), text.end(),
                            [](char c) { return static_cast<uint8_t>(c) >= 0x80; }),
             text.end());
  return Fold(name, text);
}

std::string SafeAddress(std::string_view address) {
  const size_t at = address.find('@');
  const bool fine = address.size() <= 254 && at != std::string_view::npos && at > 0 &&
                    at + 1 < address.size() &&
                    address.find('@', at + 1) == std::string_view::npos &&
                    std::all_of(address.begin(), address.end(), [](char c) {
                      const auto byte = static_cast<uint8_t>(c);
                      return byte > 0x20 && byte < 0x7f &&
                             std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
                    });
  return fine ? std::string(address) : "";
}

std::string MailDate(policy::WallTime time) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                kDays[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return out.data();
}

std::string QuotedPrintable(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  size_t column = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool before_end = i + 1 == text.size() || text[i + 1] == '\n';
    // A leading dot would be doubled on the wire; "From " at a line's start is mangled by
    // mailboxes.
    const bool plain = byte >= 0x20 && byte < 0x7f && byte != '=' && !(byte == ' ' && before_end) &&
                       !(column == 0 && (byte == '.' || byte == 'F'));
    if (column + (plain ? 1 : 3) > kLine - 1) {
      out += "=\r\n";
      column = 0;
      --i;  // again, as the first of its line
      continue;
    }
    if (plain) {
      out += text[i];
      ++column;
    } else {
      out += '=';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
      column += 3;
    }
  }
  if (column > 0) out += "\r\n";
  return out;
}

std::string Base64Lines(std::string_view bytes) {
  const std::string whole = Base64(bytes);
  std::string out;
  for (size_t at = 0; at < whole.size(); at += kLine) {
    out += whole.substr(at, kLine) + "\r\n";
  }
  return out;
}

}  // namespace chaperone::agent

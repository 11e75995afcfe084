// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/forms.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace chaperone::policy {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c);
}

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool OneOf(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return IsLetterOrDigit(c) || c == '-'; });
}

// Labels of a dotted name, or 0 where one is malformed.
size_t CountLabels(std::string_view name) {
  if (name.size() > 253) return 0;
  size_t labels = 0;
  while (true) {
    const size_t dot = name.find('.');
    if (!IsLabel(name.substr(0, dot))) return 0;
    ++labels;
    if (dot == std::string_view::npos) return labels;
    name.remove_prefix(dot + 1);
  }
}

bool IsIpv6(std::string_view text) {
  return text.size() >= 2 && text.size() <= 45 && text.find(':') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return OneOf(c, "0123456789abcdefABCDEF:."); });
}

}  // namespace

bool ValidUtf8(std::string_view text) {
  // Lead byte -> how many follow and the least code point that needs so many (RFC 3629).
  size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    const int following = lead >= 0xc2 && lead <= 0xdf   ? 1
                          : lead >= 0xe0 && lead <= 0xef ? 2
                          : lead >= 0xf0 && lead <= 0xf4 ? 3
                                                         : 0;
    if (following == 0) return false;
    uint32_t point = lead & (0x3fU >> following);
    for (int k = 0; k < following; ++k) {
      if (i >= text.size()) return false;
      const auto next = static_cast<unsigned char>(text[i++]);
      if ((next & 0xc0U) != 0x80U) return false;
      point = point << 6U | (next & 0x3fU);
    }
    const bool overlong = (following == 2 && point < 0x800) || (following == 3 && point < 0x10000);
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (overlong || surrogate || point > 0x10ffff) return false;
  }
  return true;
}

bool IsPlainText(std::string_view text) {
  return !text.empty() && text.size() <= 200 && std::none_of(text.begin(), text.end(), IsControl);
}

bool IsEmailAddress(std::string_view text) {
  const size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const std::string_view local = text.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(
             local.begin(), local.end(),
             [](char c) { return IsLetterOrDigit(c) || OneOf(c, ".!#$%&'*+/=?^_`{|}~-"); }) &&
         IsDomainName(text.substr(at + 1));
}

bool IsDomainName(std::string_view text) {
  return CountLabels(text) >= 2;
}

bool IsHostName(std::string_view text) {
  return CountLabels(text) >= 1 || IsIpv6(text);
}

bool IsAbsolutePath(std::string_view text) {
  return text.size() > 1 && text.size() <= 4096 && text.front() == '/' &&
         std::none_of(text.begin(), text.end(), IsControl);
}

bool IsSlug(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '-' || c == '_';
  });
}

bool IsProcessName(std::string_view text) {
  return IsPlainText(text) && text.find('/') == std::string_view::npos;
}

bool IsProse(std::string_view text) {
  return !text.empty() && text.size() <= 2000 &&
         std::none_of(text.begin(), text.end(), [](char c) { return IsControl(c) && c != '\n'; });
}

bool IsLanguage(std::string_view text) {
  if (text.size() < 2 || text.size() > 35) return false;
  for (size_t start = 0, subtag = 0; start <= text.size(); ++subtag) {
    const size_t end = std::min(text.find('-', start), text.size());
    const std::string_view part = text.substr(start, end - start);
    const bool fits =
        subtag == 0 ? part.size() == 2 || part.size() == 3 : !part.empty() && part.size() <= 8;
    if (!fits || !std::all_of(part.begin(), part.end(), [&](char c) {
          return IsLetterOrDigit(c) && (subtag > 0 || !IsDigit(c));
        })) {
      return false;
    }
    start = end + 1;
  }
  return true;
}

bool IsHotkey(std::string_view text) {
  constexpr std::array<std::string_view, 4> kModifiers = {"Control", "Alt", "Shift", "Super"};
  std::array<bool, kModifiers.size()> held{};
  bool any = false;
  for (size_t plus = text.find('+'); plus != std::string_view::npos; plus = text.find('+')) {
    const auto* found = std::find(kModifiers.begin(), kModifiers.end(), text.substr(0, plus));
    if (found == kModifiers.end()) return false;
    bool& twice = held[static_cast<size_t>(found - kModifiers.begin())];
    if (twice) return false;
    twice = any = true;
    text.remove_prefix(plus + 1);
  }
  return any && !text.empty() && text.size() <= 32 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLetterOrDigit(c) || c == '_'; }) &&
         std::find(kModifiers.begin(), kModifiers.end(), text) == kModifiers.end();
}

bool IsKey(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return IsDigit(c) || OneOf(c, "abcdefABCDEF");
         });
}

bool IsFirmsKey(std::string_view text) {
  constexpr std::array<std::string_view, 7> kPublished = {
      // RFC 7748, 6.1
      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
      "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
      // RFC 8032, 7.1
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
  };
  const auto same = [](char a, char b) {
    return a == b || (b >= 'A' && b <= 'F' && a == b - 'A' + 'a');
  };
  return IsKey(text) && std::none_of(kPublished.begin(), kPublished.end(), [&](auto key) {
           return std::equal(key.begin(), key.end(), text.begin(), text.end(), same);
         });
}

bool IsLoopback(std::string_view host) {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") &&
          std::all_of(host.begin(), host.end(), [](char c) { return IsDigit(c) || c == '.'; }));
}

}  // namespace chaperone::policy

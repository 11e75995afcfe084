// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// What the texts of a policy must look like. Pure, and linear in the length of the text.
namespace chaperone::policy {

bool ValidUtf8(std::string_view text);
bool IsPlainText(std::string_view text);     // 1..200 bytes, no control character
bool IsEmailAddress(std::string_view text);  // RFC 5321 without quoting; domains as they are in DNS
bool IsDomainName(std::string_view text);    // two labels or more
bool IsHostName(std::string_view text);      // a domain, one label, IPv4 or IPv6
bool IsAbsolutePath(std::string_view text);
bool IsSlug(std::string_view text);
bool IsProcessName(std::string_view text);
bool IsProse(std::string_view text);     // 1..2000 bytes, no control character but line feeds
bool IsLanguage(std::string_view text);  // BCP 47: subtags of letters and digits
bool IsHotkey(std::string_view text);    // one modifier or more and a key's name, joined by +
bool IsKey(std::string_view text);       // 64 hexadecimal digits
// A public key that may be a firm's: none that RFC 7748 or RFC 8032 prints with its private half.
bool IsFirmsKey(std::string_view text);
bool IsLoopback(std::string_view host);

}  // namespace chaperone::policy

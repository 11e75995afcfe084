// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/forms.h"

#include <catch2/catch.hpp>
#include <string>

namespace chaperone::policy {
namespace {

TEST_CASE("forms: e-mail addresses") {
  CHECK(IsEmailAddress("dana.whitlock+dpc@lending.example"));
  CHECK(IsEmailAddress("o'neil@a-b.example"));
  for (const char* bad : {"", "@", "a@", "@a.example", "a@b", "a b@c.example", "a@c..example",
                          ".a@c.example", "a.@c.example", "a..b@c.example", "a@-c.example",
                          "a@c.example\n", "a@b@c.example", "a@c.example."}) {
    INFO(bad);
    CHECK_FALSE(IsEmailAddress(bad));
  }
  CHECK_FALSE(IsEmailAddress(std::string(65, 'a') + "@c.example"));
  CHECK(IsEmailAddress(std::string(64, 'a') + "@c.example"));
}

TEST_CASE("forms: hosts and domains") {
  CHECK(IsHostName("mail"));
  CHECK(IsHostName("127.0.0.1"));
  CHECK(IsHostName("::1"));
  CHECK(IsHostName("2001:db8::1"));
  CHECK_FALSE(IsHostName("[2001:db8::1]"));
  CHECK_FALSE(IsHostName("mail.example/path"));
  CHECK_FALSE(IsHostName("mail.example:25"));
  CHECK(IsDomainName("firm.example"));
  CHECK_FALSE(IsDomainName("firm"));
  CHECK_FALSE(IsDomainName(std::string(64, 'a') + ".example"));
  CHECK(IsLoopback("127.0.0.1"));
  CHECK_FALSE(IsLoopback("127.firm.example"));
}

TEST_CASE("forms: UTF-8 is taken strictly") {
  CHECK(ValidUtf8("Zoë – 日本 \U0001F600"));
  for (const std::string bad : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80",
                                "\xff", "\xe0\x80\x80"}) {
    CHECK_FALSE(ValidUtf8(bad));
  }
}

TEST_CASE("forms: paths and names") {
  CHECK(IsAbsolutePath("/etc/x"));
  CHECK_FALSE(IsAbsolutePath("etc/x"));
  CHECK_FALSE(IsAbsolutePath("/"));
  CHECK_FALSE(IsAbsolutePath("/etc\n"));
  CHECK(IsSlug("chromium-screen_2"));
  CHECK_FALSE(IsSlug("Chromium"));
  CHECK(IsProcessName("firefox-esr"));
  CHECK_FALSE(IsProcessName("/usr/bin/firefox"));
}

TEST_CASE("forms: a hotkey is modifiers and one key") {
  for (const char* good : {"Control+Alt+P", "Super+F12", "Shift+Pause", "Alt+space"}) {
    INFO(good);
    CHECK(IsHotkey(good));
  }
  for (const char* bad : {"", "P", "+P", "Control+", "Control+Control+P", "Ctrl+P", "P+Control",
                          "Control+Alt", "Control+Alt+P+Q", "Control + P", "Control+\x1b"}) {
    INFO(bad);
    CHECK_FALSE(IsHotkey(bad));
  }
}

TEST_CASE("forms: a language is as BCP 47 writes it") {
  for (const char* good : {"en", "de-AT", "zh-Hant-TW", "gsw"}) CHECK(IsLanguage(good));
  for (const char* bad : {"", "e", "english", "en_GB", "en-", "-en", "12", "en--GB", "en/GB"}) {
    INFO(bad);
    CHECK_FALSE(IsLanguage(bad));
  }
}

TEST_CASE("forms: a key is 64 hexadecimal digits, prose may have lines") {
  CHECK(IsKey(std::string(64, 'a')));
  CHECK_FALSE(IsKey(std::string(63, 'a')));
  CHECK_FALSE(IsKey(std::string(64, 'g')));
  CHECK(IsFirmsKey(std::string(64, 'a')));
  CHECK_FALSE(IsFirmsKey(std::string(63, 'a')));
  for (const char* published :
       {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A"}) {
    CHECK_FALSE(IsFirmsKey(published));
  }
  CHECK(IsProse("We record.\nYou may object."));
  CHECK_FALSE(IsProse(""));
  CHECK_FALSE(IsProse(std::string(2001, 'x')));
  CHECK_FALSE(IsProse("a\tb"));
}

}  // namespace
}  // namespace chaperone::policy

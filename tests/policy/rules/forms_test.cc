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

}  // namespace
}  // namespace chaperone::policy

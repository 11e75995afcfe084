// SPDX-License-Identifier: Apache-2.0
#include "agent/delivery/mime.h"

#include <catch2/catch.hpp>
#include <random>
#include <sstream>

namespace chaperone::agent {
namespace {

// RFC 2045, 6.7, read backwards.
std::string Unquote(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '=' && text.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else if (text[i] == '=') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else if (text[i] == '\r') {
      continue;
    } else {
      out += text[i];
    }
  }
  return out;
}

TEST_CASE("mime: quoted-printable gives back every text, in short ASCII lines") {
  std::mt19937 random(5);
  static constexpr const char* kPieces[] = {"word ", ".",  "=",    "ü",    "\n", " ",
                                            "From ", "\t", "名前", "long", "\r", "x"};
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (auto n = random() % 120; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    text += "\n";
    const std::string quoted = QuotedPrintable(text);
    REQUIRE(Unquote(quoted) == text);
    std::istringstream lines(quoted);
    for (std::string line; std::getline(lines, line);) {
      REQUIRE(line.back() == '\r');
      REQUIRE(line.size() <= 77);
      REQUIRE(line.front() != '.');
      REQUIRE(line.rfind("From ", 0) != 0);
      REQUIRE((line.size() == 1 || line[line.size() - 2] != ' '));
      for (const char c : line) REQUIRE(static_cast<uint8_t>(c) < 0x80);
    }
  }
}

TEST_CASE("mime: no value can end its header") {
  for (const std::string evil : {"x\r\nBcc: v@evil.example", "x\nBcc: v@evil.example",
                                 "x\rBcc: v@evil.example", "\r\n\r\nbody", "a\0b", "\x1b[2J"}) {
    for (const std::string& header : {TextHeader("Subject", evil), TokenHeader("To", evil)}) {
      INFO(header);
      CHECK(header.find("\nBcc") == std::string::npos);
      CHECK(header.find("\r\n\r\n") == std::string::npos);
      CHECK(header.substr(header.size() - 2) == "\r\n");
      CHECK(header.find('\0') == std::string::npos);
      CHECK(header.find('\x1b') == std::string::npos);
      for (size_t at = header.find("\r\n"); at + 2 < header.size();
           at = header.find("\r\n", at + 2)) {
        CHECK(header[at + 2] == ' ');  // a folded line goes on, it does not begin anew
      }
    }
  }
}

TEST_CASE("mime: headers are folded, and text that is not ASCII is encoded") {
  const std::string folded = TokenHeader("To", std::string(60, 'a') + ", " + std::string(60, 'b'));
  CHECK(folded == "To: " + std::string(60, 'a') + ",\r\n " + std::string(60, 'b') + "\r\n");
  CHECK(TextHeader("Subject", "plain words") == "Subject: plain words\r\n");
  CHECK(TextHeader("Subject", "grün") == "Subject: =?UTF-8?B?Z3LDvG4=?=\r\n");
  CHECK(TextHeader("Subject", "=?UTF-8?B?trick?=") != "Subject: =?UTF-8?B?trick?=\r\n");
  std::istringstream lines(
      TextHeader("Subject", std::string(50, 'a') + "äöü" + std::string(90, 'b') + "ß"));
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 78);
}

TEST_CASE("mime: an address is one address or nothing") {
  CHECK(SafeAddress("dpc@firm.example") == "dpc@firm.example");
  for (const char* bad : {"", "dpc", "@firm.example", "dpc@", "a@b@c", "a b@c", "<a@b>", "a@b,c@d",
                          "a@b\r\nRCPT TO:<c@d>", "a@b\n", "ü@firm.example", "\"a\"@b", "a@b>"}) {
    INFO(bad);
    CHECK(SafeAddress(bad).empty());
  }
}

TEST_CASE("mime: a date is in the form of RFC 5322") {
  using namespace std::chrono;
  CHECK(MailDate(policy::WallTime{sys_days{year{2026} / 11 / 23} + hours{16} + minutes{5} +
                                  seconds{21} + milliseconds{900}}) ==
        "Mon, 23 Nov 2026 16:05:21 +0000");
  CHECK(MailDate(policy::WallTime{sys_days{year{2024} / 2 / 29}}) ==
        "Thu, 29 Feb 2024 00:00:00 +0000");
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/detect.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "policy/personal_data/gazetteer.h"
#include "policy/personal_data/text.h"
#include "tests/policy/personal_data/cases.h"

namespace chaperone::policy {
namespace {

std::string Found(const std::string& text, const Surroundings& near) {
  std::string found;
  for (const Match& m : TheDetectors().Detect(text, near)) {
    if (m.score < 0.5) continue;
    found += (found.empty() ? "" : "; ") + std::string(KindName(m.kind)) + " \"" +
             text.substr(m.start, m.end - m.start) + "\"";
  }
  return found;
}

TEST_CASE("detect: finds what the cases name and nothing else") {
  for (const CaseLine& line : CaseLines("detect.txt")) {
    const size_t arrow = line.text.rfind(" =>");
    REQUIRE(arrow != std::string::npos);
    std::string text = line.text.substr(0, arrow);
    std::string label;
    if (text[0] == '<') {
      const size_t end = text.find("> ");
      label = text.substr(1, end - 1);
      text = text.substr(end + 2);
    }
    const std::string expected = line.text.substr(std::min(arrow + 4, line.text.size()));
    INFO("detect.txt:" << line.number << ": " << line.text);
    CHECK(Found(text, {label, "", "", ""}) == expected);
  }
}

TEST_CASE("detect: a label counts to the left, above and at the head of the column") {
  const std::string text = "943 476 5919";
  CHECK(Found(text, {"NHS No.", "", "", ""}) == "uk_nhs_number \"943 476 5919\"");
  CHECK(Found(text, {"", "NHS No.", "", ""}) == "uk_nhs_number \"943 476 5919\"");
  CHECK(Found(text, {"", "", "NHS No.", ""}) == "uk_nhs_number \"943 476 5919\"");
  CHECK(Found(text, {"", "", "", "NHS No."}).empty());
}

TEST_CASE("detect: a long text beside a number is no label for it") {
  const std::string prose =
      "The NHS changed how patients are told apart and every surgery had to follow";
  CHECK(Found("943 476 5919", {prose, "", "", ""}).empty());
}

TEST_CASE("detect: an address in the row raises a doubtful name") {
  CHECK(Found("Hope Grant", {}).empty());
  CHECK(Found("Hope Grant", {"", "", "", "hope.grant@example.com"}) ==
        "person_name \"Hope Grant\"");
}

TEST_CASE("detect: a reader's mistakes are forgiven only where a checksum backs them") {
  CHECK(Found("NHS 943 476 59l9", {}) == "uk_nhs_number \"943 476 59l9\"");
  CHECK(Found("NHS 943 476 59l8", {}).empty());
  CHECK(Found("AB l2 34 56 C", {}).empty());
}

TEST_CASE("detect: invisible and look-alike characters hide nothing") {
  CHECK(Found("tom.reed\u200b@example.com", {}) == "email \"tom.reed\u200b@example.com\"");
  CHECK(Found("07700\u00a0900123", {}) == "phone \"07700\u00a0900123\"");
  CHECK(Found("４１１１ １１１１ １１１１ １１１１", {}) ==
        "payment_card \"４１１１ １１１１ １１１１ １１１１\"");
}

TEST_CASE("detect: ten random digits without context are never an NHS number") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 3000; ++i) {
    std::string digits;
    for (int d = 0; d < 10; ++d) digits += static_cast<char>('0' + random() % 10);
    for (const Match& m : TheDetectors().Detect("Reference " + digits)) {
      CHECK(m.kind != Kind::kUkNhsNumber);
    }
  }
}

TEST_CASE("detect: any bytes give sorted matches in range that do not overlap") {
  std::mt19937_64 random(2);
  const std::string pieces[] = {"Sarah Thompson",
                                "07700 900123",
                                "@example.com",
                                "NHS ",
                                "9434765919",
                                "4111 1111",
                                "GB82",
                                ", ",
                                "\xc3",
                                "é",
                                "\xff\xfe",
                                "\n",
                                "O'Brien",
                                "van-",
                                "Mr ",
                                "12/03/1980",
                                "DOB",
                                " ",
                                "A",
                                "-"};
  for (int i = 0; i < 4000; ++i) {
    std::string text;
    for (uint64_t n = random() % 12; n > 0; --n) {
      if (random() % 3 == 0) {
        text += static_cast<char>(random() % 256);
      } else {
        text += pieces[random() % std::size(pieces)];
      }
    }
    size_t end = 0;
    for (const Match& m : TheDetectors().Detect(text, {text, text, "Name", text})) {
      REQUIRE(m.start >= end);
      REQUIRE(m.start < m.end);
      REQUIRE(m.end <= text.size());
      REQUIRE(m.score >= Detectors::kLowestScore);
      REQUIRE(m.score <= 1.0);
      REQUIRE(!m.rule.empty());
      end = m.end;
    }
  }
}

TEST_CASE("detect: long hostile texts end") {
  for (const char* piece : {"0", "a", "@", "1 ", "Sarah ", "a@b.", "O'", "GB82 ", "12/", "\xff"}) {
    std::string text;
    while (text.size() < 65536) text += piece;
    CHECK(TheDetectors().Detect(text).size() <= text.size());
  }
}

TEST_CASE("text: offsets are of the source and code points are counted") {
  const std::string text = "émile 🎉 Contact emma.k@example.com";
  const auto matches = TheDetectors().Detect(text);
  REQUIRE(matches.size() == 1);
  CodePointCounter points(text);
  CHECK(points.At(matches[0].start) == 16);
  CHECK(points.At(matches[0].end) == 34);
}

TEST_CASE("text: what is not UTF-8 becomes a question mark of the same length") {
  CHECK(Sanitised("a\xff"
                  "b\xc3") == "a?b?");
  CHECK(Sanitised("é🎉") == "é🎉");
  CHECK(Sanitised("\xed\xa0\x80") == "???");
}

TEST_CASE("gazetteer: knows names, words, places and districts apart") {
  CHECK(ClassOf("sarah").given == Usual::kCommon);
  CHECK(ClassOf("thompson").surname == Usual::kCommon);
  CHECK(ClassOf("will").word);
  CHECK_FALSE(ClassOf("harry").word);
  CHECK(ClassOf("account").never);
  CHECK(ClassOf("milton_keynes").place);
  CHECK(ClassOf("xqzwv") == WordClass{});
  CHECK(IsPostcodeDistrict("SW1A"));
  CHECK_FALSE(IsPostcodeDistrict("ZZ99"));
  CHECK_FALSE(IsPostcodeDistrict("sw1a"));
}

}  // namespace
}  // namespace chaperone::policy

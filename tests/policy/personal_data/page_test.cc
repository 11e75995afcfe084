// SPDX-License-Identifier: Apache-2.0
#include "policy/personal_data/page.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/policy/personal_data/cases.h"

namespace chaperone::policy {
namespace {

const std::vector<uint8_t> kKey(32, 7);

TEST_CASE("page: a finding's box is the part of the line where it stands") {
  PageUnderstanding page(TheDetectors());
  const auto found = page.Find({{"Mail: tom.reed@example.com", {100, 50, 260, 20}, 1}}, {}, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].box == Rect{160, 50, 200, 20});
}

TEST_CASE("page: a second look at the same page gives the same findings") {
  PageUnderstanding page(TheDetectors(), kKey);
  std::vector<ScreenLine> lines = {LineAt(40, 40, "Name"), LineAt(300, 40, "NHS number"),
                                   LineAt(40, 80, "Tom Reed"), LineAt(300, 80, "943 476 5919")};
  const auto first = page.Find(lines, {}, {});
  REQUIRE(first.size() == 2);
  CHECK(page.Find(lines, {}, {}) == first);
}

TEST_CASE("page: what it remembers never changes what it finds") {
  PageUnderstanding page(TheDetectors(), kKey);
  std::vector<ScreenLine> lines = {LineAt(40, 40, "Order number"), LineAt(300, 40, "943 476 5919")};
  CHECK(page.Find(lines, {}, {}).empty());
  lines[0].text = "NHS number";
  CHECK(page.Find(lines, {}, {}).size() == 1);
  lines[0].text = "Order number";
  CHECK(page.Find(lines, {}, {}).empty());
  lines[1].text = "tom.reed@example.com";
  CHECK(page.Find(lines, {}, {}) == PageUnderstanding(TheDetectors(), kKey).Find(lines, {}, {}));
}

TEST_CASE("page: newly confirmed people count from the next look on") {
  PageUnderstanding page(TheDetectors());
  const std::vector<ScreenLine> lines = {LineAt(40, 40, "Sarah Thompson")};
  CHECK(page.Find(lines, {}, {})[0].subject == Subject::kThirdParty);
  KnownPeople people;
  people.customers.push_back({"Sarah Thompson", {}});
  CHECK(page.Find(lines, people, {})[0].subject == Subject::kCustomer);
  CHECK(page.Find(lines, {}, {})[0].subject == Subject::kThirdParty);
}

TEST_CASE("page: the column's heading speaks for every row") {
  std::vector<ScreenLine> lines = {LineAt(40, 40, "Date of birth"), LineAt(300, 40, "Opened")};
  for (int row = 0; row < 30; ++row) {
    lines.push_back(LineAt(40, 80 + row * 30, "12/03/1980"));
    lines.push_back(LineAt(300, 80 + row * 30, "12/03/2019"));
  }
  PageUnderstanding page(TheDetectors());
  const auto found = page.Find(lines, {}, {});
  REQUIRE(found.size() == 30);
  for (const Finding& f : found) CHECK(f.box.x == 40);
}

TEST_CASE("page: rules leave out low scores and ignored kinds") {
  PageUnderstanding page(TheDetectors());
  const std::vector<ScreenLine> lines = {LineAt(40, 40, "Tom Reed, tom.reed@example.com")};
  CHECK(page.Find(lines, {}, {}).size() == 2);
  CHECK(page.Find(lines, {}, {0.99, {}}).empty());
  const auto found = page.Find(lines, {}, {0.5, {Kind::kEmail}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Kind::kPersonName);
}

TEST_CASE("page: fingerprints are keyed and of the value, not of its writing") {
  const std::vector<ScreenLine> lines = {LineAt(40, 40, "07700 900123"),
                                         LineAt(40, 80, "+44 7700 900123"),
                                         LineAt(40, 120, "07700 900124")};
  const auto found = PageUnderstanding(TheDetectors(), kKey).Find(lines, {}, {});
  REQUIRE(found.size() == 3);
  CHECK(found[0].fingerprint != Fingerprint{});
  CHECK(found[0].fingerprint == found[1].fingerprint);
  CHECK(found[0].fingerprint != found[2].fingerprint);
  const std::vector<uint8_t> other(32, 8);
  const auto others = PageUnderstanding(TheDetectors(), other).Find(lines, {}, {});
  CHECK(others[0].fingerprint != found[0].fingerprint);
  const auto none = PageUnderstanding(TheDetectors()).Find(lines, {}, {});
  CHECK(none[0].fingerprint == Fingerprint{});
}

TEST_CASE("page: an empty page, empty lines and empty boxes are survived") {
  PageUnderstanding page(TheDetectors(), kKey);
  CHECK(page.Find({}, {}, {}).empty());
  CHECK(page.Find({{"", {}, 0}, {"\xff", {-5, -5, 0, 0}, 0}}, {}, {}).empty());
  CHECK(page.Find({{"Tom Reed", {}, 0}, {"Tom Reed", {}, 0}}, {}, {}).size() == 2);
}

}  // namespace
}  // namespace chaperone::policy

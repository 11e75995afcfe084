// SPDX-License-Identifier: Apache-2.0
#include "policy/people/subject.h"

#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "policy/people/identity.h"
#include "tests/policy/personal_data/cases.h"

namespace chaperone::policy {
namespace {

struct PageCase {
  std::string title;
  KnownPeople people;
  std::vector<ScreenLine> lines;
  std::vector<std::string> expected;
};

KnownPerson PersonOf(const std::string& fields) {
  KnownPerson person;
  std::istringstream parts(fields);
  bool first = true;
  for (std::string part; std::getline(parts, part, ';'); first = false) {
    const size_t from = part.find_first_not_of(' ');
    part = part.substr(from, part.find_last_not_of(' ') + 1 - from);
    if (!first) {
      person.identifiers.push_back(part);
    } else if (part != "-") {
      person.name = part;
    }
  }
  return person;
}

std::vector<PageCase> PageCases() {
  std::vector<PageCase> cases;
  for (const CaseLine& line : CaseLines("subjects.txt")) {
    const size_t space = line.text.find(' ');
    REQUIRE(space != std::string::npos);
    const std::string key = line.text.substr(0, space);
    const std::string rest = line.text.substr(space + 1);
    INFO("subjects.txt:" << line.number);
    if (key == "case") {
      cases.push_back({rest, {}, {}, {}});
      continue;
    }
    REQUIRE_FALSE(cases.empty());
    PageCase& now = cases.back();
    if (key == "customer") {
      now.people.customers.push_back(PersonOf(rest));
    } else if (key == "representative") {
      now.people.representatives.push_back(PersonOf(rest));
    } else if (key == "staff") {
      now.people.staff.push_back(PersonOf(rest));
    } else if (key == "customer_domain") {
      now.people.customer_domains.push_back(rest);
    } else if (key == "staff_domain") {
      now.people.staff_domains.push_back(rest);
    } else if (key == "=") {
      now.expected.push_back(rest);
    } else {
      int x = 0;
      int y = 0;
      char comma = 0;
      REQUIRE((std::istringstream(key) >> x >> comma >> y));
      now.lines.push_back(LineAt(x, y, rest));
    }
  }
  return cases;
}

TEST_CASE("attribute: decides as the table says") {
  for (const PageCase& one : PageCases()) {
    INFO(one.title);
    CHECK(Subjects(one.lines, one.people) == one.expected);
  }
}

TEST_CASE("attribute: with nobody known, nothing is a known person's") {
  for (const PageCase& one : PageCases()) {
    PageUnderstanding page(TheDetectors());
    for (const Finding& f : page.Find(one.lines, {}, {})) {
      INFO(one.title);
      CHECK(IsThirdParty(f.subject));
    }
  }
}

TEST_CASE("attribute: a further known person changes nothing for third parties") {
  const KnownPerson stranger{"Xanthe Quillfeather", {"xanthe@quillfeather.test", "07700 900999"}};
  for (const PageCase& one : PageCases()) {
    INFO(one.title);
    KnownPeople more = one.people;
    more.customers.push_back(stranger);
    more.representatives.push_back({"Zebedee Quillfeather", {}});
    more.staff.push_back({"Yolanda Quillfeather", {}});
    CHECK(Subjects(one.lines, more) == Subjects(one.lines, one.people));
  }
}

TEST_CASE("attribute: on random pages a third party's name is never a known person's") {
  std::mt19937 random(3);
  const std::string pieces[] = {
      "Tom Reed",     "Sarah Thompson",      "Priya Shah", "Owner: Priya Shah",
      "07700 900123", "NI number AB123456C", "Phone",      "tom.reed@mail.example"};
  const KnownPeople people{
      {{"Sarah Thompson", {}}}, {}, {}, {{"Priya Shah", {}}}, {"firm.example"}};
  for (int i = 0; i < 300; ++i) {
    std::vector<ScreenLine> lines;
    for (uint64_t n = 1 + random() % 12; n > 0; --n) {
      lines.push_back(LineAt(static_cast<int>(random() % 5) * 200,
                             static_cast<int>(random() % 12) * 25,
                             pieces[random() % std::size(pieces)]));
    }
    for (const std::string& found : Subjects(lines, people)) {
      INFO(found);
      if (found.find("Tom Reed") != std::string::npos ||
          found.find("tom.reed") != std::string::npos) {
        CHECK(found.find("= third_party") != std::string::npos);
      }
    }
  }
}

TEST_CASE("attribute: findings about one person carry one number") {
  PageUnderstanding page(TheDetectors());
  const auto found = page.Find(
      {LineAt(40, 40, "Tom Reed"), LineAt(300, 40, "07700 900111"), LineAt(40, 80, "Olivia Carter"),
       LineAt(300, 80, "07700 900222"), LineAt(40, 600, "Reed, Tom")},
      {}, {});
  REQUIRE(found.size() == 5);
  CHECK(found[0].person != 0);
  CHECK(found[1].person == found[0].person);
  CHECK(found[2].person != found[0].person);
  CHECK(found[3].person == found[2].person);
  CHECK(found[4].person == found[0].person);
}

TEST_CASE("identity: names are the same in any order, never by another given name") {
  const auto same = [](const char* a, const char* b) { return Compare(PartsOf(a), PartsOf(b)); };
  CHECK(same("Sarah Thompson", "Thompson, Sarah") == SameName::kYes);
  CHECK(same("Sarah Thompson", "Thompson Sarah") == SameName::kYes);
  CHECK(same("Dr Sarah Thompson", "sarah thompson") == SameName::kYes);
  CHECK(same("Jan van Dijk", "Jan van-Dijk") == SameName::kYes);
  CHECK(same("Sarah Thompson", "S Thompson") == SameName::kPerhaps);
  CHECK(same("Sarah Thompson", "Sarah") == SameName::kPerhaps);
  CHECK(same("Sarah Thompson", "Simon Thompson") == SameName::kNo);
  CHECK(same("Sarah Thompson", "Sarah Reed") == SameName::kNo);
  CHECK(same("Sarah Thompson", "") == SameName::kNo);
  CHECK(same("", "") == SameName::kNo);
}

TEST_CASE("identity: identifiers are compared in one form") {
  CHECK(NormalisedIdentifier("07700 900123") == "+447700900123");
  CHECK(NormalisedIdentifier("+44 (0)7700 900123") == "+447700900123");
  CHECK(NormalisedIdentifier(" S.Thompson@Example.COM") == "s.thompson@example.com");
  CHECK(NormalisedIdentifier("gb82 west 1234 5698 7654 32") == "GB82WEST12345698765432");
  CHECK(Normalised(Kind::kPersonName, "Thompson, Ms Sarah") ==
        Normalised(Kind::kPersonName, "Sarah Thompson"));
  CHECK(InDomain("mail.acme.test", "acme.test"));
  CHECK_FALSE(InDomain("notacme.test", "acme.test"));
  CHECK_FALSE(InDomain("acme.test", ""));
}

}  // namespace
}  // namespace chaperone::policy

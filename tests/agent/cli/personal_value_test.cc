// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/personal_value.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tests/agent/bus/private_bus.h"

namespace chaperone::agent {
namespace {

using Values = std::vector<std::string>;

TEST_CASE("personal values: as they are, from a file, from standard input") {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path() / "f") << "one\r\n\ntwo\n";
  std::istringstream in("three\nfour\n");
  const auto values = PersonalValues({"zero", "@" + (folder.path() / "f").string(), "-", "-"}, in);
  REQUIRE(values.ok());
  CHECK(*values == Values{"zero", "one", "two", "three", "four"});
  CHECK_FALSE(PersonalValues({"-"}, in).ok());
}

TEST_CASE("personal values: an organisation's domain stands for itself where it may") {
  std::istringstream in;
  CHECK(*PersonalValues({"@acme.example"}, in, true) == Values{"@acme.example"});
  const auto refused = PersonalValues({"@acme.example"}, in);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().detail.find("acme") == std::string::npos);
}

TEST_CASE("personal values: one means one") {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path() / "two") << "one\ntwo\n";
  std::ofstream(folder.path() / "none") << "";
  std::istringstream in;
  CHECK(*PersonalValue("", in) == "");
  CHECK(*PersonalValue("Wren Abernathy", in) == "Wren Abernathy");
  CHECK_FALSE(PersonalValue("@" + (folder.path() / "two").string(), in).ok());
  CHECK_FALSE(PersonalValue("@" + (folder.path() / "none").string(), in).ok());
}

TEST_CASE("personal values: a file that never ends is left") {
  std::istringstream in;
  const testing::TemporaryFolder folder;
  std::ofstream file(folder.path() / "long");
  for (int i = 0; i < 300000; ++i) file << "value\n";
  file.close();
  const auto values = PersonalValues({"@" + (folder.path() / "long").string()}, in);
  REQUIRE_FALSE(values.ok());
  CHECK(values.error().detail.find("1 MiB") != std::string::npos);
}

}  // namespace
}  // namespace chaperone::agent

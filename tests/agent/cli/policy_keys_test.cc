// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_keys.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "agent/cli/policy_folders.h"
#include "agent/cli/policy_origin.h"
#include "policy/rules/policy_key.h"
#include "tests/agent/cli/program.h"

namespace chaperone::agent {
namespace {

TEST_CASE("policy keys: the document that is installed is what the program says") {
  const Finished finished = Chaperone({"policy", "keys", "--markdown"});
  REQUIRE(finished.exit_code == 0);
  // Not up to date? build/dev/bin/chaperone policy keys --markdown > installer/POLICY_KEYS.md
  CHECK(finished.out == testing::ReadFile(REPOSITORY "/installer/POLICY_KEYS.md"));
}

TEST_CASE("policy keys: each is told in every form, with what only the firm may set") {
  const std::string text = Chaperone({"policy", "keys"}).out;
  const json keys = json::parse(Chaperone({"policy", "keys", "--json"}).out).at("keys");
  REQUIRE(keys.size() == policy::PolicyKeys().size());
  for (const json& key : keys) {
    INFO(key.dump());
    CHECK(Has(text, key.at("help").get<std::string>()));
  }
  CHECK(Has(text, "port = a whole number from 1 to 65535 (default: 587)"));
  CHECK(Has(text,
            "ruling_key = 64 hexadecimal digits of a key of your own; counts in the managed policy "
            "alone"));
  CHECK(Chaperone({"policy", "keys", "--json", "--markdown"}).exit_code == 2);
}

TEST_CASE("policy keys: every list that is merged by name is shown by its elements") {
  const TemporaryFolder folder;
  const std::string file =
      Write(folder, "firm.toml", testing::ReadFile(REPOSITORY "/samples/policies/policy.toml"));
  const auto loaded = LoadPolicyFiles({file}, true);
  REQUIRE(loaded.ok());
  const auto values = ValuesWithOrigin(*loaded);
  const auto from_file = [&](const std::string& key) {
    return std::any_of(values.begin(), values.end(), [&](const OriginatedValue& each) {
      return each.key == key && each.file == file && each.line > 0;
    });
  };
  for (const char* key :
       {"share_rules.meetings-screen", "retention.recordings", "recording.profiles.jersey",
        "recording.purposes.complaints", "recording.assessments.LIA-7",
        "recording.announcements.en/2026-1", "mail.port"}) {
    INFO(key);
    CHECK(from_file(key));
  }
}

}  // namespace
}  // namespace chaperone::agent

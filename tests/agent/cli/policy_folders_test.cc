// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/policy_folders.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "agent/cli/policy_origin.h"
#include "tests/agent/bus/private_bus.h"

namespace chaperone::agent {
namespace {

struct Tree {
  testing::TemporaryFolder root;
  PolicyFolders folders{root.path() / "vendor",
                        root.path() / "recommended.d",
                        root.path() / "user" / "policy.toml",
                        root.path() / "managed.d",
                        {root.path() / "policy.pub", root.path() / "signed", geteuid()}};

  void Write(const std::filesystem::path& path, const std::string& text) const {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
};

TEST_CASE("policy folders: none at all gives the defaults and their warnings") {
  const Tree tree;
  const auto loaded = LoadPolicy(tree.folders);
  REQUIRE(loaded.ok());
  CHECK(loaded->policy == policy::DefaultPolicy());
  CHECK(loaded->files.empty());
  CHECK(loaded->warnings == policy::PolicyWarnings(policy::DefaultPolicy()));
}

TEST_CASE("policy folders: vendor, recommended, user, managed, each after the other") {
  const Tree tree;
  const auto port = [](int n) { return "[mail]\nport = " + std::to_string(n) + "\n"; };
  tree.Write(tree.folders.vendor / "policy.toml", port(1) + "timeout_s = 1");
  tree.Write(tree.folders.recommended / "20.toml",
             port(3) + "username = \"c\"\npassword_secret = \"s\"");
  tree.Write(tree.folders.recommended / "10.toml", port(2));
  tree.Write(tree.folders.recommended / "ignored.toml~", "oops");
  tree.Write(tree.folders.recommended / ".hidden.toml", "oops");
  CHECK(LoadPolicy(tree.folders)->policy.mail.port == 3);
  tree.Write(tree.folders.user, port(4));
  CHECK(LoadPolicy(tree.folders)->policy.mail.port == 4);
  tree.Write(tree.folders.managed / "10-firm.toml", port(5));
  const auto loaded = LoadPolicy(tree.folders);
  REQUIRE(loaded.ok());
  CHECK(loaded->policy.mail.port == 5);
  CHECK(loaded->policy.mail.timeout == std::chrono::seconds(1));
  CHECK(loaded->policy.mail.username == "c");
  REQUIRE(loaded->files.size() == 5);
  std::string levels;
  for (const PolicyFile& file : loaded->files) {
    levels += std::string(PolicyLevelName(file.level)) + " ";
  }
  CHECK(levels == "vendor recommended recommended user managed ");
  CHECK(loaded->files[3].path == tree.folders.user.string());
  const std::string expected = tree.folders.user.string() + ":2: mail.port: has no effect: " +
                               (tree.folders.managed / "10-firm.toml").string() + " fixes it";
  CHECK(loaded->warnings.front() == expected);
}

TEST_CASE("policy folders: what is there and cannot be read is an error, never skipped") {
  const Tree tree;
  std::filesystem::create_directories(tree.folders.managed / "10-firm.toml");
  const auto folder = LoadPolicy(tree.folders);
  REQUIRE_FALSE(folder.ok());
  CHECK(folder.error().detail.find("10-firm.toml: cannot be read") != std::string::npos);
}

TEST_CASE("policy folders: a file above 1 MiB is refused") {
  const Tree tree;
  tree.Write(tree.folders.user, std::string(policy::kMaxPolicyBytes + 7, '\n'));
  const auto loaded = LoadPolicy(tree.folders);
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().detail.find("at most 1 MiB") != std::string::npos);
}

TEST_CASE(
    "policy folders: every value of the policy is listed once, with the file that decided it") {
  const Tree tree;
  tree.Write(tree.folders.user, "[mail]\nport = 4\n");
  tree.Write(tree.folders.managed / "10-firm.toml", "[mail]\n\nport = 5\n");
  const auto loaded = LoadPolicy(tree.folders);
  REQUIRE(loaded.ok());
  std::map<std::string, OriginatedValue> values;
  for (const OriginatedValue& value : ValuesWithOrigin(*loaded)) {
    CHECK(values.emplace(value.key, value).second);
  }
  const OriginatedValue& port = values.at("mail.port");
  CHECK(port.value == 5);
  CHECK(port.file == (tree.folders.managed / "10-firm.toml").string());
  CHECK(port.line == 3);
  CHECK(values.at("mail.host").file.empty());
  CHECK_FALSE(values.at("retention.alerts").file.empty());
  // A text that sets a key is found under that key: no origin is without its value.
  for (const auto& [key, origin] : loaded->origins) {
    INFO(key);
    CHECK(values.count(key) == 1);
  }
}

}  // namespace
}  // namespace chaperone::agent

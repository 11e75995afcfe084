// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/policy_bundle.h"

#include <catch2/catch.hpp>

#include "tests/policy/vectors.h"

namespace chaperone::policy {
namespace {

using namespace std::chrono_literals;

constexpr SigningSeed kSeed{1, 2, 3};
constexpr SigningSeed kOtherSeed{4, 5, 6};

PolicyText Text(const std::string& name, const std::string& toml) {
  PolicyText text;
  text.name = name;
  text.toml = toml;
  return text;
}

PolicyBundle Firm() {
  return {7,
          WallTime{1773480413000ms},
          {Text("10-firm.toml", "organisation = \"Example Lending Ltd\"\n"),
           Text("20-alerts.toml", "[alerts]\nmin_score = 0.7\n")}};
}

std::string Signed(const PolicyBundle& bundle) {
  const auto file = SignPolicyBundle(bundle, kSeed);
  REQUIRE(file.ok());
  return *file;
}

Result<PolicyBundle> Verified(std::string_view file, const SigningSeed& seed = kSeed) {
  const std::vector<SigningPublicKey> keys = {PublicKeyOf(seed)};
  return VerifyPolicyBundle(file, keys);
}

TEST_CASE("policy bundle: comes back as it was signed, as mandatory texts in their order") {
  const auto bundle = Verified(Signed(Firm()));
  REQUIRE(bundle.ok());
  CHECK(bundle->version == 7);
  CHECK(bundle->signed_at == Firm().signed_at);
  REQUIRE(bundle->texts.size() == 2);
  CHECK(bundle->texts[0].name == "10-firm.toml");
  CHECK(bundle->texts[1].toml == Firm().texts[1].toml);
  CHECK(bundle->texts[0].mandatory);
  CHECK_FALSE(bundle->texts[0].user);
}

TEST_CASE(
    "policy bundle: another key's signature is refused, one of several trusted keys is enough") {
  const std::string file = Signed(Firm());
  const auto other = Verified(file, kOtherSeed);
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().code == ErrorCode::kRefused);
  const std::vector<SigningPublicKey> both = {PublicKeyOf(kOtherSeed), PublicKeyOf(kSeed)};
  CHECK(VerifyPolicyBundle(file, both).ok());
  CHECK_FALSE(VerifyPolicyBundle(file, {}).ok());
}

TEST_CASE("policy bundle: no byte of it can be changed or cut off without being noticed") {
  const std::string file = Signed(Firm());
  for (size_t at = 0; at < file.size(); ++at) {
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const auto read = Verified(changed);
    // White space between the outer members, and digits' case, say nothing.
    if (read.ok()) CHECK(read->texts[1].toml == Firm().texts[1].toml);
    if (at + 2 < file.size()) CHECK_FALSE(Verified(file.substr(0, at)).ok());
  }
}

TEST_CASE("policy bundle: a signature made for something else opens nothing") {
  // The very text, by the very key: as a bundle, and as a ruling would have been signed.
  const auto read = [](std::string_view domain) {
    const std::string content =
        R"({"signed_at":"2026-03-14T09:26:53Z","texts":[{"name":"a.toml","toml":""}],"version":1})";
    std::string escaped;
    for (const char c : content) escaped += c == '"' ? std::string("\\\"") : std::string(1, c);
    return Verified(R"({"format":"chaperone-policy-bundle-1","bundle":")" + escaped +
                    R"(","signature":")" + SignText(domain, content, kSeed) + "\"}");
  };
  CHECK(read("chaperone.policy-bundle.v1").ok());
  const auto other = read("chaperone.ruling.v1");
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().code == ErrorCode::kRefused);
}

TEST_CASE("policy bundle: names that are no file's, repeated ones and none at all are not signed") {
  for (const char* name :
       {"", "../10.toml", "/etc/x.toml", ".hidden.toml", "10.txt", "a b.toml", "a\n.toml"}) {
    PolicyBundle bundle = Firm();
    bundle.texts[0].name = name;
    CHECK_FALSE(SignPolicyBundle(bundle, kSeed).ok());
  }
  PolicyBundle twice = Firm();
  twice.texts[1].name = twice.texts[0].name;
  CHECK_FALSE(SignPolicyBundle(twice, kSeed).ok());
  PolicyBundle empty = Firm();
  empty.texts.clear();
  CHECK_FALSE(SignPolicyBundle(empty, kSeed).ok());
  PolicyBundle none = Firm();
  none.version = 0;
  CHECK_FALSE(SignPolicyBundle(none, kSeed).ok());
  none.version = kMaxBundleVersion + 1;
  CHECK_FALSE(SignPolicyBundle(none, kSeed).ok());
  PolicyBundle large = Firm();
  large.texts[0].toml.assign(kMaxPolicyBytes + 1, '#');
  CHECK_FALSE(SignPolicyBundle(large, kSeed).ok());
}

TEST_CASE("policy bundle: of what a key signed, what is not understood is not taken") {
  const std::vector<SigningPublicKey> keys = {PublicKeyOf(kSeed)};
  const auto read = [&](const std::string& content) {
    std::string escaped;
    for (const char c : content) escaped += c == '"' ? std::string("\\\"") : std::string(1, c);
    return VerifyPolicyBundle(R"({"format":"chaperone-policy-bundle-1","bundle":")" + escaped +
                                  R"(","signature":")" +
                                  SignText("chaperone.policy-bundle.v1", content, kSeed) + "\"}",
                              keys);
  };
  const std::string head = R"({"signed_at":"2026-03-14T09:26:53Z",)";
  const std::string texts = R"("texts":[{"name":"a.toml","toml":""}])";
  CHECK(read(head + R"("version":1,)" + texts + "}").ok());
  for (const std::string& content :
       {head + texts + "}", head + R"("version":0,)" + texts + "}",
        head + R"("version":-1,)" + texts + "}", head + R"("version":1.5,)" + texts + "}",
        head + R"("version":9007199254740992,)" + texts + "}",
        head + R"("version":1,"unless":true,)" + texts + "}", head + R"("version":1,"texts":[]})",
        head + R"("version":1,"texts":[{"name":"a.toml"}]})",
        head + R"("version":1,"texts":[{"name":"a.toml","toml":"","level":"user"}]})",
        head + R"("version":1,"texts":[{"name":"../a.toml","toml":""}]})", std::string("[]"),
        std::string()}) {
    INFO(content);
    const auto bundle = read(content);
    REQUIRE_FALSE(bundle.ok());
    CHECK(bundle.error().code == ErrorCode::kBadInput);
  }
}

TEST_CASE("policy bundle: the file of the format's document is the one that is made") {
  const std::string document = POLICY_BUNDLE_FORMAT;
  const SigningSeed seed = test::SeedFromHex(test::Vector(document, "seed"));
  const std::string file = test::Vector(document, "bundle");
  const auto bundle = Verified(file, seed);
  INFO(*SignPolicyBundle(Firm(), seed));
  REQUIRE(bundle.ok());
  CHECK(*SignPolicyBundle(*bundle, seed) == file);
}

TEST_CASE("policy keys: one a line, with remarks; anything else is an error with its line") {
  const std::string key = PublicKeyText(PublicKeyOf(kSeed));
  const std::string other = PublicKeyText(PublicKeyOf(kOtherSeed));
  const auto keys =
      ParsePolicyKeys("policy.pub", "# of the firm\n\n  " + key + "  # new\r\n" + other);
  REQUIRE(keys.ok());
  CHECK(*keys == std::vector{PublicKeyOf(kSeed), PublicKeyOf(kOtherSeed)});
  const auto bad = ParsePolicyKeys("policy.pub", key + "\n" + key.substr(1) + "\n");
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().detail.starts_with("policy.pub:2: "));
  CHECK(bad.error().detail.find(key.substr(1)) == std::string::npos);
  CHECK_FALSE(ParsePolicyKeys("policy.pub", "# none\n").ok());
  CHECK_FALSE(ParsePolicyKeys("policy.pub", "").ok());
}

}  // namespace
}  // namespace chaperone::policy

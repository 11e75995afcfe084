// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "policy/recording/ruling.h"
#include "tests/agent/cli/program.h"

namespace chaperone::agent {
namespace {

using policy::LawfulBasis;
using policy::WallTime;

constexpr const char* kFirm = "Example Lending Ltd";

policy::Question AQuestion() {
  policy::Question question;
  question.id = "q-1";
  question.organisation = kFirm;
  question.purpose = "complaints";
  question.jurisdictions = {"de", "uk"};
  question.reference = "LIA-7";
  question.text = "May complaints of minors be recorded?";
  question.asked_by = "wren";
  question.asked_at = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14));
  return question;
}

// A champion's desk: a key, and a question that came by mail.
struct Desk {
  TemporaryFolder folder;
  std::string key = (folder.path() / "ruling.key").string();
  std::string question = Write(folder, "question.json", policy::EncodeQuestion(AQuestion()));
  std::string public_key;

  Desk() {
    const Finished made = Chaperone({"consult", "new-key", key, "--json"});
    REQUIRE(made.exit_code == 0);
    public_key = json::parse(made.out).at("ruling_key");
  }
  Finished Answer(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"consult", "answer", "--key", key, question};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Chaperone(arguments);
  }
};

TEST_CASE("consult: a new key is private, and none is replaced") {
  const Desk desk;
  CHECK(desk.public_key.size() == 64);
  struct stat about {};
  REQUIRE(stat(desk.key.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600U);
  const std::string before = testing::ReadFile(desk.key);
  CHECK_FALSE(Has(before, desk.public_key));
  const Finished again = Chaperone({"consult", "new-key", desk.key});
  CHECK(again.exit_code == 3);
  CHECK(Has(again.err, "not there yet"));
  CHECK(testing::ReadFile(desk.key) == before);
}

TEST_CASE("consult: a champion's answer is a ruling that their key in managed policy opens") {
  const Desk desk;
  const std::vector<policy::Champion> champions = {
      {"Dana Whitlock", "dana@lending.example", {}, desk.public_key}};
  const Finished answered =
      desk.Answer({"--allow", "--basis", "consent", "--condition", "active_consent", "--condition",
                   "identity_confirmed", "--valid-days", "30", "--note", "Ask the parents, too.",
                   "--champion", "dana@lending.example"});
  INFO(answered.err);
  REQUIRE(answered.exit_code == 0);
  std::string file = answered.out;
  const auto ruling = policy::VerifyRuling(file, champions, kFirm);
  REQUIRE(ruling.ok());
  CHECK(ruling->allowed);
  CHECK(ruling->organisation == kFirm);
  CHECK(ruling->question == "q-1");
  CHECK(ruling->purpose == "complaints");
  CHECK(ruling->jurisdictions == std::vector<std::string>{"de", "uk"});
  CHECK(ruling->basis == LawfulBasis::kConsent);
  CHECK(ruling->reference == "LIA-7");
  CHECK(ruling->conditions == std::vector{policy::RulingCondition::kActiveConsent,
                                          policy::RulingCondition::kIdentityConfirmed});
  CHECK(ruling->note == "Ask the parents, too.");
  CHECK(ruling->champion == "dana@lending.example");
  CHECK(ruling->valid_until - ruling->valid_from == std::chrono::days(30));
  const Desk other;
  CHECK_FALSE(
      policy::VerifyRuling(file, {{"", "dana@lending.example", {}, other.public_key}}, kFirm).ok());
}

TEST_CASE("consult: a refusal needs no basis, an allowance does") {
  const Desk desk;
  const std::vector<std::string> dana = {"--champion", "dana@lending.example"};
  const Finished allowed = desk.Answer({"--allow", dana[0], dana[1]});
  CHECK(allowed.exit_code == 3);
  CHECK(Has(allowed.err, "--basis: is needed"));
  CHECK(allowed.out.empty());
  const std::string out = (desk.folder.path() / "ruling.json").string();
  const Finished refused = desk.Answer({"--refuse", dana[0], dana[1], "--out", out, "--json"});
  INFO(refused.err);
  REQUIRE(refused.exit_code == 0);
  CHECK(json::parse(refused.out).at("allowed") == false);
  const auto ruling = policy::VerifyRuling(
      testing::ReadFile(out), {{"", "dana@lending.example", {}, desk.public_key}}, kFirm);
  REQUIRE(ruling.ok());
  CHECK_FALSE(ruling->allowed);
  CHECK(std::filesystem::status(out).permissions() == std::filesystem::perms{0644});
  // The file is there now.
  CHECK(desk.Answer({"--refuse", dana[0], dana[1], "--out", out}).exit_code == 3);
  CHECK(desk.Answer({"--allow", "--refuse"}).exit_code == 2);
  CHECK(desk.Answer({}).exit_code == 2);
}

TEST_CASE("consult: without a policy that knows the key, the champion must be named") {
  const Desk desk;
  const Finished nameless = desk.Answer({"--refuse"});
  CHECK(nameless.exit_code == 3);
  CHECK(Has(nameless.err, "--champion: is needed, for no champion"));
}

TEST_CASE("consult: a key that others may read, or that is none, signs nothing") {
  const Desk desk;
  const std::vector<std::string> refuse = {"--refuse", "--champion", "dana@lending.example"};
  REQUIRE(chmod(desk.key.c_str(), 0644) == 0);
  const Finished open = desk.Answer(refuse);
  CHECK(open.exit_code == 3);
  CHECK(Has(open.err, "chmod"));
  CHECK(open.out.empty());
  for (const char* text : {"", "abc\n", "zz", "00ff"}) {
    REQUIRE(unlink(desk.key.c_str()) == 0);
    Write(desk.folder, "ruling.key", text);
    REQUIRE(chmod(desk.key.c_str(), 0600) == 0);
    const Finished none = desk.Answer(refuse);
    INFO(none.err);
    CHECK(none.exit_code == 3);
    CHECK(none.out.empty());
  }
}

TEST_CASE("consult: a question of no organisation cannot be answered, and it says why") {
  Desk desk;
  policy::Question question = AQuestion();
  question.organisation.clear();
  Write(desk.folder, "question.json", policy::EncodeQuestion(question));
  const Finished answered = desk.Answer({"--refuse", "--champion", "dana@lending.example"});
  CHECK(answered.exit_code == 3);
  CHECK(Has(answered.err, "names no organisation"));
  CHECK(answered.out.empty());
}

TEST_CASE("consult: what is no question is not answered") {
  const Desk desk;
  for (const char* text : {"", "{}", "[1]", "not json"}) {
    const std::string file = Write(desk.folder, "question.json", text);
    const Finished answered = desk.Answer({"--refuse", "--champion", "dana@lending.example"});
    CHECK(answered.exit_code == 3);
    CHECK(Has(answered.err, file));
    CHECK(answered.out.empty());
  }
}

}  // namespace
}  // namespace chaperone::agent

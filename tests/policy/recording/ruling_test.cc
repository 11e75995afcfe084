// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/ruling.h"

#include <catch2/catch.hpp>
#include <random>

#include "tests/policy/recording/open_case.h"
#include "tests/policy/vectors.h"

namespace chaperone::policy {
namespace {

using test::kNoon;
using namespace std::chrono_literals;

constexpr const char* kFirm = "Example Lending Ltd";

SigningSeed Seed(uint8_t first) {
  SigningSeed seed{};
  seed[0] = first;
  return seed;
}

Champion Dana(const SigningSeed& seed) {
  return {"Dana Whitlock", "dana.whitlock@lending.example", {}, PublicKeyText(PublicKeyOf(seed))};
}

Ruling Sample() {
  Ruling ruling = test::MakeRuling("complaints");
  ruling.champion = "dana.whitlock@lending.example";
  ruling.question = "q-1";
  ruling.jurisdictions = {"de", "uk"};
  ruling.special_condition = "explicit_consent";
  ruling.conditions = {RulingCondition::kActiveConsent, RulingCondition::kInjectedOnly};
  ruling.note = "Only the complaint itself.\nNo small talk – „bitte“.";
  return ruling;
}

std::string Vector(const std::string& name) {
  return test::Vector(RULING_FORMAT, name);
}

TEST_CASE(
    "ruling format: the document's ruling verifies, and signing it anew gives the same file") {
  const SigningSeed seed = test::SeedFromHex(Vector("seed"));
  const std::string key = PublicKeyText(PublicKeyOf(seed));
  CHECK(key + "\n" == Vector("key"));
  const std::string file = Vector("ruling");
  const auto ruling = VerifyRuling(file, {Dana(seed)}, kFirm);
  INFO((ruling.ok() ? "" : ruling.error().detail));
  REQUIRE(ruling.ok());
  CHECK(ruling->id == "r-1");
  CHECK(ruling->organisation == kFirm);
  CHECK(ruling->question == "q-1");
  CHECK(ruling->allowed);
  CHECK(ruling->purpose == "complaints");
  CHECK(ruling->jurisdictions == std::vector<std::string>{"uk"});
  CHECK(ruling->basis == LawfulBasis::kLegitimateInterests);
  CHECK(ruling->reference == "LIA-7");
  CHECK(ruling->conditions == std::vector<RulingCondition>{RulingCondition::kInjectedOnly});
  CHECK(FormatUtc(ruling->valid_from) == "2026-11-23T12:00:00Z");
  CHECK(FormatUtc(ruling->valid_until) == "2027-11-23T12:00:00Z");
  CHECK(SignRuling(*ruling, seed) == file);
}

TEST_CASE("ruling format: the document's question is what the encoder writes") {
  const auto question = DecodeQuestion(Vector("question"));
  REQUIRE(question.ok());
  CHECK(question->organisation == kFirm);
  CHECK(question->text == "May complaints be recorded?");
  CHECK(question->asked_by == "tferreira");
  CHECK(EncodeQuestion(*question) == Vector("question"));
}

TEST_CASE("ruling: what was signed is what is read") {
  const SigningSeed seed = Seed(7);
  const auto ruling = VerifyRuling(SignRuling(Sample(), seed), {Dana(seed)}, kFirm);
  REQUIRE(ruling.ok());
  CHECK(*ruling == Sample());
  // The address' case does not matter; of several keys any of theirs will do.
  Champion old = Dana(Seed(8));
  old.email = "Dana.Whitlock@Lending.example";
  CHECK(VerifyRuling(SignRuling(Sample(), seed), {old, Dana(seed)}, kFirm).ok());
}

TEST_CASE("ruling: only a champion's own key of the policy opens anything") {
  const SigningSeed seed = Seed(7);
  const std::string file = SignRuling(Sample(), seed);
  const auto refused = [&](const std::vector<Champion>& champions, const std::string& said) {
    const auto ruling = VerifyRuling(file, champions, kFirm);
    REQUIRE_FALSE(ruling.ok());
    CHECK(ruling.error().code == ErrorCode::kRefused);
    CHECK(ruling.error().detail.find(said) != std::string::npos);
  };
  refused({}, "not from a champion");
  refused({Dana(Seed(8))}, "signature");
  Champion other = Dana(seed);
  other.email = "omar@lending.example";
  refused({other}, "not from a champion");
  Champion keyless = Dana(seed);
  keyless.ruling_key.clear();
  refused({keyless}, "no ruling_key");
  keyless.ruling_key = "zz";
  refused({keyless}, "no ruling_key");
  // The deputy's address is no key's.
  Champion deputy = other;
  deputy.deputies = {"dana.whitlock@lending.example"};
  refused({deputy}, "not from a champion");
  // A key of small order verifies nothing.
  Champion zero = Dana(seed);
  zero.ruling_key = std::string(64, '0');
  refused({zero}, "signature");
}

TEST_CASE("ruling: it opens nothing in another organisation with the same champion") {
  const SigningSeed seed = Seed(7);
  const auto refused = [&](const Ruling& ruling, std::string_view organisation) {
    const auto read = VerifyRuling(SignRuling(ruling, seed), {Dana(seed)}, organisation);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == ErrorCode::kRefused);
    return read.error().detail;
  };
  const std::string another = refused(Sample(), "Other Lending Ltd");
  CHECK(another.find("another organisation") != std::string::npos);
  CHECK(another.find("Lending") == std::string::npos);
  CHECK(refused(Sample(), "example lending ltd") == another);
  const std::string none = refused(Sample(), "");
  CHECK(none.find("set organisation in the managed policy") != std::string::npos);
  // One that is for nobody is for nobody, whatever the policy says.
  Ruling anybodys = Sample();
  anybodys.organisation.clear();
  CHECK(refused(anybodys, "") == none);
  CHECK_FALSE(VerifyRuling(SignRuling(anybodys, seed), {Dana(seed)}, kFirm).ok());
  // As long as policy lets a name be.
  Ruling longest = Sample();
  longest.organisation.clear();
  for (int i = 0; i < 100; ++i) longest.organisation += "ü";
  CHECK(VerifyRuling(SignRuling(longest, seed), {Dana(seed)}, longest.organisation).ok());
}

TEST_CASE("ruling: a changed byte anywhere is no ruling") {
  const SigningSeed seed = Seed(7);
  const std::string file = SignRuling(Sample(), seed);
  const std::vector<Champion> champions = {Dana(seed)};
  for (size_t i = 0; i < file.size(); ++i) {
    std::string changed = file;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto ruling = VerifyRuling(changed, champions, kFirm);
    // White space and the case of a hexadecimal digit or the address are not part of what is said.
    if (ruling.ok()) {
      INFO(i);
      CHECK(*ruling == Sample());
    }
    if (i + 1 < file.size()) CHECK_FALSE(VerifyRuling(file.substr(0, i), champions, kFirm).ok());
  }
  std::string swapped = file;
  const size_t at = swapped.find("\\\"allowed\\\":true");
  REQUIRE(at != std::string::npos);
  swapped.replace(at, 16, "\\\"allowed\\\":null");
  CHECK_FALSE(VerifyRuling(swapped, champions, kFirm).ok());
}

TEST_CASE("ruling: a champion signs in nobody else's name") {
  const SigningSeed danas = Seed(7);
  Champion omar{"Omar Sayle", "omar@lending.example", {}, PublicKeyText(PublicKeyOf(Seed(8)))};
  std::string file = SignRuling(Sample(), Seed(8));
  const size_t at = file.find("\"champion\": \"dana.whitlock@");
  REQUIRE(at != std::string::npos);
  file.replace(at, std::string("\"champion\": \"dana.whitlock@").size(), "\"champion\": \"omar@");
  const auto ruling = VerifyRuling(file, {Dana(danas), omar}, kFirm);
  REQUIRE_FALSE(ruling.ok());
  CHECK(ruling.error().code == ErrorCode::kBadInput);
}

TEST_CASE("ruling: what cannot be meant is not read, though it is signed") {
  const SigningSeed seed = Seed(7);
  const std::vector<void (*)(Ruling&)> spoilings = {
      [](Ruling& r) { r.id.clear(); },
      [](Ruling& r) { r.id = "r 1"; },
      [](Ruling& r) { r.purpose.clear(); },
      [](Ruling& r) { r.jurisdictions.clear(); },
      [](Ruling& r) { r.jurisdictions = {""}; },
      [](Ruling& r) { r.jurisdictions.assign(33, "uk"); },
      [](Ruling& r) { r.valid_until = r.valid_from; },
      [](Ruling& r) { r.note = std::string(1001, 'x'); },
      [](Ruling& r) { r.note = "\x1b[2J"; },
      [](Ruling& r) { r.reference = "two\nlines"; },
      [](Ruling& r) { r.note.assign(20000, 'x'); },
  };
  for (const auto& spoil : spoilings) {
    Ruling ruling = Sample();
    spoil(ruling);
    INFO(&spoil - spoilings.data());
    const auto read = VerifyRuling(SignRuling(ruling, seed), {Dana(seed)}, kFirm);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == ErrorCode::kBadInput);
  }
  Ruling ruling = Sample();
  ruling.note.clear();
  for (int i = 0; i < 1000; ++i) ruling.note += "ü";  // characters, not bytes
  CHECK(VerifyRuling(SignRuling(ruling, seed), {Dana(seed)}, kFirm).ok());
}

TEST_CASE("ruling: a question comes back as it was asked") {
  Question question;
  question.id = "q-7";
  question.organisation = kFirm;
  question.purpose = "complaints";
  question.jurisdictions = {"de", "uk"};
  question.basis = LawfulBasis::kUnknown;
  question.text = "May I?\n\"quoted\" – ü";
  question.asked_by = "tferreira";
  question.asked_at = kNoon;
  const auto read = DecodeQuestion(EncodeQuestion(question));
  REQUIRE(read.ok());
  CHECK(*read == question);
  CHECK_FALSE(DecodeQuestion("").ok());
  CHECK_FALSE(DecodeQuestion("[1]").ok());
  CHECK_FALSE(DecodeQuestion(SignRuling(Sample(), Seed(1))).ok());
  CHECK_FALSE(DecodeQuestion(std::string(16 * 1024 + 1, ' ')).ok());
  question.organisation.clear();  // nobody's: it can be read, but not answered
  CHECK(DecodeQuestion(EncodeQuestion(question)).ok());
  question.organisation = "A\nB";
  CHECK_FALSE(DecodeQuestion(EncodeQuestion(question)).ok());
  question.organisation = kFirm;
  question.text = "\xff";
  CHECK(DecodeQuestion(EncodeQuestion(question)).ok());  // replaced, not thrown at anybody
}

TEST_CASE("ruling: nesting and noise of any kind are read without harm") {
  std::mt19937 random(5);
  const std::string file = SignRuling(Sample(), Seed(7));
  for (int round = 0; round < 2000; ++round) {
    std::string noise = file;
    for (auto n = 1 + random() % 5; n > 0; --n) {
      noise[random() % noise.size()] = static_cast<char>(random());
    }
    const auto ruling = VerifyRuling(noise, {Dana(Seed(7))}, kFirm);
    if (ruling.ok()) CHECK(*ruling == Sample());
  }
  CHECK_FALSE(VerifyRuling(std::string(16000, '['), {}, kFirm).ok());
  CHECK_FALSE(VerifyRuling(std::string(16000, '{'), {}, kFirm).ok());
}

TEST_CASE("ruling: it speaks about its purpose and places, while it is valid") {
  Ruling ruling = Sample();
  const std::vector<std::string> uk = {"uk"};
  const std::vector<std::string> both = {"de", "uk"};
  const std::vector<std::string> more = {"de", "eu", "uk"};
  const std::vector<std::string> unknown = {"", "uk"};
  const auto at = [&](const std::vector<std::string>& places, WallTime now = kNoon) {
    return StandingOf(ruling, "complaints", places, now);
  };
  CHECK(at(uk) == RulingStanding::kHolds);
  CHECK(at(both) == RulingStanding::kHolds);
  CHECK(at(more) == RulingStanding::kElsewhere);
  CHECK(at(unknown) == RulingStanding::kElsewhere);
  CHECK(at({}) == RulingStanding::kElsewhere);
  CHECK(StandingOf(ruling, "training", uk, kNoon) == RulingStanding::kElsewhere);
  CHECK(at(uk, ruling.valid_from) == RulingStanding::kHolds);
  CHECK(at(uk, ruling.valid_from - 1ms) == RulingStanding::kNotYet);
  CHECK(at(uk, ruling.valid_until) == RulingStanding::kExpired);
  ruling.allowed = false;
  CHECK(at(uk) == RulingStanding::kSaysNo);
  CHECK(at(more) == RulingStanding::kSaysNo);
  CHECK(at({"eu"}) == RulingStanding::kElsewhere);
}

}  // namespace
}  // namespace chaperone::policy

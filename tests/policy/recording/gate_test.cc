// SPDX-License-Identifier: Apache-2.0
#include "policy/recording/gate.h"

#include <catch2/catch.hpp>

#include "tests/policy/recording/open_case.h"

namespace chaperone::policy {
namespace {

using test::kNoon;
using test::MakeOpenCase;
using test::MakeRuling;
using test::OpenCase;
using Names = std::vector<std::string>;
using namespace std::chrono_literals;

TEST_CASE("gate: opens when nothing is missing, and the permit says why") {
  const OpenCase c = MakeOpenCase();
  CHECK(c.Missing() == Names{});
  const auto permit = c.Open();
  REQUIRE(permit);
  CHECK(permit->call() == "c-1");
  CHECK(permit->purpose() == "complaints");
  CHECK(permit->basis() == LawfulBasis::kLegitimateInterests);
  CHECK(permit->ruling().empty());
  CHECK(permit->language() == "en");
  CHECK_FALSE(permit->full_restatement());
}

TEST_CASE("gate: an empty case misses everything that can be asked for") {
  const RecordingRules rules;
  const CallContext call;
  const RecordingCase nothing;
  const std::vector<Ruling> none;
  const auto unmet = RecordingGate::Unmet({rules, &call, nothing, none}, {});
  REQUIRE(unmet.size() == 2);
  CHECK(unmet[0].missing == Missing::kParticipants);
  CHECK(unmet[1].missing == Missing::kPurpose);
  CHECK_FALSE(RecordingGate::Open({rules, nullptr, nothing, none}, {}));
}

// What is done to the open case, and all that is missing then.
struct Row {
  std::string name;
  void (*change)(OpenCase& c);
  Names missing;
};

void Run(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.name);
    OpenCase c = MakeOpenCase();
    row.change(c);
    CHECK(c.Missing() == row.missing);
    CHECK(c.Open().has_value() == row.missing.empty());
  }
}

TEST_CASE("gate: call, privacy, people and record") {
  Run({
      {"no call", [](OpenCase& c) { c.has_call = false; }, {"call"}},
      {"private", [](OpenCase& c) { c.recording.private_call = true; }, {"private"}},
      {"only staff", [](OpenCase& c) { c.Person("p1").role = Role::kStaff; }, {"participants"}},
      {"no record", [](OpenCase& c) { c.can_record = false; }, {"record"}},
      {"no call and no record",
       [](OpenCase& c) { c.has_call = c.can_record = false; },
       {"call", "record"}},
  });
}

TEST_CASE("gate: purpose and basis") {
  Run({
      {"nothing stated", [](OpenCase& c) { c.recording.basis.reset(); }, {"purpose"}},
      {"unknown purpose", [](OpenCase& c) { c.Basis().purpose = "fun"; }, {"purpose"}},
      {"no basis", [](OpenCase& c) { c.Basis().basis = LawfulBasis::kUnknown; }, {"basis"}},
      {"not in the profile",
       [](OpenCase& c) { c.Place("uk").bases = {LawfulBasis::kContract}; },
       {"basis_not_here"}},
      {"(ea) in the UK",
       [](OpenCase& c) { c.Basis().basis = LawfulBasis::kRecognisedLegitimateInterest; },
       {}},
      {"(ea) in the EU",
       [](OpenCase& c) {
         c.Basis().basis = LawfulBasis::kRecognisedLegitimateInterest;
         c.Person("p1").jurisdiction = "eu";
       },
       {"basis_not_here"}},
      {"(f) of a public authority",
       [](OpenCase& c) { c.rules.public_authority = true; },
       {"basis_not_here"}},
      {"(e) of a public authority",
       [](OpenCase& c) {
         c.rules.public_authority = true;
         c.Basis().basis = LawfulBasis::kPublicTask;
       },
       {}},
  });
}

TEST_CASE("gate: every basis but consent needs a reference") {
  for (const auto& [name, basis] : LawfulBasisNames()) {
    INFO(name);
    OpenCase c = MakeOpenCase();
    c.Basis().basis = basis;
    c.EveryoneConsents();
    CHECK(c.Missing() == Names{});
    c.Basis().reference.clear();
    const bool needs = basis != LawfulBasis::kConsent;
    CHECK(c.Missing() == (needs ? Names{"reference"} : Names{}));
  }
}

TEST_CASE("gate: an assessment is the firm's, for the purpose, and in date") {
  Run({
      {"not the firm's", [](OpenCase& c) { c.Basis().reference = "LIA-8"; }, {"assessment"}},
      {"for another purpose",
       [](OpenCase& c) { c.rules.assessments[0].purposes = {"health"}; },
       {"assessment"}},
      {"for none", [](OpenCase& c) { c.rules.assessments[0].purposes.clear(); }, {"assessment"}},
      {"in its last moment",
       [](OpenCase& c) {
         c.rules.assessments[0].review_by = kNoon - 12h;
         c.now.wall = kNoon + 12h - 1ms;
       },
       {}},
      {"the day after",
       [](OpenCase& c) {
         c.rules.assessments[0].review_by = kNoon - 12h;
         c.now.wall = kNoon + 12h;
       },
       {"assessment_expired"}},
  });
}

TEST_CASE("gate: special category data needs a condition of the firm's or of a ruling") {
  const auto health = [](OpenCase& c) { c.rules.purposes[0].special_category = true; };
  OpenCase c = MakeOpenCase();
  health(c);
  CHECK(c.Missing() == Names{"special_category"});
  c.Basis().special_condition = "because";
  CHECK(c.Missing() == Names{"special_category"});
  c.Basis().special_condition = "explicit_consent";
  CHECK(c.Missing() == Names{});
  c.Basis().special_condition.clear();
  c.rules.purposes[0].needs_ruling = true;
  c.rulings = {MakeRuling("complaints")};
  CHECK(c.Missing() == Names{"special_category"});
  c.rulings[0].special_condition = "vital";
  CHECK(c.Missing() == Names{});
}

TEST_CASE("gate: an unknown place shuts it, and everyone must say yes as where it is strictest") {
  Run({
      {"no place at all",
       [](OpenCase& c) { c.rules.jurisdiction.clear(); },
       {"jurisdiction p1", "jurisdiction p2", "consent p1", "consent p2"}},
      {"a place without a profile",
       [](OpenCase& c) { c.Person("p1").jurisdiction = "atlantis"; },
       {"jurisdiction p1", "consent p1", "consent p2"}},
  });
}

TEST_CASE("gate: consent") {
  Run({
      {"the basis asks everyone but staff",
       [](OpenCase& c) { c.Basis().basis = LawfulBasis::kConsent; },
       {"consent p1"}},
      {"given",
       [](OpenCase& c) {
         c.Basis().basis = LawfulBasis::kConsent;
         c.Of("p1").consent = {"de/2026-1", kNoon};
       },
       {}},
      {"to another wording",
       [](OpenCase& c) {
         c.Basis().basis = LawfulBasis::kConsent;
         c.Of("p1").consent = {"en/2025-1", kNoon};
       },
       {"consent p1"}},
      {"of somebody whose role is unknown",
       [](OpenCase& c) {
         c.Basis().basis = LawfulBasis::kConsent;
         c.Of("p1").consent = {"en/2026-1", kNoon};
         c.Person("p2").role = Role::kUnknown;
       },
       {"consent p2"}},
      {"Germany asks everyone, whatever the basis",
       [](OpenCase& c) { c.Person("p1").jurisdiction = "de"; },
       {"consent p1", "consent p2"}},
      {"Germany, where all said yes",
       [](OpenCase& c) {
         c.Person("p1").jurisdiction = "de";
         c.EveryoneConsents();
       },
       {}},
      {"a rule that is not known counts as the strictest",
       [](OpenCase& c) { c.Place("uk").consent = ConsentRule::kUnknown; },
       {"consent p1", "consent p2"}},
      {"withdrawn under consent",
       [](OpenCase& c) {
         c.Basis().basis = LawfulBasis::kConsent;
         c.EveryoneConsents();
         c.Of("p1").withdrawn = true;
       },
       {"withdrawn p1"}},
      {"withdrawn by a colleague in Germany",
       [](OpenCase& c) {
         c.Person("p1").jurisdiction = "de";
         c.EveryoneConsents();
         c.Of("p2").withdrawn = true;
       },
       {"withdrawn p2"}},
      {"withdrawn where nobody's consent was asked for",
       [](OpenCase& c) { c.Of("p1").withdrawn = true; },
       {}},
  });
}

TEST_CASE("gate: an objection pauses under (e), (ea) and (f) alone") {
  for (const auto& [name, basis] : LawfulBasisNames()) {
    INFO(name);
    OpenCase c = MakeOpenCase();
    c.Basis().basis = basis;
    c.EveryoneConsents();
    c.Of("p1").objected = true;
    const bool pauses = basis == LawfulBasis::kPublicTask ||
                        basis == LawfulBasis::kRecognisedLegitimateInterest ||
                        basis == LawfulBasis::kLegitimateInterests;
    CHECK(c.Missing() == (pauses ? Names{"objection p1"} : Names{}));
  }
}

TEST_CASE("gate: where a ruling is needed, only one that holds opens") {
  const auto needs = [](OpenCase& c) -> OpenCase& {
    c.Basis().unsure = true;
    return c;
  };
  OpenCase c = MakeOpenCase();
  CHECK(needs(c).Missing() == Names{"ruling"});
  c.rulings = {MakeRuling("complaints")};
  CHECK(c.Missing() == Names{});
  CHECK(c.Open()->ruling() == "r-1");
  c.rulings[0].purpose = "health";
  CHECK(c.Missing() == Names{"ruling"});
  c.rulings = {MakeRuling("complaints")};
  c.Person("p1").jurisdiction = "eu";  // the ruling speaks of the UK alone
  CHECK(c.Missing() == Names{"ruling"});
  c.rulings[0].jurisdictions = {"eu", "uk"};
  CHECK(c.Missing() == Names{});
  c.now.wall = c.rulings[0].valid_until - 1ms;
  CHECK(c.Missing() == Names{});
  c.now.wall = c.rulings[0].valid_until;
  CHECK(c.Missing() == Names{"ruling_expired"});
  c.now.wall = c.rulings[0].valid_from - 1ms;
  CHECK(c.Missing() == Names{"ruling"});

  OpenCase by_purpose = MakeOpenCase();
  by_purpose.rules.purposes[0].needs_ruling = true;
  CHECK(by_purpose.Missing() == Names{"ruling"});
}

TEST_CASE("gate: the champion's newest word counts, and a no always does") {
  OpenCase c = MakeOpenCase();
  Ruling no = MakeRuling("complaints");
  no.id = "r-2";
  no.allowed = false;
  c.rulings = {no};
  CHECK(c.Missing() == Names{"ruling_says_no"});  // though none was needed
  c.rulings = {MakeRuling("complaints"), no};     // of the same moment
  CHECK(c.Missing() == Names{"ruling_says_no"});
  c.rulings = {no, MakeRuling("complaints")};
  CHECK(c.Missing() == Names{"ruling_says_no"});
  c.rulings[1].valid_from += 1s;
  CHECK(c.Missing() == Names{});
  c.rulings[0].valid_from += 2s;
  CHECK(c.Missing() == Names{"ruling_says_no"});
  c.rulings[0].valid_until = kNoon;
  CHECK(c.Missing() == Names{});
  // On a mixed call a no for one of its places is a no.
  c.rulings = {no};
  c.Person("p1").jurisdiction = "eu";
  CHECK(c.Missing() == Names{"ruling_says_no"});
  c.rulings[0].jurisdictions = {"de"};
  CHECK(c.Missing() == Names{});
}

TEST_CASE("gate: a no takes back every earlier yes for good, though it lapses itself") {
  OpenCase c = MakeOpenCase();
  c.Basis().unsure = true;
  Ruling no = MakeRuling("complaints");
  no.id = "r-2";
  no.allowed = false;
  no.valid_from += 10min;
  no.valid_until = kNoon;  // over at this very moment
  c.rulings = {MakeRuling("complaints"), no};
  CHECK(c.Missing() == Names{"ruling"});
  std::swap(c.rulings[0], c.rulings[1]);
  CHECK(c.Missing() == Names{"ruling"});
  c.rulings[1].valid_from = no.valid_from;  // of the same moment
  CHECK(c.Missing() == Names{"ruling"});
  c.rulings[1].valid_from += 1ms;  // a newer yes holds
  CHECK(c.Missing() == Names{});

  // It takes back what it speaks about, once it has begun.
  const auto beside = [&](const Ruling& other) {
    c.rulings = {MakeRuling("complaints"), other};
    return c.Missing();
  };
  Ruling elsewhere = no;
  elsewhere.jurisdictions = {"de"};
  CHECK(beside(elsewhere) == Names{});
  Ruling about_another = no;
  about_another.purpose = "health";
  CHECK(beside(about_another) == Names{});
  Ruling not_yet = no;
  not_yet.valid_from = kNoon + 1ms;
  not_yet.valid_until = kNoon + 1h;
  CHECK(beside(not_yet) == Names{});

  // An older no that a yes overruled is back once that yes is taken back.
  Ruling year = no;
  year.valid_from = kNoon - 2h;
  year.valid_until = kNoon + 2h;
  c.rulings = {year, MakeRuling("complaints")};
  CHECK(c.Missing() == Names{});
  c.rulings.push_back(no);
  CHECK(c.Missing() == Names{"ruling_says_no"});
}

TEST_CASE("gate: the ruling's basis and reference apply where it was needed") {
  OpenCase c = MakeOpenCase();
  c.Basis() = {"complaints", LawfulBasis::kUnknown, "", "", true};
  c.rulings = {MakeRuling("complaints")};
  CHECK(c.Missing() == Names{});
  CHECK(c.Open()->basis() == LawfulBasis::kLegitimateInterests);
  // What the employee cited for another basis does not stand in for the ruling's own reference.
  c.Basis() = {"complaints", LawfulBasis::kContract, "LIA-7", "", true};
  c.rulings[0].reference.clear();
  CHECK(c.Missing() == Names{"reference"});
  c.rulings[0].basis = LawfulBasis::kConsent;
  CHECK(c.Missing() == Names{"consent p1"});
  c.rulings[0].basis = LawfulBasis::kUnknown;
  CHECK(c.Open()->basis() == LawfulBasis::kContract);
}

TEST_CASE("gate: each condition of a ruling must hold") {
  const auto with = [](RulingCondition condition) {
    OpenCase c = MakeOpenCase();
    c.rulings = {MakeRuling("complaints")};
    c.rulings[0].conditions = {condition};
    return c;
  };
  OpenCase c = with(RulingCondition::kUnknown);
  CHECK(c.Missing() == Names{"ruling_condition"});
  c = with(RulingCondition::kActiveConsent);
  CHECK(c.Missing() == Names{"consent p1", "consent p2"});
  c.EveryoneConsents();
  CHECK(c.Missing() == Names{});
  c = with(RulingCondition::kIdentityConfirmed);
  CHECK(c.Missing() == Names{"ruling_condition p1"});
  c.Person("p1").identity_confirmed = true;
  CHECK(c.Missing() == Names{});
  c = with(RulingCondition::kFullRestatement);
  CHECK(c.Open()->full_restatement());
  c = with(RulingCondition::kInjectedOnly);
  CHECK(c.Missing() == Names{});
  c.rules.read_aloud_allowed = true;
  c.recording.receipts[0].method = AnnouncementMethod::kReadAloud;
  CHECK(c.Missing() == Names{"announcement p1", "announcement p2"});
}

TEST_CASE("gate: everyone present is told by a receipt that holds") {
  Run({
      {"one was not", [](OpenCase& c) { c.Of("p1").told.clear(); }, {"announcement p1"}},
      {"a late joiner",
       [](OpenCase& c) {
         c.call.participants.push_back(c.call.participants[0]);
         c.call.participants.back().id = "p3";
       },
       {"announcement p3"}},
      {"a receipt of another call",
       [](OpenCase& c) { c.Of("p1").told = "n-9"; },
       {"announcement p1"}},
      {"a receipt that does not name them",
       [](OpenCase& c) { c.recording.receipts[0].participants = {"p2"}; },
       {"announcement p1"}},
      {"too quiet",
       [](OpenCase& c) { c.recording.receipts[0].measure.gain_db = -40; },
       {"announcement p1", "announcement p2"}},
      {"a wording that the policy no longer has",
       [](OpenCase& c) { c.rules.announcements[0].version = "2026-2"; },
       {"announcement p1", "announcement p2"}},
      {"a text that was changed under its version",
       [](OpenCase& c) { c.rules.announcements[0].text = "Hello."; },
       {"announcement p1", "announcement p2"}},
      {"another voice file than the firm's",
       [](OpenCase& c) { c.rules.announcements[0].voice_sha256 = std::string(64, 'b'); },
       {"announcement p1", "announcement p2"}},
      {"a method that is not known",
       [](OpenCase& c) { c.recording.receipts[0].method = AnnouncementMethod::kUnknown; },
       {"announcement p1", "announcement p2"}},
      {"read aloud where the policy does not let them",
       [](OpenCase& c) { c.recording.receipts[0].method = AnnouncementMethod::kReadAloud; },
       {"announcement p1", "announcement p2"}},
      {"read aloud where it does",
       [](OpenCase& c) {
         c.rules.read_aloud_allowed = true;
         c.recording.receipts[0].method = AnnouncementMethod::kReadAloud;
         c.recording.receipts[0].measure = {};
       },
       {}},
      {"read aloud where the place does not",
       [](OpenCase& c) {
         c.rules.read_aloud_allowed = true;
         c.Place("uk").read_aloud_allowed = false;
         c.recording.receipts[0].method = AnnouncementMethod::kReadAloud;
       },
       {"announcement p1", "announcement p2"}},
  });
}

TEST_CASE("gate: who does not let the announcement be read aloud is said") {
  OpenCase c = MakeOpenCase();
  const auto why = [&] {
    const auto may = RecordingGate::MayReadAloud(c.View(), c.now);
    return may ? std::string("") : may.error().detail;
  };
  CHECK(why().starts_with("the firm's policy does not let"));
  c.rules.read_aloud_allowed = true;
  CHECK(why() == "");
  c.rulings = {MakeRuling("complaints")};
  c.rulings[0].conditions = {RulingCondition::kInjectedOnly};
  CHECK(why().starts_with("the champion's ruling r-1 does not let"));
  c.Place("de").read_aloud_allowed = false;
  c.Person("p2").jurisdiction = "de";
  CHECK(why().starts_with("the law where somebody on this call is (Germany, United Kingdom)"));
  c.Person("p2").jurisdiction = "nowhere";
  CHECK(why().starts_with("a place whose law is not known"));
  c.has_call = false;
  CHECK(why() != "");
}

TEST_CASE("gate: Washington's recording starts with the whole announcement") {
  OpenCase c = MakeOpenCase();
  c.Person("p1").jurisdiction = "us-wa";
  REQUIRE(c.Open());
  CHECK(c.Open()->full_restatement());
}

TEST_CASE("gate: the strictest of all places holds") {
  const OpenCase c = MakeOpenCase();
  const auto mixed = StrictestOf(c.rules, {"de", "uk", "us-wa"});
  REQUIRE(mixed);
  CHECK(mixed->consent == ConsentRule::kActive);
  CHECK(mixed->full_restatement);
  CHECK(mixed->bases == c.rules.profiles[1].bases);  // without (ea)
  CHECK_FALSE(StrictestOf(c.rules, {"uk", ""}));
  CHECK_FALSE(StrictestOf(c.rules, {"uk", "atlantis"}));
  CHECK_FALSE(StrictestOf(c.rules, {}));
}

TEST_CASE("gate: places are those of the people, or the policy's, each once") {
  OpenCase c = MakeOpenCase();
  CHECK(JurisdictionsOf(c.rules, c.call) == Names{"uk"});
  c.Person("p1").jurisdiction = "de";
  CHECK(JurisdictionsOf(c.rules, c.call) == Names{"de", "uk"});
  c.Person("p2").jurisdiction = "de";
  CHECK(JurisdictionsOf(c.rules, c.call) == Names{"de", "uk"});  // where the employee is
  c.rules.jurisdiction.clear();
  CHECK(JurisdictionsOf(c.rules, c.call) == Names{"de"});
  c.Person("p2").jurisdiction.clear();
  CHECK(JurisdictionsOf(c.rules, c.call) == Names{"", "de"});
}

TEST_CASE("gate: sentences name handles and commands, never people") {
  OpenCase c = MakeOpenCase();
  c.rules.jurisdiction.clear();
  c.recording.basis->reference.clear();
  c.recording.people.clear();
  c.recording.people["p1"].objected = true;
  c.rules.purposes[0].special_category = true;
  const auto unmet = c.Unmet();
  CHECK(unmet.size() >= 8);
  for (const Requirement& each : unmet) {
    INFO(each.sentence);
    CHECK(each.sentence.find("Quist") == std::string::npos);
    CHECK(each.sentence.find("Ferreira") == std::string::npos);
    CHECK(each.sentence.find("chaperone") != std::string::npos);
    CHECK((each.participant.empty() || each.sentence.find(each.participant) != std::string::npos));
  }
}

}  // namespace
}  // namespace chaperone::policy

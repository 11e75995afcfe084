// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "policy/recording/gate.h"
#include "policy/rules/policy_file.h"

namespace chaperone::policy {
namespace {

constexpr const char* kRecoveryKey =
    "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

std::string Sample(const std::string& name) {
  std::ifstream file(REPOSITORY "/samples/policies/" + name);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Policy MustMerge(const std::vector<PolicyText>& texts, std::vector<std::string>* warnings) {
  const Result<Policy> merged = MergePolicies(texts, warnings);
  INFO((merged.ok() ? "" : merged.error().detail));
  REQUIRE(merged.ok());
  return *merged;
}

bool Said(const std::vector<std::string>& warnings, const std::string& part) {
  return std::any_of(warnings.begin(), warnings.end(),
                     [&](const std::string& each) { return each.find(part) != std::string::npos; });
}

TEST_CASE("recording policy: the documented sample, as managed policy, sets every key") {
  const Policy policy = MustMerge({{"firm.toml", Sample("policy.toml"), true}}, nullptr);
  const RecordingRules& r = policy.recording;
  CHECK(r.jurisdiction == "uk");
  CHECK(r.language == "en");
  CHECK_FALSE(r.public_authority);
  CHECK_FALSE(r.read_aloud_allowed);
  CHECK(r.min_coverage_percent == 85);
  CHECK(r.min_gain_db == -15);
  CHECK(r.special_category_conditions ==
        std::vector<std::string>{"explicit_consent", "occupational_health"});
  CHECK(r.pause_hotkey == "Control+Alt+P");
  CHECK(r.card_watch);
  CHECK(r.remind_paused == std::chrono::seconds(120));
  CHECK(r.archive_folder == "/srv/recordings");
  CHECK(r.rulings_folder == "/srv/chaperone/rulings");
  CHECK(r.warn_free_mb == 1024);
  CHECK(r.stop_free_mb == 256);
  CHECK(r.softphones.size() == 4);
  CHECK(r.allowed_recorders.size() == 3);
  CHECK(r.recovery_key == kRecoveryKey);
  CHECK(policy.champions[0].ruling_key.size() == 64);
  CHECK(r.profiles.size() == DefaultPolicy().recording.profiles.size() + 1);
  CHECK(r.profiles.back().name == "jersey");
  CHECK(r.profiles.back().bases.size() == 4);
  REQUIRE(r.purposes.size() == 1);
  CHECK(r.purposes[0] == RecordingPurpose{"complaints", "handling complaints",
                                          LawfulBasis::kLegitimateInterests, "LIA-7", "recordings",
                                          false, false});
  REQUIRE(r.assessments.size() == 1);
  CHECK(FormatUtc(r.assessments[0].review_by) == "2027-09-30T00:00:00Z");
  REQUIRE(r.announcements.size() == 1);
  CHECK(r.announcements[0].voice_sha256.size() == 64);
  CHECK(r.announcements[0].voice == "en-gb");
}

TEST_CASE("recording policy: the vendor describes six places and names no purpose") {
  const RecordingRules rules = DefaultPolicy().recording;
  CHECK(rules.purposes.empty());
  CHECK(rules.jurisdiction.empty());
  const auto consent = [&](const std::string& place) {
    return StrictestOf(rules, {place})->consent;
  };
  CHECK(consent("uk") == ConsentRule::kNone);
  CHECK(consent("eu") == ConsentRule::kNone);
  CHECK(consent("de") == ConsentRule::kActive);
  CHECK(consent("us-one-party") == ConsentRule::kNone);
  CHECK(consent("us-all-party") == ConsentRule::kActive);
  CHECK(consent("us-wa") == ConsentRule::kNotice);
  for (const JurisdictionProfile& each : rules.profiles) {
    INFO(each.name);
    CHECK(each.full_restatement == (each.name == "us-wa"));
    const bool ea = std::find(each.bases.begin(), each.bases.end(),
                              LawfulBasis::kRecognisedLegitimateInterest) != each.bases.end();
    CHECK(ea == (each.name == "uk"));
  }
  CHECK(Said(rules.softphones, "baresip"));
  CHECK(Said(rules.allowed_recorders, "pavucontrol"));
}

TEST_CASE("recording policy: the installed vendor files are a policy by themselves") {
  std::ifstream file(REPOSITORY "/installer/default-policy.toml");
  std::ostringstream text;
  text << file.rdbuf();
  const Policy policy = MustMerge(
      {{"policy.toml", text.str()}, {"recording-profiles.toml", Sample("recording-profiles.toml")}},
      nullptr);
  CHECK(policy == DefaultPolicy());
}

TEST_CASE("recording policy: keys that open or unseal count from managed policy alone") {
  const std::string text = std::string("[recording]\nrecovery_key = \"") + kRecoveryKey +
                           "\"\n[[champions]]\nname = \"Dana Whitlock\"\nemail = "
                           "\"dana@lending.example\"\nruling_key = \"" +
                           kRecoveryKey + "\"\n";
  std::vector<std::string> warnings;
  const Policy managed = MustMerge({{"firm.toml", text, true}}, &warnings);
  CHECK(managed.recording.recovery_key == kRecoveryKey);
  CHECK(managed.champions[0].ruling_key == kRecoveryKey);
  CHECK(warnings.empty());

  const Policy other = MustMerge({{"any.toml", text}}, &warnings);
  CHECK(other.recording.recovery_key.empty());
  CHECK(other.champions[0].ruling_key.empty());
  CHECK(Said(warnings, "any.toml:2: recording.recovery_key: has no effect here"));
  CHECK(Said(warnings, "any.toml:6: champions[1].ruling_key: has no effect here"));

  const Result<Policy> users = MergePolicies({{"policy.toml", text, false, true}});
  REQUIRE_FALSE(users.ok());
  CHECK(users.error().detail.find(
            "policy.toml:2: recording.recovery_key: counts only where a user "
            "cannot change it; expected it in a file of the managed policy") != std::string::npos);
  CHECK(users.error().detail.find("policy.toml:6: champions[1].ruling_key:") != std::string::npos);
}

TEST_CASE("recording policy: a user adds no purpose, assessment, place or wording to the firm's") {
  const std::string firm = Sample("recording-demo.toml") +
                           "[[recording.profiles]]\nname = \"uk\"\ntitle = \"UK\"\nbases = "
                           "[\"consent\"]\nconsent = \"active\"\n";
  const std::string user =
      "[[recording.purposes]]\nname = \"fun\"\ntitle = \"fun\"\n"
      "[[recording.assessments]]\nreference = \"LIA-99\"\nversion = \"1\"\nreview_by = "
      "2099-01-01\npurposes = [\"complaints\"]\n"
      "[[recording.profiles]]\nname = \"nowhere\"\ntitle = \"Nowhere\"\nbases = [\"consent\"]\n"
      "consent = \"none\"\n"
      "[[recording.announcements]]\nlanguage = \"en\"\nversion = \"9\"\ntext = \"Hi\"\n"
      "restatement = \"Hi\"\n";
  std::vector<std::string> warnings;
  const Policy fixed =
      MustMerge({{"policy.toml", user, false, true}, {"firm.toml", firm, true}}, &warnings);
  const Policy alone = MustMerge({{"firm.toml", firm, true}}, nullptr);
  CHECK(fixed.recording == alone.recording);
  for (const std::string list : {"profiles", "purposes", "assessments", "announcements"}) {
    INFO(list);
    CHECK(Said(warnings, "recording." + list + ": has no effect: firm.toml fixes it"));
  }
  CHECK(warnings.size() == 4);
  // Where the firm lists none, they are the user's to state.
  const Policy own = MustMerge({{"policy.toml", firm, false, true}}, nullptr);
  CHECK(own.recording == alone.recording);
}

TEST_CASE("recording policy: tables with a name replace the one of that name") {
  const std::string more =
      "[[recording.announcements]]\nlanguage = \"en\"\nversion = \"2026-1\"\ntext = \"New\"\n"
      "restatement = \"R\"\n[[recording.announcements]]\nlanguage = \"en\"\nversion = \"2026-2\"\n"
      "text = \"Newer\"\nrestatement = \"R\"\n[[recording.assessments]]\nreference = \"LIA-7\"\n"
      "version = \"4\"\nreview_by = 2098-01-01\npurposes = [\"training\"]\n";
  const Policy policy =
      MustMerge({{"a.toml", Sample("recording-demo.toml")}, {"b.toml", more}}, nullptr);
  REQUIRE(policy.recording.announcements.size() == 3);
  CHECK(policy.recording.announcements[0].text == "New");
  CHECK(FindAnnouncement(policy.recording, "en")->text == "Newer");
  REQUIRE(policy.recording.assessments.size() == 1);
  CHECK(policy.recording.assessments[0].version == "4");
}

TEST_CASE("recording policy: what will disappoint is said") {
  const Policy demo = MustMerge({{"a.toml", Sample("recording-demo.toml")}}, nullptr);
  CHECK(Said(PolicyWarnings(demo), "recording.recovery_key: none"));
  CHECK(Said(PolicyWarnings(demo), "champions.ruling_key: no champion"));
  const Policy whole = MustMerge({{"firm.toml", Sample("policy.toml"), true}}, nullptr);
  CHECK(PolicyWarnings(whole).empty());
  const Policy mute =
      MustMerge({{"a.toml", "[[recording.purposes]]\nname = \"x\"\ntitle = \"X\"\n"}}, nullptr);
  CHECK(Said(PolicyWarnings(mute), "recording.announcements: none"));
  CHECK_FALSE(Said(PolicyWarnings(DefaultPolicy()), "recording."));
}

}  // namespace
}  // namespace chaperone::policy

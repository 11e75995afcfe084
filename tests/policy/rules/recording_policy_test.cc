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
    "3d48021a4038a926817e9b8bfadc10fa96870e6476365a4a900cbf6caa441416";

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

TEST_CASE("recording policy: where the firm speaks of recording, a user decides nothing of it") {
  const std::string firm = "[recording]\nlanguage = \"en\"\n";
  const std::string user = R"(
[recording]
jurisdiction = "eu"
language = "de"
public_authority = true
read_aloud_allowed = true
min_coverage_percent = 50
min_gain_db = -40
special_category_conditions = ["any"]
card_watch = false
archive_folder = "/tmp/a"
rulings_folder = "/tmp/r"
warn_free_mb = 32
stop_free_mb = 16
softphones = ["sp"]
allowed_recorders = ["parecord"]
[[recording.profiles]]
name = "de"
title = "Germany"
bases = ["legitimate_interests"]
consent = "none"
[[recording.profiles]]
name = "nowhere"
title = "Nowhere"
bases = ["consent"]
consent = "none"
[[recording.purposes]]
name = "fun"
title = "fun"
[[recording.assessments]]
reference = "LIA-99"
version = "1"
review_by = 2099-01-01
purposes = ["fun"]
[[recording.announcements]]
language = "en"
version = "9"
text = "Hi"
restatement = "Hi"
[[retention]]
name = "recordings"
keep_days = 1
[[retention]]
name = "own"
keep_days = 36500
)";
  const std::vector<std::string> without_effect = {"jurisdiction",
                                                   "language",
                                                   "public_authority",
                                                   "read_aloud_allowed",
                                                   "min_coverage_percent",
                                                   "min_gain_db",
                                                   "special_category_conditions",
                                                   "card_watch",
                                                   "archive_folder",
                                                   "rulings_folder",
                                                   "warn_free_mb",
                                                   "stop_free_mb",
                                                   "softphones",
                                                   "allowed_recorders",
                                                   "profiles.de",
                                                   "profiles.nowhere",
                                                   "purposes.fun",
                                                   "assessments.LIA-99",
                                                   "announcements.en/9"};
  std::vector<std::string> warnings;
  const Policy fixed =
      MustMerge({{"policy.toml", user, false, true}, {"firm.toml", firm, true}}, &warnings);
  const Policy alone = MustMerge({{"firm.toml", firm, true}}, nullptr);
  CHECK(fixed == alone);
  for (const std::string& key : without_effect) {
    INFO(key);
    CHECK(Said(warnings, ": recording." + key + ": has no effect: firm.toml fixes it"));
  }
  CHECK(Said(warnings, "policy.toml:3: recording.jurisdiction: has no effect"));
  CHECK(Said(warnings, ": retention.recordings: has no effect: firm.toml fixes it"));
  CHECK(Said(warnings, ": retention.own: has no effect: firm.toml fixes it"));
  CHECK(warnings.size() == without_effect.size() + 2);

  // The sum of a user's text and a recommended one is not the user's.
  const Policy recommended = MustMerge(
      {{"vendor.toml", user}, {"policy.toml", user, false, true}, {"firm.toml", firm, true}},
      nullptr);
  CHECK(recommended.recording.jurisdiction == "eu");
}

TEST_CASE("recording policy: the pause key and its reminder stay the user's to choose") {
  const std::string user = "[recording]\npause_hotkey = \"Control+K\"\nremind_paused_s = 60\n";
  std::vector<std::string> warnings;
  const Policy merged = MustMerge(
      {{"policy.toml", user, false, true}, {"firm.toml", "[recording]\nlanguage = \"en\"\n", true}},
      &warnings);
  CHECK(merged.recording.pause_hotkey == "Control+K");
  CHECK(merged.recording.remind_paused == std::chrono::seconds(60));
  CHECK(warnings.empty());
  // Unless the firm says these itself.
  const Policy fixed =
      MustMerge({{"policy.toml", user, false, true},
                 {"firm.toml", "[recording]\npause_hotkey = \"Control+P\"\n", true}},
                &warnings);
  CHECK(fixed.recording.pause_hotkey == "Control+P");
  CHECK(warnings ==
        std::vector<std::string>{
            "policy.toml:2: recording.pause_hotkey: has no effect: firm.toml fixes it"});
}

TEST_CASE("recording policy: for which firm rulings count is the firm's word") {
  const std::string user = "organisation = \"Other Lending Ltd\"\n";
  std::vector<std::string> warnings;
  const Policy nameless = MustMerge(
      {{"policy.toml", user, false, true}, {"firm.toml", "[recording]\nlanguage = \"en\"\n", true}},
      &warnings);
  CHECK(nameless.organisation.empty());
  CHECK(warnings ==
        std::vector<std::string>{"policy.toml:1: organisation: has no effect: firm.toml fixes it"});
  CHECK(MustMerge({{"policy.toml", user, false, true}}, nullptr).organisation ==
        "Other Lending Ltd");
  const Policy demo = MustMerge({{"a.toml", Sample("recording-demo.toml")}}, nullptr);
  CHECK_FALSE(Said(PolicyWarnings(demo), "organisation: none"));
  Policy without = demo;
  without.organisation.clear();
  CHECK(Said(PolicyWarnings(without), "organisation: none: no ruling can open the gate"));
}

TEST_CASE("recording policy: a key that was ignored is no error of the firm's or the user's") {
  const std::string user =
      "[recording]\njurisdiction = \"nowhere\"\n[[recording.purposes]]\n"
      "name = \"x\"\ntitle = \"X\"\nretention_class = \"none\"\n";
  CHECK_FALSE(MergePolicies({{"policy.toml", user, false, true}}).ok());
  std::vector<std::string> warnings;
  MustMerge(
      {{"policy.toml", user, false, true}, {"firm.toml", "[recording]\nlanguage = \"en\"\n", true}},
      &warnings);
  CHECK(warnings.size() == 2);
}

TEST_CASE(
    "recording policy: without a firm's word on it, recording is the user's but for the law") {
  const std::string own = Sample("recording-demo.toml");
  const std::string loose =
      "[[recording.profiles]]\nname = \"de\"\ntitle = \"Germany\"\nbases = "
      "[\"legitimate_interests\"]\nconsent = \"none\"\n";
  const std::string added =
      "[[recording.profiles]]\nname = \"jersey\"\ntitle = \"Jersey\"\nbases "
      "= [\"consent\"]\nconsent = \"active\"\n";
  const std::string firm = "[alerts]\nnotify_employee = true\n";
  std::vector<std::string> warnings;
  const Policy policy = MustMerge(
      {{"policy.toml", own + loose + added, false, true}, {"firm.toml", firm, true}}, &warnings);
  const RecordingRules vendors = DefaultPolicy().recording;
  REQUIRE(policy.recording.profiles.size() == vendors.profiles.size() + 1);
  for (size_t i = 0; i < vendors.profiles.size(); ++i) {
    CHECK(policy.recording.profiles[i] == vendors.profiles[i]);
  }
  CHECK(policy.recording.profiles.back().name == "jersey");
  CHECK(policy.recording.purposes.size() == 3);
  REQUIRE(warnings.size() == 1);
  CHECK(Said(warnings,
             "recording.profiles.de: has no effect: only a managed or recommended text "
             "replaces a profile of the vendor's"));
  // Recommended and managed texts may.
  for (const bool managed : {false, true}) {
    const Policy replaced =
        MustMerge({{"firm.toml", loose, managed}, {"policy.toml", loose, false, true}}, nullptr);
    CHECK(StrictestOf(replaced.recording, {"de"})->consent == ConsentRule::kNone);
  }
  // Nor does a user take back what a recommended text made stricter.
  const std::string strict =
      "[[recording.profiles]]\nname = \"uk\"\ntitle = \"UK\"\nbases = "
      "[\"consent\"]\nconsent = \"active\"\n";
  const std::string back =
      "[[recording.profiles]]\nname = \"uk\"\ntitle = \"UK\"\nbases = "
      "[\"consent\"]\nconsent = \"none\"\n";
  const Policy kept =
      MustMerge({{"vendor.toml", strict}, {"policy.toml", back, false, true}}, nullptr);
  CHECK(StrictestOf(kept.recording, {"uk"})->consent == ConsentRule::kActive);
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
  const std::vector<std::string> warned = PolicyWarnings(whole);
  CHECK(warned.size() == 2);
  CHECK(Said(warned, "recording.recovery_key: is that of the example"));
  CHECK(Said(warned, "champions.ruling_key: is that of the example"));
  const Policy mute =
      MustMerge({{"a.toml", "[[recording.purposes]]\nname = \"x\"\ntitle = \"X\"\n"}}, nullptr);
  CHECK(Said(PolicyWarnings(mute), "recording.announcements: none"));
  CHECK_FALSE(Said(PolicyWarnings(DefaultPolicy()), "recording."));
}

}  // namespace
}  // namespace chaperone::policy

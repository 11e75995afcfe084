// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/policy_file.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace chaperone::policy {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Policy MustParse(const std::string& toml, const Policy& base = DefaultPolicy()) {
  const Result<Policy> result = ParsePolicy({"p.toml", toml}, base);
  INFO((result.ok() ? "" : result.error().detail));
  REQUIRE(result.ok());
  return *result;
}

constexpr const char* kChampion = R"(
[[champions]]
name = "Dana Whitlock"
email = "dana.whitlock@lending.example"
)";

TEST_CASE("policy: each value says which text and line it comes from, the one that holds") {
  const std::vector<PolicyText> texts = {
      {"recommended.toml", "[alerts]\nmax_mails_per_hour = 3\nmin_score = 0.7\n"},
      {"user.toml", "[alerts]\nmax_mails_per_hour = 4\n\n[shield]\nmode = \"off\"\n", false, true},
      {"managed.toml",
       "[alerts]\n\nmax_mails_per_hour = 5\n\n[[retention]]\nname = \"calls\"\nkeep_days = 30\n",
       true}};
  PolicyOrigins origins;
  const auto merged = MergePolicies(texts, nullptr, &origins);
  REQUIRE(merged.ok());
  CHECK(merged->alerts.max_mails_per_hour == 5);
  CHECK(origins["alerts.max_mails_per_hour"] == PolicyOrigin{"managed.toml", 3});
  CHECK(origins["alerts.min_score"] == PolicyOrigin{"recommended.toml", 3});
  CHECK(origins["shield.mode"] == PolicyOrigin{"user.toml", 5});
  CHECK(origins["retention.calls"] == PolicyOrigin{"managed.toml", 5});
  // The vendor's own lists are named, too; what no text sets is not.
  CHECK(origins["retention.alerts"].name.find("built in") != std::string::npos);
  CHECK(origins.count("mail.host") == 0);
}

TEST_CASE("policy: every sample parses") {
  size_t parsed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(REPOSITORY "/samples/policies")) {
    if (entry.path().extension() != ".toml") continue;
    INFO(entry.path());
    MustParse(ReadFile(entry.path()));
    ++parsed;
  }
  CHECK(parsed >= 5);
}

TEST_CASE("policy: the documented sample sets every key to what it says") {
  const Policy policy = MustParse(ReadFile(REPOSITORY "/samples/policies/policy.toml"));
  CHECK(policy.organisation == "Example Lending Ltd");
  REQUIRE(policy.champions.size() == 2);
  CHECK(policy.champions[0] ==
        Champion{"Dana Whitlock", "dana.whitlock@lending.example", {"omar.sayle@lending.example"}});
  CHECK(policy.mail.host == "mail.lending.example");
  CHECK(policy.mail.port == 587);
  CHECK(policy.mail.security == MailSecurity::kStartTls);
  CHECK(policy.mail.username == "chaperone");
  CHECK(policy.mail.password_file == "/etc/chaperone/mail-password");
  CHECK(policy.mail.from == "chaperone@lending.example");
  CHECK(policy.mail.ca_file == "/etc/ssl/certs/lending-ca.pem");
  CHECK(policy.mail.timeout == std::chrono::seconds(30));
  CHECK(policy.own_domains == std::vector<std::string>{"lending.example"});
  REQUIRE(policy.staff.size() == 1);
  CHECK(policy.staff[0].identifiers.size() == 2);
  CHECK(policy.fingerprint_key_file == "/etc/chaperone/fingerprint.key");
  CHECK(policy.alert_retention_class == "alerts");
  const auto rule = std::find_if(policy.share_rules.begin(), policy.share_rules.end(),
                                 [](const ShareRule& r) { return r.name == "meetings-screen"; });
  REQUIRE(rule != policy.share_rules.end());
  CHECK(rule->at_least == std::map<std::string, int>{{"PIXMAP", 1}, {"XFixesCursorClient", 1}});
  CHECK(rule->at_most == std::map<std::string, int>{{"WINDOW", 0}});
  CHECK(policy.share_rules.size() == DefaultPolicy().share_rules.size() + 1);
}

TEST_CASE("policy: an empty text changes nothing") {
  CHECK(MustParse("") == DefaultPolicy());
  CHECK(MustParse("", Policy{}) == Policy{});
}

TEST_CASE("policy: what holds without a file is safe and watches both browsers") {
  const Policy policy = DefaultPolicy();
  CHECK(policy.detection == DetectionRules{});
  CHECK(policy.sampling == SamplingRules{});
  CHECK(policy.alerts == AlertRules{});
  CHECK(policy.shield == ShieldRules{});
  CHECK(policy.shield.mode == ShieldMode::kAsk);
  CHECK_FALSE(policy.file_vault_allowed);
  CHECK(policy.retention == std::vector<RetentionClass>{{"alerts", std::chrono::days(365)},
                                                        {"recordings", std::chrono::days(180)}});
  const auto watches = [&](const std::string& application) {
    return std::any_of(policy.share_rules.begin(), policy.share_rules.end(),
                       [&](const ShareRule& r) { return r.application == application; });
  };
  CHECK(watches("Chromium"));
  CHECK(watches("Firefox"));
}

TEST_CASE("policy: a later text wins and keeps what it does not set") {
  const auto merged = MergePolicies({
      {"recommended.toml", "organisation = \"A\"\n[mail]\nport = 25\ntimeout_s = 5"},
      {"policy.toml", "organisation = \"B\"\n[mail]\nport = 465", false, true},
  });
  REQUIRE(merged.ok());
  CHECK(merged->organisation == "B");
  CHECK(merged->mail.port == 465);
  CHECK(merged->mail.timeout == std::chrono::seconds(5));
}

TEST_CASE("policy: a managed key wins wherever it stands, and the user is told") {
  std::vector<std::string> warnings;
  const auto merged = MergePolicies(
      {
          {"10-firm.toml", "[alerts]\nnotify_employee = true\nmin_score = 0.4", true},
          {"recommended.toml", "[alerts]\nmin_score = 0.9"},
          {"policy.toml", "\n[alerts]\nnotify_employee = false\nmax_mails_per_hour = 3", false,
           true},
      },
      &warnings);
  REQUIRE(merged.ok());
  CHECK(merged->alerts.notify_employee);
  CHECK(merged->alerts.min_score == 0.4);
  CHECK(merged->alerts.max_mails_per_hour == 3);
  CHECK(warnings == std::vector<std::string>{"policy.toml:3: alerts.notify_employee: has no "
                                             "effect: 10-firm.toml fixes it"});
}

TEST_CASE("policy: a user cannot take a managed share rule away") {
  const std::string rule =
      "[[share_rules]]\nname = \"x\"\napplication = \"X\"\ntarget = \"screen\"\nat_least = { "
      "PIXMAP "
      "= ";
  std::vector<std::string> warnings;
  const auto merged = MergePolicies(
      {{"policy.toml", rule + "9999 }", false, true}, {"managed.toml", rule + "1 }", true}},
      &warnings);
  REQUIRE(merged.ok());
  CHECK(merged->share_rules.back().at_least.at("PIXMAP") == 1);
  CHECK(warnings.size() == 1);
}

TEST_CASE("policy: errors of all texts are listed, each with its file") {
  const auto merged =
      MergePolicies({{"a.toml", "x = 1"}, {"b.toml", "\ny = 1"}, {"c.toml", "z = 1", true}});
  REQUIRE_FALSE(merged.ok());
  const std::string& detail = merged.error().detail;
  CHECK(detail.find("a.toml:1: x:") != std::string::npos);
  CHECK(detail.find("\nb.toml:2: y:") != std::string::npos);
  CHECK(detail.find("\nc.toml:1: z:") != std::string::npos);
}

TEST_CASE("policy: keys that belong together may stand in different texts") {
  const auto merged = MergePolicies({
      {"recommended.toml",
       "[mail]\nhost = \"mail.firm.example\"\n[alerts]\nretention_class = "
       "\"short\""},
      {"managed.toml",
       "[mail]\nfrom = \"a@firm.example\"\n[[retention]]\nname = \"short\"\n"
       "keep_days = 30",
       true},
  });
  REQUIRE(merged.ok());
  CHECK(merged->alert_retention_class == "short");
  CHECK(merged->retention.size() == DefaultPolicy().retention.size() + 1);
}

TEST_CASE("policy: a text above 1 MiB is refused, one of exactly 1 MiB is read") {
  const std::string just(kMaxPolicyBytes, '\n');
  CHECK(ParsePolicy({"p.toml", just}, Policy{}).ok());
  const auto refused = ParsePolicy({"p.toml", just + "\n"}, Policy{});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().detail == "p.toml:1: the file has 1048577 bytes; expected at most 1 MiB");
}

TEST_CASE("policy: a thousand errors are told in few lines") {
  std::string toml;
  for (int i = 0; i < 1000; ++i) toml += "key_" + std::to_string(i) + " = 1\n";
  const auto refused = ParsePolicy({"p.toml", toml}, Policy{});
  REQUIRE_FALSE(refused.ok());
  const std::string& detail = refused.error().detail;
  CHECK(std::count(detail.begin(), detail.end(), '\n') == 50);
  CHECK(detail.ends_with("p.toml: and 950 more errors"));
}

TEST_CASE("policy: a message never repeats a secret, an address or a control character") {
  for (const char* toml : {"[mail]\npassword = \"canary-7\"", "[mail]\nhost = \"canary-7!\"",
                           "[mail]\nfrom = \"canary-7\"", "[people]\nown_domains = [\"canary-7\"]",
                           "[[people.staff]]\nname = \"canary-7\"\nidentifiers = [\"\"]"}) {
    const auto refused = ParsePolicy({"p.toml", toml}, Policy{});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().detail.find("canary-7") == std::string::npos);
  }
  const auto refused = ParsePolicy({"p.toml", "\"a\\u001b[31m\" = 1"}, Policy{});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().detail.find('\x1b') == std::string::npos);
}

TEST_CASE("policy: without a champion or a mail server there is a warning, not an error") {
  const auto said = [](const Policy& policy, const std::string& key) {
    const auto warnings = PolicyWarnings(policy);
    return std::any_of(warnings.begin(), warnings.end(),
                       [&](const std::string& w) { return w.starts_with(key + ":"); });
  };
  const Policy none = DefaultPolicy();
  CHECK(said(none, "champions"));
  CHECK(said(none, "mail.host"));
  CHECK(said(none, "people"));
  const Policy some = MustParse(std::string(kChampion) +
                                "[mail]\nhost = \"m.firm.example\"\nfrom = \"c@firm.example\"\n"
                                "[people]\nown_domains = [\"firm.example\"]");
  CHECK(PolicyWarnings(some).empty());
  CHECK(said(MustParse("[alerts]\nmin_score = 0.2"), "alerts.min_score"));
  CHECK(said(MustParse("[alerts]\nnotify_employee = false"), "alerts.notify_employee"));
  Policy monitored = some;
  monitored.alerts.mode = AlertMode::kMonitor;
  CHECK(PolicyWarnings(monitored) ==
        std::vector<std::string>{"alerts.mode: monitor: leaks are only counted; nobody is told"});
}

TEST_CASE("policy: alerts are only counted where the managed policy says so") {
  const std::string monitor = "[alerts]\nmode = \"monitor\"\n";
  const std::string enforce = "[alerts]\nmode = \"enforce\"\n";
  const auto mode = [](const std::vector<PolicyText>& texts, PolicyOrigins* origins = nullptr) {
    std::vector<std::string> warnings;
    const auto merged = MergePolicies(texts, &warnings, origins);
    REQUIRE(merged.ok());
    return std::pair(merged->alerts.mode, warnings);
  };
  using Warnings = std::vector<std::string>;

  SECTION("the managed policy") {
    PolicyOrigins origins;
    CHECK(mode({{"firm.toml", monitor, true}}, &origins) ==
          std::pair(AlertMode::kMonitor, Warnings{}));
    CHECK(origins["alerts.mode"] == PolicyOrigin{"firm.toml", 2});
  }
  SECTION("a recommended text has no effect, and is not named as what decides") {
    PolicyOrigins origins;
    const auto [decided, warnings] = mode({{"any.toml", monitor}}, &origins);
    CHECK(decided == AlertMode::kEnforce);
    CHECK(warnings == Warnings{"any.toml:2: alerts.mode: has no effect here: it counts only in the "
                               "managed policy, /etc/chaperone/managed.d"});
    CHECK(origins["alerts.mode"].name != "any.toml");
  }
  SECTION("a user's own text is refused") {
    const auto refused = MergePolicies({{"policy.toml", monitor, false, true}});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().detail ==
          "policy.toml:2: alerts.mode: counts only where a user cannot change it; expected it in a "
          "file of the managed policy, /etc/chaperone/managed.d");
  }
  SECTION("nobody's enforce ends what the managed policy says") {
    const auto [decided, warnings] =
        mode({{"policy.toml", enforce, false, true}, {"firm.toml", monitor, true}});
    CHECK(decided == AlertMode::kMonitor);
    CHECK(warnings == Warnings{"policy.toml:2: alerts.mode: has no effect: firm.toml fixes it"});
  }
  SECTION("enforce may stand anywhere") {
    CHECK(mode({{"policy.toml", enforce, false, true}}) ==
          std::pair(AlertMode::kEnforce, Warnings{}));
  }
}

TEST_CASE("policy: any bytes give a policy or a message, never a crash") {
  std::mt19937 random(20261123);
  const std::string sample = ReadFile(REPOSITORY "/samples/policies/policy.toml");
  size_t accepted = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text = sample;
    const unsigned edits = 1 + random() % 4;
    for (unsigned i = 0; i < edits; ++i) {
      const size_t at = random() % text.size();
      const size_t span = std::min<size_t>(random() % 40, text.size() - at);
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, span);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), span));
          break;
        default:
          text.resize(at + 1);
          break;
      }
    }
    const auto result = ParsePolicy({"p.toml", text}, DefaultPolicy());
    if (result.ok()) {
      ++accepted;
      CHECK(result->mail.port >= 1);
      CHECK(result->alerts.min_score <= 1);
    } else {
      CHECK(result.error().code == ErrorCode::kBadInput);
      CHECK(result.error().detail.starts_with("p.toml:"));
    }
  }
  CHECK(accepted > 0);
  CHECK(accepted < 2000);
}

}  // namespace
}  // namespace chaperone::policy

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/doctor_bundle.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <set>

#include "policy/personal_data/finding.h"
#include "tests/agent/cli/machine.h"
#include "tests/agent/cli/program.h"

namespace chaperone::agent {
namespace {

using nlohmann::ordered_json;

// Every path that leads to a value; lists as "[]", and the names that are counted as "*".
void CollectPaths(const ordered_json& value, const std::string& path,
                  std::set<std::string>& paths) {
  const bool counted = path.ends_with(".by_state") || path.ends_with(".by_severity") ||
                       path.ends_with(".by_kind") || path.ends_with(".by_reason") ||
                       path.ends_with(".numbers");
  if (!value.is_structured()) {
    paths.insert(path);
    return;
  }
  for (const auto& [name, inner] : value.items()) {
    std::string next = path + "[]";
    if (value.is_object()) {
      next = path.empty() ? name : path;
      if (!path.empty()) next.append(".").append(counted ? "*" : name);
    }
    CollectPaths(inner, next, paths);
  }
}

// What a support file may hold. Whoever adds to it adds here, and thinks of whose it might be.
const std::set<std::string> kKnownPaths = {"about.format",
                                           "about.what",
                                           "about.holds[]",
                                           "about.left_out[]",
                                           "made_at",
                                           "doctor[].subject",
                                           "doctor[].level",
                                           "doctor[].code",
                                           "doctor[].numbers.*",
                                           "versions.program",
                                           "versions.agent",
                                           "versions.reader",
                                           "versions.recorder",
                                           "versions.tray",
                                           "versions.sqlite",
                                           "versions.libsodium",
                                           "versions.libcurl",
                                           "versions.tesseract",
                                           "versions.linux",
                                           "versions.distribution",
                                           "versions.distribution_version",
                                           "session.type",
                                           "session.display",
                                           "session.bus",
                                           "agent.running",
                                           "agent.answers",
                                           "agent.unit.systemd",
                                           "agent.unit.load",
                                           "agent.unit.active",
                                           "agent.unit.result",
                                           "agent.unit.restarts",
                                           "agent.unit.watchdog_s",
                                           "counts",
                                           "counts.warnings",
                                           "counts.gaps_now",
                                           "counts.outbox.waiting",
                                           "counts.outbox.refused",
                                           "counts.outbox.stuck",
                                           "counts.ledger.entries",
                                           "counts.ledger.failing",
                                           "counts.ledger.verified",
                                           "counts.alerts.all",
                                           "counts.alerts.by_state.*",
                                           "counts.alerts.by_severity.*",
                                           "counts.alerts.by_kind.*",
                                           "counts.mails.all",
                                           "counts.mails.by_state.*",
                                           "counts.gaps.all",
                                           "counts.gaps.by_reason.*",
                                           "counts.recordings.all",
                                           "counts.recordings.by_state.*",
                                           "counts.retention.all",
                                           "counts.retention.due",
                                           "policy.right",
                                           "policy.warnings",
                                           "policy.warned_of[]",
                                           "policy.bundle_version",
                                           "policy.files[].level",
                                           "policy.files[].place",
                                           "policy.keys[].key",
                                           "policy.keys[].level",
                                           "policy.keys[].place",
                                           "policy.keys[].count",
                                           "policy.keys[].value",
                                           "policy.keys[].value[]"};

void CheckPaths(const ordered_json& document) {
  std::set<std::string> paths;
  CollectPaths(document, "", paths);
  for (const std::string& path : paths) {
    INFO(path);
    CHECK(kKnownPaths.contains(path));
  }
}

TEST_CASE("support file: what no list names does not go in, wherever it stands") {
  const ordered_json kept = OnlyAllowed(
      {{"made_at", "2026-11-27T09:00:00Z"},
       {"user", "juniper"},
       {"versions", {{"program", "0.1.0"}, {"built_by", "1.2"}}},
       {"agent", {{"running", true}, {"pid", 4711}}},
       {"policy", {{"keys", {{{"key", "mail.port"}, {"value", 25}, {"file", "10-firm.toml"}}}}}},
       {"extra", {{"made_at", "2026-11-27T09:00:00Z"}}}});
  CHECK(kept == ordered_json{{"made_at", "2026-11-27T09:00:00Z"},
                             {"versions", {{"program", "0.1.0"}}},
                             {"agent", {{"running", true}}},
                             {"policy", {{"keys", {{{"key", "mail.port"}, {"value", 25}}}}}}});
}

TEST_CASE("support file: what is named goes in only in its shape") {
  const auto passes = [](const ordered_json& document) {
    std::set<std::string> paths;
    CollectPaths(OnlyAllowed(document), "", paths);
    return !paths.empty();
  };
  CHECK(passes({{"made_at", "2026-11-27T09:00:00Z"}}));
  CHECK_FALSE(passes({{"made_at", "when Orla called"}}));
  CHECK(passes({{"versions", {{"linux", "6.1.0"}}}}));
  CHECK_FALSE(passes({{"versions", {{"linux", "6.1.0-lending-ltd"}}}}));
  CHECK_FALSE(passes({{"versions", {{"distribution", "lendix"}}}}));
  CHECK_FALSE(passes({{"about", {{"what", "Another sentence."}}}}));
  CHECK_FALSE(passes({{"session", {{"type", "a@b.example"}}}}));
  CHECK_FALSE(passes({{"policy", {{"keys", {{{"key", "orla.fenwick"}}}}}}}));
  CHECK_FALSE(passes({{"policy", {{"keys", {{{"value", "mail.lending.example"}}}}}}}));
  CHECK(passes({{"policy", {{"keys", {{{"value", "cover"}}}}}}}));
  CHECK_FALSE(passes({{"counts", {{"alerts", {{"by_kind", {{"email", "orla"}}}}}}}}));
  CHECK_FALSE(passes({{"counts", {{"alerts", {{"by_kind", {{"Orla@x.example", 1}}}}}}}}));
}

TEST_CASE("support file: a new file for its owner alone, which begins with what it holds") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "support.json").string();
  const Finished made = Chaperone({"doctor", "--bundle", path});
  INFO(made.err);
  REQUIRE(made.exit_code == 0);
  struct stat about {};
  REQUIRE(stat(path.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600);
  const std::string text = testing::ReadFile(path);
  const auto document = ordered_json::parse(text);
  CHECK(document.begin().key() == "about");
  CHECK(document.at("about").at("holds").size() >= 4);
  CHECK(document.at("about").at("left_out").size() >= 4);
  CHECK(document.at("agent").at("running") == false);
  CHECK(document.at("counts").is_null());
  CHECK(document.at("policy").at("warned_of") == ordered_json{"champions", "mail.host", "people"});
  CHECK(document.at("doctor").size() >= 10);
  CheckPaths(document);
  CHECK(Chaperone({"doctor", "--bundle", path}).exit_code != 0);
  CHECK(testing::ReadFile(path) == text);
}

TEST_CASE("support file: an agent that says something new cannot make it say so") {
  Machine machine;
  machine.agent.answer = [](const Request& request) -> policy::Result<json> {
    if (std::holds_alternative<request::Status>(request)) {
      return json{
          {"version", "0.0.1"},
          {"pid", 1},
          {"user", "orla"},
          {"warnings", {"orla's disk is full"}},
          {"coverage", json::array()},
          {"mail", {{"waiting", 2}, {"stuck", true}, {"refused", 1}, {"last_error", "550 orla"}}},
          {"ledger", {{"entries", 7}, {"head", "ab"}, {"failing", false}}}};
    }
    if (std::holds_alternative<request::ListAlerts>(request)) {
      return json{
          {"alerts",
           {{{"id", "a-1"},
             {"state", "open"},
             {"severity", "high"},
             {"application", "orla"},
             {"kinds", {{"email", 2}, {"orla", 1}}}},
            {{"id", "a-2"}, {"state", "orla"}, {"severity", "low"}, {"kinds", {{"email", 1}}}}}}};
    }
    if (std::holds_alternative<request::ListGaps>(request)) {
      return json{{"gaps", {"of another type", {{"reason", 7}}}}};
    }
    return json{{"ok", true}};
  };
  const std::string path = (machine.folder.path() / "support.json").string();
  const Finished made = machine.Run({"doctor", "--bundle", path});
  INFO(made.err);
  REQUIRE(made.exit_code == 0);
  const std::string text = testing::ReadFile(path);
  CHECK_FALSE(Has(text, "orla"));
  const auto document = ordered_json::parse(text);
  CheckPaths(document);
  const auto& counts = document.at("counts");
  CHECK(counts.at("outbox") == ordered_json{{"refused", 1}, {"stuck", true}, {"waiting", 2}});
  CHECK(counts.at("alerts").at("all") == 2);
  CHECK(counts.at("alerts").at("by_state") == ordered_json{{"open", 1}, {"other", 1}});
  CHECK(counts.at("alerts").at("by_kind") == ordered_json{{"email", 2}, {"other", 1}});
  CHECK(counts.at("gaps").at("by_reason") == ordered_json{{"other", 2}});
  CHECK(counts.at("ledger").at("verified") == true);
  CHECK(document.at("versions").at("agent") == "0.0.1");
}

}  // namespace
}  // namespace chaperone::agent

// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <set>

#include "agent/store/private_file.h"
#include "agent/store/secret_service.h"
#include "agent/store/store.h"
#include "tests/agent/cli/program.h"
#include "tests/fakes/keyring.h"
#include "tests/real/x_server.h"

namespace chaperone::agent {
namespace {

json Find(const json& report, const std::string& subject) {
  for (const json& check : report.at("checks")) {
    if (check.at("subject") == subject) return check;
  }
  return {};
}

TEST_CASE("cli: doctor says what is lacking and what to do, exit 4") {
  const TemporaryFolder state;
  const Finished finished =
      Chaperone({"doctor", "--json"}, {{"CHAPERONE_STATE_DIR", state.path().string()}});
  CHECK(finished.exit_code == 4);
  const json report = json::parse(finished.out);
  CHECK(report.at("ok") == false);
  for (const char* lacking : {"display", "session bus", "keyring"}) {
    INFO(lacking);
    const json check = Find(report, lacking);
    REQUIRE_FALSE(check.is_null());
    CHECK(check.at("level") == "fail");
    CHECK_FALSE(check.at("to_do").get<std::string>().empty());
  }
  CHECK(Find(report, "state folder").at("level") == "ok");
  CHECK(Find(report, "policy").at("level") == "ok");
  INFO(Find(report, "reader").dump());
  CHECK(Find(report, "reader").at("level") == "ok");
}

TEST_CASE("cli: doctor sees a state folder that others may read, and a wrong policy") {
  const TemporaryFolder state;
  const TemporaryFolder config;
  REQUIRE(chmod(state.path().c_str(), 0755) == 0);
  Write(config, "policy.toml", "oops = 1");
  const Finished finished =
      Chaperone({"doctor"}, {{"CHAPERONE_STATE_DIR", state.path().string()},
                             {"CHAPERONE_CONFIG_DIR", config.path().string()}});
  CHECK(finished.exit_code == 4);
  CHECK(Has(finished.out, "chmod 700 " + state.path().string()));
  CHECK(Has(finished.out, "policy.toml:1: oops: unknown key"));
}

std::set<std::string> NamesIn(const TemporaryFolder& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

TEST_CASE("cli: doctor fails on a clock that stands before the last entry, and changes nothing") {
  const auto now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto stands_before = [](const TemporaryFolder& state) {
    const Finished finished =
        Chaperone({"doctor", "--json"}, {{"CHAPERONE_STATE_DIR", state.path().string()}});
    return Find(json::parse(finished.out), "clock").at("code") == "before_last_entry";
  };
  const TemporaryFolder ahead;
  REQUIRE(Store::Open(ahead.path(), policy::Now{now + std::chrono::hours(24), {}, "boot"}).ok());
  const auto names = NamesIn(ahead);
  CHECK(stands_before(ahead));
  CHECK(NamesIn(ahead) == names);
  const TemporaryFolder right;
  REQUIRE(Store::Open(right.path(), policy::Now{now, {}, "boot"}).ok());
  CHECK_FALSE(stands_before(right));
  const TemporaryFolder empty;
  CHECK_FALSE(stands_before(empty));
  CHECK(NamesIn(empty).empty());
}

TEST_CASE("cli: doctor reads the firm's fingerprint key as the agent does") {
  const TemporaryFolder config;
  const std::string key = Write(config, "fingerprint.key", std::string(64, 'a') + "\n");
  Write(config, "policy.toml", "[fingerprint]\nkey_file = \"" + key + "\"\n");
  const auto examine = [&] {
    const Finished finished =
        Chaperone({"doctor", "--json"}, {{"CHAPERONE_CONFIG_DIR", config.path().string()}});
    return Find(json::parse(finished.out), "fingerprint key");
  };
  REQUIRE(chmod(key.c_str(), 0600) == 0);
  CHECK(examine().at("level") == "ok");
  REQUIRE(chmod(key.c_str(), 0644) == 0);
  CHECK(examine().at("level") == "fail");
  REQUIRE(chmod(key.c_str(), 0600) == 0);
  Write(config, "fingerprint.key", "too short");
  CHECK(Has(examine().at("found"), "openssl rand -hex 32"));
}

// A database of the format's version 9999, as far as can be told without opening it.
std::string NewerDatabase() {
  std::string header(100, '\0');
  header.replace(0, 16, std::string("SQLite format 3\0", 16));
  header.replace(60, 4, std::string("\0\0\x27\x0f", 4));
  return header;
}

TEST_CASE(
    "cli: records of a newer version are refused by the agent, told by doctor, and untouched") {
  const testing::PrivateBus bus;
  const TemporaryFolder state;
  REQUIRE(chmod(state.path().c_str(), 0700) == 0);
  const std::string file = Write(state, "chaperone.db", NewerDatabase());
  REQUIRE(chmod(file.c_str(), 0600) == 0);
  const std::map<std::string, std::string> environment = {
      {"CHAPERONE_STATE_DIR", state.path().string()}, {"DBUS_SESSION_BUS_ADDRESS", bus.address()}};
  const Finished agent = Chaperone({"agent"}, environment);
  CHECK(agent.exit_code == 4);
  CHECK(Has(agent.err, "was written by a newer Chaperone (version 9999 of its format"));
  CHECK(Has(agent.err, "Install that version again"));
  const json check = Find(json::parse(Chaperone({"doctor", "--json"}, environment).out), "records");
  REQUIRE_FALSE(check.is_null());
  CHECK(check.at("level") == "fail");
  CHECK(Has(check.at("found").get<std::string>(), "newer Chaperone (version 9999"));
  CHECK_FALSE(check.at("to_do").get<std::string>().empty());
  CHECK(testing::ReadFile(file) == NewerDatabase());
  CHECK_FALSE(std::filesystem::exists(file + "-wal"));
}

TEST_CASE("cli: doctor fails on a key whose records are gone") {
  const TemporaryFolder state;
  Write(state, "vault.key", "chaperone-vault-key 1 …\n");
  const Finished finished =
      Chaperone({"doctor", "--json"}, {{"CHAPERONE_STATE_DIR", state.path().string()}});
  CHECK(finished.exit_code == 4);
  const json check = Find(json::parse(finished.out), "records");
  REQUIRE_FALSE(check.is_null());
  CHECK(check.at("level") == "fail");
  CHECK(Has(check.at("to_do"), "restore chaperone.db"));
}

TEST_CASE("cli: doctor tells a mail server that does not answer from a silent policy") {
  const TemporaryFolder config;
  // Port 1 of this machine: nobody listens there.
  Write(config, "policy.toml",
        "[mail]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"none\"\nfrom = \"c@firm.example\"\n");
  const Finished finished =
      Chaperone({"doctor", "--json"}, {{"CHAPERONE_CONFIG_DIR", config.path().string()}});
  const json check = Find(json::parse(finished.out), "mail server");
  REQUIRE_FALSE(check.is_null());
  CHECK(check.at("level") == "fail");
  CHECK(Has(check.at("found"), "127.0.0.1:1"));
}

TEST_CASE("cli: doctor finds the mail password in the keyring, and says how it comes there") {
  const test::Keyring keyring;
  const TemporaryFolder config;
  Write(config, "policy.toml",
        "[mail]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"none\"\nfrom = \"c@firm.example\"\n"
        "username = \"agent\"\npassword_secret = \"mail\"\n");
  const auto examine = [&] {
    return Find(json::parse(Chaperone({"doctor", "--json"},
                                      {{"CHAPERONE_CONFIG_DIR", config.path().string()},
                                       {"DBUS_SESSION_BUS_ADDRESS", keyring.address()}})
                                .out),
                "mail password");
  };
  const json missing = examine();
  CHECK(missing.at("level") == "fail");
  CHECK(Has(missing.at("found"), "secret-tool store --label='mail'"));
  const auto service = SecretService::Connect(keyring.address());
  REQUIRE(service.ok());
  REQUIRE((*service)->Keep("mail", {{"application", "chaperone"}}, SecretBytes(8)).ok());
  CHECK(examine().at("level") == "ok");
}

TEST_CASE("cli: doctor shakes hands with a real mail server and sends nothing") {
  const TemporaryFolder config;
  const TemporaryFolder sink;
  const testing::Process server({"/usr/bin/python3", REPOSITORY "/tests/fakes/smtp_sink.py",
                                 "--folder", sink.path().string(), "--tls", "starttls"},
                                {}, config.path() / "listens");
  json listens;
  testing::RunUntil([] {},
                    [&] {
                      listens =
                          json::parse(testing::ReadFile(config.path() / "listens"), nullptr, false);
                      return listens.is_object();
                    });
  const auto examine = [&](const std::string& more) {
    Write(config, "policy.toml",
          "[mail]\nhost = \"127.0.0.1\"\nfrom = \"c@firm.example\"\nport = " +
              std::to_string(listens.at("port").get<int>()) + "\n" + more);
    return Find(json::parse(Chaperone({"doctor", "--json"},
                                      {{"CHAPERONE_CONFIG_DIR", config.path().string()}})
                                .out),
                "mail server");
  };
  const json trusted = examine("ca_file = \"" + listens.at("ca").get<std::string>() + "\"\n");
  INFO(trusted.dump());
  CHECK(trusted.at("level") == "ok");
  const json stranger = examine("");
  CHECK(stranger.at("level") == "fail");
  CHECK(Has(stranger.at("found"), "certificate"));
  CHECK(examine("security = \"tls\"\n").at("level") == "fail");
  CHECK_FALSE(std::filesystem::exists(sink.path() / "0001.eml"));
}

TEST_CASE("cli: doctor says what the shield does by policy, and whether this display lets it") {
  const TemporaryFolder config;
  const auto examine = [&](const std::string& display, const std::string& mode) {
    Write(config, "policy.toml", "[shield]\nmode = \"" + mode + "\"\n");
    return Find(json::parse(Chaperone({"doctor", "--json"},
                                      {{"CHAPERONE_CONFIG_DIR", config.path().string()},
                                       {"DISPLAY", display}})
                                .out),
                "shield");
  };
  const test::XServer whole;
  CHECK(examine(whole.display(), "cover").at("level") == "ok");
  CHECK(Has(examine(whole.display(), "cover").at("found"), "by itself"));
  CHECK(Has(examine(whole.display(), "ask").at("found"), "when asked"));
  CHECK(examine(whole.display(), "off").at("level") == "note");
  CHECK(examine("", "ask").at("level") == "fail");
  const test::XServer blind({800, 600, false, {"-extension", "Composite"}});
  const json beneath = examine(blind.display(), "ask");
  INFO(beneath.dump());
  CHECK(beneath.at("level") == "warn");
  CHECK(Has(beneath.at("found"), "Composite"));
  const test::XServer bare({800, 600, false, {"-extension", "XFIXES"}});
  const json none = examine(bare.display(), "ask");
  CHECK(none.at("level") == "fail");
  CHECK(Has(none.at("found"), "XFIXES"));
}

}  // namespace
}  // namespace chaperone::agent

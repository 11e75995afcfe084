// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "agent/store/private_file.h"
#include "tests/agent/cli/program.h"

namespace chaperone::agent {
namespace {

const std::vector<std::vector<std::string>>& AllCommands() {
  static const std::vector<std::vector<std::string>> kCommands = {
      {},
      {"agent"},
      {"status"},
      {"call"},
      {"call", "start"},
      {"call", "join"},
      {"call", "leave"},
      {"call", "identify"},
      {"call", "end"},
      {"call", "consent"},
      {"call", "withdraw"},
      {"call", "object"},
      {"call", "private"},
      {"basis"},
      {"basis", "set"},
      {"basis", "show"},
      {"announce"},
      {"record"},
      {"record", "start"},
      {"record", "stop"},
      {"record", "pause"},
      {"record", "resume"},
      {"record", "status"},
      {"record", "may"},
      {"consult"},
      {"consult", "ask"},
      {"consult", "list"},
      {"consult", "show"},
      {"consult", "import"},
      {"consult", "new-key"},
      {"consult", "answer"},
      {"recordings"},
      {"recordings", "list"},
      {"recordings", "show"},
      {"recordings", "play"},
      {"recordings", "export"},
      {"recordings", "recover"},
      {"recordings", "recovery-key"},
      {"recordings", "delete"},
      {"recordings", "hold"},
      {"recordings", "release"},
      {"retention"},
      {"retention", "list"},
      {"retention", "sweep"},
      {"share"},
      {"share", "start"},
      {"share", "stop"},
      {"share", "status"},
      {"share", "audience"},
      {"alerts"},
      {"alerts", "list"},
      {"alerts", "show"},
      {"alerts", "resolve"},
      {"alerts", "snooze"},
      {"alerts", "ask"},
      {"ledger"},
      {"ledger", "verify"},
      {"ledger", "head"},
      {"ledger", "export"},
      {"policy"},
      {"policy", "check"},
      {"policy", "show"},
      {"champion"},
      {"champion", "test"},
      {"doctor"},
  };
  return kCommands;
}

TEST_CASE("cli: every command explains itself with an example") {
  for (std::vector<std::string> command : AllCommands()) {
    std::string line;
    for (const std::string& word : command) line += " " + word;
    INFO("chaperone" << line);
    command.emplace_back("--help");
    const Finished finished = Chaperone(command);
    CHECK(finished.exit_code == 0);
    CHECK(Has(finished.out, "Example"));
    CHECK(Has(finished.out, "chaperone" + line));
    CHECK(finished.err.empty());
  }
}

TEST_CASE("cli: what is typed wrongly is usage, exit 2, and says where help is") {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {},
           {"statsu"},
           {"call"},
           {"status", "--jsno"},
           {"call", "leave"},
           {"share", "start", "--monitor", "DP-1", "--window", "7"},
           {"share", "audience", "everyone"},
           {"alerts", "resolve", "a-1"},
           {"alerts", "snooze", "a-1"},
           {"alerts", "ask", "a-1"},
           {"alerts", "snooze", "a-1", "--seconds", "0"},
           {"alerts", "resolve", "a-1", "--as", "mine"},
           {"consult", "answer", "question.json", "--key", "k"},
           {"consult", "answer", "question.json", "--key", "k", "--allow", "--refuse"},
           {"recordings", "recover", "v-1.sealed", "--key", "k"},
           {"recordings", "recovery-key", "--hlep"},
           {"recordings", "recovery-key"},
           {"ledger", "verify", "--head", "1:00"},
           {"agent", "--background"}}) {
    INFO((arguments.empty() ? "" : arguments.front()));
    const Finished finished = Chaperone(arguments);
    CHECK(finished.exit_code == 2);
    CHECK(Has(finished.err, "--help"));
    CHECK(finished.out.empty());
  }
}

TEST_CASE("cli: usage errors name the command and what there is, and repeat no argument") {
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{"call", "start", "Orla Fenwick"}, "chaperone call start: an argument too many was given"},
      {{"call", "leave", "p1", "Orla"}, "chaperone call leave: an argument too many"},
      {{"status", "--json=Orla"}, "chaperone status: an option was given a value"},
      {{"share", "audience", "Orla"}, "expected one of: external, internal"},
      {{"alerts", "resolve", "a-1", "--as", "Orla"}, "expected one of: colleague, customer"},
      {{"alerts", "resolve", "a-1", "--as", "false-alarm", "--why", "Orla"},
       "expected one of: invented, misread, not-personal-data"},
      {{"Orla Fenwick"}, "what follows is not a command; expected one of: agent, status"},
      {{"ledger", "Fenwick"}, "chaperone ledger: what follows is not a command"},
      {{"call", "start", "--customr=Orla Fenwick"}, "there is no option --customr."},
      {{"call", "start", "--customer", "--confirmed", "Orla"}, "--customer: the value is missing"},
      {{"call", "start", "--customer", "a", "--confirmed", "Orla said so"}, "is not a plain word"},
      {{"call", "start", "--customer", "a", "--confirmed", ""}, "is not a plain word"},
      {{"basis", "set", "--purpose", "a", "--basis", "Orla"}, "--basis: is not known; expected"},
      {{"recordings", "delete", "v-1", "--reason", "Orla asked"}, "--reason: is not a plain word"},
      {{"recordings", "hold", "v-1", "--owner", "a", "--reason", "b", "--review-by", "Orla"},
       "--review-by: is not a date"},
      {{"consult", "answer", "q", "--key", "k", "--allow", "--condition", "Orla"},
       "--condition: is not known"},
      {{"call", "start", "--customer", "a", "--jurisdiction", "Orla Land"},
       "--jurisdiction: is not a plain word"},
      {{"call", "identify", "p1", "--how", "Orla said so"}, "--how: is not a plain word"},
  };
  for (const Case& c : cases) {
    const Finished finished = Chaperone(c.arguments);
    INFO(finished.err);
    CHECK(finished.exit_code == 2);
    CHECK(Has(finished.err, c.says));
    CHECK(Has(finished.err, "--help"));
    CHECK_FALSE(Has(finished.err, "Orla"));
    CHECK_FALSE(Has(finished.err, "Fenwick"));
  }
  CHECK(Has(Chaperone({"bogus"}).err, "there is no command \"bogus\"; expected one of: agent"));
  CHECK(Has(Chaperone({"recrod", "start"}).err, "there is no command \"recrod\""));
  CHECK(
      Has(Chaperone({"ledger", "foo"}).err,
          "chaperone ledger: there is no command \"foo\"; expected one of: verify, head, export"));
  CHECK(Has(Chaperone({"ledger"}).err, "chaperone ledger: a command is missing; expected one of"));
  CHECK(Has(Chaperone({"status", "--jsno"}).err, "chaperone status: there is no option --jsno."));
  CHECK(Has(Chaperone({"call", "leave"}).err, "PARTICIPANT is required"));
}

TEST_CASE("cli: names that cannot be on record are bad input before anybody is asked") {
  const auto long_name = [](size_t count) {
    std::string name;
    for (size_t i = 0; i < count; ++i) name += "\u00e9";
    return name;
  };
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--customer", "Or\xffla"}, "name: is not UTF-8"},
      {{"--staff", "Orla\nFenwick"}, "name: has a line end or control character"},
      {{"--representative", "Orla\x1b[2J"}, "name: has a line end or control character"},
      {{"--customer", "Orla\u0085"}, "name: has a line end or control character"},
      {{"--customer", long_name(201)}, "name: has 201 characters; expected at most 200"},
      {{"--identifier", long_name(101)}, "identifiers: has 101 characters; expected at most 100"},
  };
  for (const char* command : {"start", "join"}) {
    for (const auto& [options, says] : cases) {
      std::vector<std::string> arguments = {"call", command};
      arguments.insert(arguments.end(), options.begin(), options.end());
      const Finished finished = Chaperone(arguments);
      INFO(finished.err);
      CHECK(finished.exit_code == 3);
      CHECK(Has(finished.err, says));
      CHECK_FALSE(Has(finished.err, "Or"));
    }
  }
  // Without a bus this is how far a good one comes.
  CHECK(Chaperone({"call", "start", "--customer", long_name(200)}).exit_code == 4);
}

TEST_CASE("cli: the version is told") {
  const Finished finished = Chaperone({"--version"});
  CHECK(finished.exit_code == 0);
  CHECK(finished.out.starts_with("chaperone 0."));
}

TEST_CASE("cli: without a session bus that is said, exit 4") {
  const Finished finished = Chaperone({"status"});
  CHECK(finished.exit_code == 4);
  CHECK(Has(finished.err, "no session bus"));
  CHECK(finished.out.empty());
}

TEST_CASE("cli: without an agent the message says how to start it, exit 4") {
  const testing::PrivateBus bus;
  const TemporaryFolder folder;
  const std::string ruling = Write(folder, "ruling.json", "{}");
  const std::string export_file = (folder.path() / "call.mka").string();
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"status"},
           {"call", "start", "--customer", "-"},
           {"call", "end"},
           {"call", "consent", "p1"},
           {"call", "withdraw", "p1"},
           {"call", "object", "p1"},
           {"call", "private"},
           {"basis", "set", "--purpose", "complaints"},
           {"basis", "show"},
           {"announce"},
           {"record", "start"},
           {"record", "stop"},
           {"record", "pause"},
           {"record", "resume"},
           {"record", "status"},
           {"record", "may"},
           {"consult", "ask", "--text", "May it be recorded?"},
           {"consult", "list"},
           {"consult", "show", "r-1"},
           {"consult", "import", ruling},
           {"recordings", "list"},
           {"recordings", "show", "v-1"},
           {"recordings", "play", "v-1", "--reason", "complaint"},
           {"recordings", "delete", "v-1", "--reason", "erasure", "--yes"},
           {"recordings", "hold", "v-1", "--owner", "legal", "--reason", "litigation",
            "--review-by", "2027-01-31"},
           {"recordings", "release", "v-1", "--reason", "settled"},
           {"recordings", "export", "v-1", "--reason", "complaint", "--out", export_file},
           {"retention", "list"},
           {"retention", "sweep", "--dry-run"},
           {"share", "status"},
           {"alerts", "list"},
           {"ledger", "head"},
           {"ledger", "verify"},
           {"ledger", "export"},
           {"champion", "test"}}) {
    INFO(arguments.front() << ' ' << arguments.back());
    const Finished finished =
        Chaperone(arguments, {{"DBUS_SESSION_BUS_ADDRESS", bus.address()}}, "Wren Abernathy\n");
    CHECK(finished.exit_code == 4);
    CHECK(Has(finished.err, "the agent is not running"));
    CHECK(Has(finished.err, "chaperone agent"));
    CHECK(finished.out.empty());
  }
  CHECK_FALSE(std::filesystem::exists(export_file));
}

TEST_CASE("cli: personal values that cannot be read are bad input and are not repeated") {
  const Finished missing = Chaperone({"call", "start", "--customer", "@/nonexistent/canary-7"});
  CHECK(missing.exit_code == 3);
  CHECK(Has(missing.err, "cannot be read"));
  CHECK_FALSE(Has(missing.err, "canary-7"));
  const Finished ended = Chaperone({"call", "start", "--customer", "-"});
  CHECK(ended.exit_code == 3);
  CHECK(Has(ended.err, "standard input has ended"));
  const Finished nobody = Chaperone({"call", "join"});
  CHECK(nobody.exit_code == 3);
  CHECK(Has(nobody.err, "expected one"));
  const Finished window = Chaperone({"share", "start", "--window", "zero"});
  CHECK(window.exit_code == 3);
  CHECK(Has(window.err, "xwininfo"));
}

TEST_CASE("cli: a right policy is told with its warnings, a wrong one with every line") {
  const TemporaryFolder folder;
  const Finished right = Chaperone(
      {"policy", "check", "--managed", REPOSITORY "/samples/policies/policy.toml", "--json"});
  CHECK(right.exit_code == 0);
  const json report = json::parse(right.out);
  CHECK(report.at("ok") == true);
  // The sample is in order; only its keys are nobody's, and the files that it names are not here.
  REQUIRE(report.at("warnings").size() == 4);
  CHECK(Has(report.at("warnings").at(0), "recording.recovery_key: is that of the example"));
  CHECK(Has(report.at("warnings").at(1), "champions.ruling_key: is that of the example"));
  CHECK(Has(report.at("warnings").at(2), "mail.ca_file: /etc/ssl/certs/lending-ca.pem"));
  CHECK(Has(report.at("warnings").at(3), "mail.password_file: /etc/chaperone/mail-password"));

  const std::string wrong = Write(folder, "wrong.toml", "[mail]\nport = 0\nhosst = \"x\"\n");
  const Finished refused = Chaperone({"policy", "check", wrong});
  CHECK(refused.exit_code == 3);
  CHECK(Has(refused.err, wrong + ":2: mail.port: 0 is out of range"));
  CHECK(Has(refused.err, wrong + ":3: mail.hosst: unknown key; did you mean \"host\"?"));

  const Finished absent = Chaperone({"policy", "check", "/nonexistent/policy.toml"});
  CHECK(absent.exit_code == 3);
  CHECK(Has(absent.err, "/nonexistent/policy.toml: cannot be read"));

  const Finished binary =
      Chaperone({"policy", "check", Write(folder, "b.toml", std::string("a\0b", 3))});
  CHECK(binary.exit_code == 3);
  CHECK(Has(binary.err, "NUL byte"));
}

TEST_CASE("cli: keys that count only in managed policy are checked as such where asked") {
  const TemporaryFolder folder;
  const std::string file =
      Write(folder, "m.toml", "[recording]\nrecovery_key = \"" + std::string(64, 'a') + "\"\n");
  const Finished plain = Chaperone({"policy", "check", file});
  CHECK(Has(plain.out, "recording.recovery_key: has no effect here"));
  const Finished managed = Chaperone({"policy", "check", "--managed", file});
  CHECK(managed.exit_code == 0);
  CHECK_FALSE(Has(managed.out, "has no effect here"));
}

// What stands in a text, without the lines that begin with one of these keys.
std::string Without(const std::string& text, const std::vector<std::string>& keys) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    const bool left_out = std::any_of(keys.begin(), keys.end(),
                                      [&](const auto& key) { return line.starts_with(key); });
    if (!left_out) kept += line + '\n';
  }
  return kept;
}

TEST_CASE("cli: recording is warned about only where something is recorded") {
  const TemporaryFolder folder;
  const std::string file = Write(folder, "screen-only.toml", "organisation = \"Example\"\n");
  const Finished screen_only = Chaperone({"policy", "check", file});
  CHECK(screen_only.exit_code == 0);
  CHECK(Has(screen_only.out, "mail.host"));
  CHECK_FALSE(Has(screen_only.out, "record"));
  CHECK_FALSE(Has(screen_only.out, "ruling"));
}

TEST_CASE("cli: a user's own policy does not say what only the firm may") {
  const TemporaryFolder config;
  Write(config, "policy.toml", testing::ReadFile(REPOSITORY "/samples/policies/policy.toml"));
  const Finished shown =
      Chaperone({"policy", "show"}, {{"CHAPERONE_CONFIG_DIR", config.path().string()}});
  CHECK(shown.exit_code == 3);
  CHECK(Has(shown.err, "policy.toml:23: champions[1].ruling_key: counts only where a user cannot"));
  CHECK(Has(shown.err, "recording.recovery_key: counts only where a user cannot"));
}

TEST_CASE("cli: the policy that holds is shown, and comes back as it went in") {
  const TemporaryFolder config;
  Write(config, "policy.toml",
        Without(testing::ReadFile(REPOSITORY "/samples/policies/policy.toml"),
                {"ruling_key", "recovery_key"}));
  const Finished shown =
      Chaperone({"policy", "show", "--json"}, {{"CHAPERONE_CONFIG_DIR", config.path().string()}});
  REQUIRE(shown.exit_code == 0);
  const json policy = json::parse(shown.out);
  CHECK(policy.at("organisation") == "Example Lending Ltd");
  CHECK(policy.at("mail").at("security") == "starttls");
  CHECK(policy.at("champions").at(0).at("deputies").size() == 1);
  CHECK(policy.at("share_rules").size() >= 3);
  CHECK(policy.at("fingerprint").at("key_file") == "/etc/chaperone/fingerprint.key");
  const Finished plain =
      Chaperone({"policy", "show"}, {{"CHAPERONE_CONFIG_DIR", config.path().string()}});
  CHECK(plain.exit_code == 0);
  CHECK(Has(plain.out, "organisation: Example Lending Ltd"));
}

TEST_CASE("cli: a policy that this user may not read is not passed over") {
  const TemporaryFolder config;
  const std::string path = Write(config, "policy.toml", "organisation = \"A\"\n");
  REQUIRE(chmod(config.path().c_str(), 0755) == 0);
  REQUIRE(chmod(path.c_str(), 0) == 0);
  std::vector<std::string> arguments = {CHAPERONE, "policy", "check"};
  // Root may read everything, so another user has to try.
  const std::vector<std::string> as_nobody = {"setpriv", "--reuid=65534", "--regid=65534",
                                              "--clear-groups", "--"};
  if (geteuid() == 0) arguments.insert(arguments.begin(), as_nobody.begin(), as_nobody.end());
  const Finished finished =
      testing::Run(arguments, {{"CHAPERONE_CONFIG_DIR", config.path().string()}});
  CHECK(finished.exit_code == 4);
  CHECK(Has(finished.err, path + ": cannot be read"));
}

TEST_CASE("cli: an agent that the machine does not let start ends with 4") {
  const testing::PrivateBus bus;
  const auto start = [&](const std::filesystem::path& state, const std::string& says) {
    const Finished finished = Chaperone({"agent"}, {{"CHAPERONE_STATE_DIR", state.string()},
                                                    {"DBUS_SESSION_BUS_ADDRESS", bus.address()}});
    INFO(finished.err);
    CHECK(finished.exit_code == 4);
    CHECK(Has(finished.err, says));
  };
  const TemporaryFolder open_folder;
  REQUIRE(chmod(open_folder.path().c_str(), 0755) == 0);
  start(open_folder.path(), "chmod 700");

  const TemporaryFolder open_database;
  const std::string database = Write(open_database, "chaperone.db", "");
  REQUIRE(chmod(database.c_str(), 0644) == 0);
  start(open_database.path(), "chmod 600");

  const TemporaryFolder folder;
  start(Write(folder, "a_file", ""), "is not a folder of this user");

  const TemporaryFolder held;
  const auto first = StateFolder::Open(held.path());
  REQUIRE(first.ok());
  start(held.path(), "Another Chaperone agent");
}

TEST_CASE("cli: a managed policy that cannot be parsed keeps the agent from starting") {
  const TemporaryFolder config;
  Write(config, "policy.toml", "[mail]\npassword = \"canary-7\"\n");
  const Finished finished =
      Chaperone({"agent"}, {{"CHAPERONE_CONFIG_DIR", config.path().string()}});
  CHECK(finished.exit_code == 3);
  CHECK(Has(finished.err, "policy.toml:2: mail.password: secrets do not belong"));
  CHECK_FALSE(Has(finished.err, "canary-7"));
}

}  // namespace
}  // namespace chaperone::agent
